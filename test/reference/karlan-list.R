# What karlan-list.spec.ts expects, computed by R. Rscript test/reference/karlan-list.R ../shared/data/karlan-list.csv.gz
letters_sent <- read.csv(commandArgs(trailingOnly = TRUE)[1])
show <- function(name, x) cat(name, sprintf("%.15g", x), "\n")

sent <- table(letters_sent$arm)
gave <- tapply(letters_sent$responded, letters_sent$arm, sum)
show("sent", sent)
show("gave", gave)

arms <- c("match_1to1", "match_2to1", "match_3to1")
tests <- lapply(arms, function(arm) {
  prop.test(gave[c(arm, "control")], sent[c(arm, "control")], correct = FALSE)
})
p <- vapply(tests, function(test) test$p.value, 0)
show("difference", vapply(tests, function(test) -diff(test$estimate), 0))
show("p", p)
show("holm", p.adjust(p, "holm"))
show("all arms", unlist(prop.test(gave, sent)[c("statistic", "p.value")]))

# Eight of the thirty-six cells: the outer levels of the three factors are a full 2 x 2 x 2.
cells <- subset(letters_sent, match_ratio %in% c(1, 3) & match_cap %in% c("25k", "100k") & ask_level %in% c(1, 3))
half <- function(on) ifelse(on, 0.5, -0.5)
cells$ratio <- half(cells$match_ratio == 3)
cells$cap <- half(cells$match_cap == "100k")
cells$ask <- half(cells$ask_level == 3)
model <- lm(responded ~ ratio * cap * ask, cells)
show("n", nrow(cells))
show("effects", coef(model)[-1])
show("HC2", sqrt(diag(sandwich::vcovHC(model, type = "HC2")))[-1])
