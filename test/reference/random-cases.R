# Writes a case file for the validation kit with random and extreme counts, computed by R itself.
# Rscript test/reference/random-cases.R SEED FILE
arguments <- commandArgs(trailingOnly = TRUE)
set.seed(as.integer(arguments[1]))

number <- function(x) {
  if (length(x) == 0 || is.na(x)) "null" else if (is.infinite(x)) sprintf('"%sInfinity"', if (x < 0) "-" else "") else sprintf("%.17g", x)
}
list_of <- function(x) paste0("[", paste(vapply(x, number, ""), collapse = ","), "]")
object <- function(...) {
  fields <- list(...)
  paste0("{", paste(sprintf('"%s":%s', names(fields), unlist(fields)), collapse = ","), "}")
}
yes_no <- function(x) if (x) "true" else "false"

cases <- character()
add <- function(method, input, expected) {
  id <- sprintf("random-%d", length(cases) + 1)
  cases <<- c(cases, sprintf('{"id":"%s","method":"%s","input":%s,"expected":%s}', id, method, input, expected))
}

sizes <- c(1, 2, 3, 7, 10, 29, 100, 263, 5000, 1e6)
responses <- function(n) max(0, sample(c(0, 1, n - 1, n, round(n * runif(1)), round(n * runif(1) / 100)), 1))

for (turn in 1:120) {
  n <- sample(sizes, 2, replace = TRUE)
  x <- pmin(n, c(responses(n[1]), responses(n[2])))
  level <- sample(c(0.5, 0.9, 0.95, 0.999), 1)
  arms <- c(x1 = number(x[1]), n1 = number(n[1]), x2 = number(x[2]), n2 = number(n[2]))
  with_arms <- function(...) do.call(object, c(as.list(arms), list(...)))

  for (correct in c(TRUE, FALSE)) {
    test <- suppressWarnings(prop.test(x, n, correct = correct, conf.level = level))
    add(
      "prop_test",
      object(x = list_of(x), n = list_of(n), continuityCorrection = yes_no(correct), confLevel = number(level)),
      object(chiSquare = number(test$statistic), df = "1", pValue = number(test$p.value),
             ciLower = number(test$conf.int[1]), ciUpper = number(test$conf.int[2]))
    )
  }

  table <- matrix(c(x[1], n[1] - x[1], x[2], n[2] - x[2]), 2)
  fisher <- function(alternative) number(fisher.test(table, alternative = alternative)$p.value)
  add("fisher_exact", with_arms(),
      object(pTwoSided = fisher("two.sided"), pGreater = fisher("greater"), pLess = fisher("less")))

  pooled <- sum(x) / sum(n)
  z <- (x[1] / n[1] - x[2] / n[2]) / sqrt(pooled * (1 - pooled) * sum(1 / n))
  tail <- c("two-sided" = 2 * pnorm(-abs(z)), greater = pnorm(z, lower.tail = FALSE), less = pnorm(z))
  for (alternative in names(tail)) {
    add("z_test_pooled", with_arms(alternative = sprintf('"%s"', alternative)),
        object(z = number(z), pValue = number(tail[[alternative]])))
  }
}

for (turn in 1:40) {
  count <- sample(1:6, 1)
  strata <- lapply(seq_len(count), function(i) {
    n <- sample(c(2, 5, 50, 1000, 400000), 2, replace = TRUE)
    list(n = n, x = rbinom(2, n, runif(1)^2))
  })
  table <- array(unlist(lapply(strata, function(s) c(s$x, s$n - s$x))), c(2, 2, count))
  input <- paste0("[", paste(vapply(strata, function(s) {
    object(x1 = number(s$x[1]), n1 = number(s$n[1]), x2 = number(s$x[2]), n2 = number(s$n[2]))
  }, ""), collapse = ","), "]")
  for (correct in c(TRUE, FALSE)) {
    test <- suppressWarnings(try(mantelhaen.test(table, correct = correct), silent = TRUE))
    if (inherits(test, "try-error")) next
    add("cmh", object(strata = input, continuityCorrection = yes_no(correct), confLevel = "0.95"),
        object(chiSquare = number(test$statistic), df = "1", pValue = number(test$p.value),
               commonOddsRatio = number(test$estimate), orLower = number(test$conf.int[1]), orUpper = number(test$conf.int[2])))
  }

  p <- runif(sample(1:9, 1))^sample(c(1, 4, 20), 1)
  for (method in c("holm", "BH", "bonferroni", "hochberg")) {
    add("p_adjust", object(p = list_of(p), method = sprintf('"%s"', method)),
        object(adjusted = list_of(p.adjust(p, method))))
  }

  weights <- sample(1:5, sample(2:8, 1), replace = TRUE)
  observed <- rmultinom(1, sample(c(10, 1000, 1e6), 1), weights)[, 1]
  test <- suppressWarnings(chisq.test(observed, p = weights / sum(weights)))
  add("srm_chisq", object(observed = list_of(observed), weights = list_of(weights)),
      object(chiSquare = number(test$statistic), df = number(test$parameter), pValue = number(test$p.value)))

  rates <- runif(1)^3 * c(1, runif(1, 0.5, 1))
  alpha <- sample(c(0.001, 0.01, 0.05, 0.1), 1)
  sided <- sample(1:2, 1)
  per_arm <- sample(c(5, 50, 1000, 1e6), 1)
  test <- power.prop.test(per_arm, rates[1], rates[2], alpha, alternative = c("one.sided", "two.sided")[sided])
  add("power_two_proportions",
      object(nPerArm = number(per_arm), p1 = number(rates[1]), p2 = number(rates[2]), alpha = number(alpha), sided = number(sided)),
      object(power = number(test$power)))
}

# Outcomes that are amounts, in clusters of many sizes: vcovCL(lm(y ~ treat), cluster, type = "HC1") in plain R.
for (turn in 1:20) {
  households <- sample(c(3, 10, 60), 1)
  cluster <- rep(seq_len(households), sample(c(1, 1, 2, 5), households, replace = TRUE))
  treat <- if (turn %% 2 == 0) cluster %% 2 else rbinom(length(cluster), 1, 0.4)
  n <- length(cluster)
  if (n < 4 || sum(treat) %in% c(0, n)) next
  y <- if (turn %% 3 == 0) rbinom(n, 1, 0.4) else round(rexp(n) * 10^sample(0:5, 1), 2) + sample(c(0, 1e6), 1)
  fit <- lm(y ~ treat)
  design <- cbind(1, treat)
  bread <- solve(crossprod(design))
  factor <- households / (households - 1) * (n - 1) / (n - 2)
  error <- sqrt((bread %*% crossprod(rowsum(design * resid(fit), cluster)) %*% bread)[2, 2] * factor)
  if (error < 1e-6) next
  uplift <- coef(fit)[[2]]
  level <- sample(c(0.8, 0.95, 0.999), 1)
  tail <- (1 - level) / 2
  add("cluster_robust_difference",
      object(cluster = list_of(cluster), treat = list_of(treat), y = list_of(y), confLevel = number(level)),
      object(estimate = number(uplift), nClusters = number(households), n = number(n), seClusterHC1 = number(error),
             seClassicalOls = number(summary(fit)$coefficients[2, 2]),
             ciLowerNormal = number(uplift + qnorm(tail) * error), ciUpperT = number(uplift - qt(tail, households - 1) * error),
             pNormal = number(2 * pnorm(-abs(uplift / error))), pT = number(2 * pt(-abs(uplift / error), households - 1))))
  p <- c(NA, runif(3), NA, runif(2)^9)
  add("p_adjust", object(p = list_of(p), method = '"BH"'), object(adjusted = list_of(p.adjust(p, "BH"))))
}

writeLines(paste0("[", paste(cases, collapse = ",\n"), "]"), arguments[2])
