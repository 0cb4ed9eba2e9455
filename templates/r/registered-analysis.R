# Recomputes the registered analysis of a trial from its counts, and compares each number with what Openbrief found.
# Needs R 4.0 or later and no packages. Run it in the folder with the CSV files:   Rscript registered-analysis.R
#
# What is computed is what the protocol registered; docs/analysis.md of Openbrief names the sources. In short:
#   recipients            difference of rates, Newcombe or Miettinen-Nurminen; pooled z test, Fisher where expected < 5
#   within strata         Mantel-Haenszel difference with Sato's interval; Cochran-Mantel-Haenszel test
#   clusters              CR2 variance with Satterthwaite's degrees of freedom, within strata where that can be
#   factors               main effects and interactions of the saturated model, HC2 or CR2
#   covariates            each comparison once more with Lin's adjustment, HC2; from profiles.csv
#   all of them           corrected over the registered family: Holm, Dunnett, Benjamini-Hochberg or none

folder <- if (length(commandArgs(TRUE)) > 0) commandArgs(TRUE)[1] else "."
read <- function(name) {
  file <- file.path(folder, name)
  if (file.exists(file)) read.csv(file, colClasses = "character", check.names = FALSE, na.strings = "") else NULL
}
plan_table <- read("plan.csv")
plan <- setNames(as.list(plan_table$value), plan_table$key)
level <- as.numeric(plan$confidence_level)
alpha <- 1 - level
arms <- read("arms.csv")
arms$weight <- as.numeric(arms$weight)
factors <- setdiff(names(arms), c("arm", "weight"))
counts <- read("counts.csv")
counts$stratum[is.na(counts$stratum)] <- ""
counts$n <- as.numeric(counts$n)
counts$x <- as.numeric(counts$x)
clusters <- read("clusters.csv")
clustered <- plan$unit == "cluster" && !is.null(clusters)
if (clustered) {
  clusters$stratum[is.na(clusters$stratum)] <- ""
  for (column in c("size", "x", "clusters")) clusters[[column]] <- as.numeric(clusters[[column]])
}
strata <- sort(unique(counts$stratum), method = "radix")

# Counts ---------------------------------------------------------------------------------------------------------------

of_arm <- function(arm, stratum = NULL) {
  rows <- counts$arm == arm & (if (is.null(stratum)) TRUE else counts$stratum == stratum)
  c(n = sum(counts$n[rows]), x = sum(counts$x[rows]))
}
clusters_of <- function(arm, stratum = NULL) {
  clusters[clusters$arm == arm & (if (is.null(stratum)) TRUE else clusters$stratum == stratum) & clusters$clusters > 0, ]
}

# Rates and differences ------------------------------------------------------------------------------------------------

wilson <- function(n, x, level) {
  if (n == 0) return(c(estimate = NA, lower = NA, upper = NA))
  z2 <- qnorm(alpha_of(level) / 2)^2
  upper <- (2 * x + z2 + sqrt(z2) * sqrt(z2 + 4 * x * (n - x) / n)) / (2 * (n + z2))
  lower <- x^2 / (n * (n + z2) * upper)
  c(estimate = x / n, lower = if (x == 0) 0 else lower, upper = if (x == n) 1 else upper)
}
alpha_of <- function(level) 1 - level

newcombe <- function(one, two, level) {
  a <- wilson(one["n"], one["x"], level)
  b <- wilson(two["n"], two["x"], level)
  d <- unname(a[1] - b[1])
  c(estimate = d,
    lower = d - sqrt((a[[1]] - a[[2]])^2 + (b[[3]] - b[[1]])^2),
    upper = d + sqrt((a[[3]] - a[[1]])^2 + (b[[1]] - b[[2]])^2))
}

# Where a condition that holds at `from` stops to hold on the way to `to`.
crossing <- function(holds, from, to) {
  if (!holds(from)) return(from)
  if (holds(to)) return(to)
  repeat {
    middle <- (from + to) / 2
    if (middle == from || middle == to || abs(to - from) < 1e-18) return(middle)
    if (holds(middle)) from <- middle else to <- middle
  }
}
miettinen_nurminen <- function(one, two, level) {
  n1 <- one[["n"]]; x1 <- one[["x"]]; n2 <- two[["n"]]; x2 <- two[["x"]]
  if (n1 == 0 || n2 == 0) return(c(estimate = NA, lower = NA, upper = NA))
  share <- function(count, rate) if (count == 0) 0 else count / rate
  fit <- function(d) {
    least <- max(0, -d)
    most <- min(1, 1 - d)
    rises <- function(offset) {
      p2 <- if (d < 0) offset - d else offset
      p1 <- if (d < 0) offset else offset + d
      # At an end of the range the slope may be infinite minus infinite: then it does not rise.
      isTRUE(share(x1, p1) - share(n1 - x1, 1 - p1) + share(x2, p2) - share(n2 - x2, 1 - p2) > 0)
    }
    offset <- crossing(rises, 0, max(0, most - least))
    if (d < 0) c(offset, min(1, offset - d)) else c(min(1, offset + d), offset)
  }
  score <- function(d) {
    distance <- x1 / n1 - x2 / n2 - d
    if (distance == 0) return(0)
    p <- fit(d)
    variance <- (p[1] * (1 - p[1]) / n1 + p[2] * (1 - p[2]) / n2) * (n1 + n2) / (n1 + n2 - 1)
    distance / sqrt(max(0, variance))
  }
  z <- -qnorm(alpha_of(level) / 2)
  d <- x1 / n1 - x2 / n2
  c(estimate = d,
    lower = if (d <= -1) -1 else crossing(function(at) score(at) > z, -1, d),
    upper = if (d >= 1) 1 else crossing(function(at) score(at) >= -z, d, 1))
}

pooled_z <- function(one, two) {
  n <- c(one[["n"]], two[["n"]]); x <- c(one[["x"]], two[["x"]])
  if (any(n == 0) || sum(x) == 0 || sum(x) == sum(n)) return(NA)
  suppressWarnings(prop.test(x, n, correct = FALSE)$p.value)
}
fisher <- function(one, two) {
  if (one[["n"]] == 0 || two[["n"]] == 0) return(NA)
  fisher.test(matrix(c(one[["x"]], one[["n"]] - one[["x"]], two[["x"]], two[["n"]] - two[["x"]]), 2))$p.value
}
smallest_expected <- function(one, two) {
  total <- one[["n"]] + two[["n"]]
  if (total == 0) return(0)
  rate <- (one[["x"]] + two[["x"]]) / total
  min(one[["n"]], two[["n"]]) * min(rate, 1 - rate)
}

# Within strata: Mantel and Haenszel's difference (Sato's standard error) and Cochran, Mantel and Haenszel's test.
stratified <- function(arm, reference) {
  cells <- t(sapply(strata, function(s) c(of_arm(arm, s), of_arm(reference, s))))
  n1 <- cells[, 1]; x1 <- cells[, 2]; n2 <- cells[, 3]; x2 <- cells[, 4]
  both <- n1 > 0 & n2 > 0
  if (!any(both)) return(NULL)
  t <- n1 + n2
  weight <- sum((n1 * n2 / t)[both])
  d <- sum(((x1 * n2 - x2 * n1) / t)[both]) / weight
  p <- sum(((n1^2 * x2 - n2^2 * x1 + n1 * n2 * (n2 - n1) / 2) / t^2)[both])
  q <- sum(((x1 * (n2 - x2) + x2 * (n1 - x1)) / (2 * t))[both])
  se <- sqrt(max(0, d * p + q)) / weight
  more <- t > 1
  variance <- sum((n1 * n2 / t^2 * (x1 + x2) * (t - x1 - x2) / (t - 1))[more])
  if (!(se > 0) || variance == 0) return(NULL)
  chi <- sum(((x1 * n2 - x2 * n1) / t)[more])^2 / variance
  list(
    at = function(level) {
      half <- -qnorm(alpha_of(level) / 2) * se
      c(estimate = d, lower = d - half, upper = d + half)
    },
    p = pchisq(chi, 1, lower.tail = FALSE)
  )
}

# Clusters: rate, CR2 variance and the traces for Satterthwaite's degrees of freedom, from a table of alike clusters.
moments <- function(table) {
  k <- table$clusters; m <- table$size; x <- table$x
  n <- sum(k * m)
  if (n == 0 || sum(k[m > 0]) < 2) return(NULL)
  rate <- sum(k * x) / n
  shrunk <- 1 - m / n
  d <- m / shrunk / n^2
  a2 <- d * m / n
  list(rate = rate, variance = sum(k * (x - m * rate)^2 / shrunk) / n^2,
       trace = sum(k * (d - a2)), square = sum(k * (d^2 - 2 * d * a2)) + sum(k * a2)^2, n = n)
}
contrast <- function(parts, coefficients) {
  used <- coefficients != 0
  if (any(sapply(parts[used], is.null))) return(NULL)
  get <- function(what) sapply(parts[used], function(part) part[[what]])
  k <- coefficients[used]
  variance <- sum(k^2 * get("variance"))
  if (variance <= 1e-26) return(NULL)
  estimate <- sum(k * get("rate"))
  df <- sum(k^2 * get("trace"))^2 / sum(k^4 * get("square"))
  se <- sqrt(variance)
  list(
    at = function(level) {
      half <- qt(1 - alpha_of(level) / 2, df) * se
      c(estimate = estimate, lower = estimate - half, upper = estimate + half)
    },
    p = 2 * pt(-abs(estimate / se), df)
  )
}
clustered_comparison <- function(arm, reference) {
  if (plan$stratified == "yes") {
    pairs <- lapply(strata, function(s) list(clusters_of(arm, s), clusters_of(reference, s)))
    sizes <- sapply(pairs, function(pair) sum(pair[[1]]$size * pair[[1]]$clusters) + sum(pair[[2]]$size * pair[[2]]$clusters))
    pairs <- pairs[sizes > 0]
    weights <- sizes[sizes > 0] / sum(sizes)
    parts <- lapply(pairs, function(pair) list(moments(pair[[1]]), moments(pair[[2]])))
    flat <- do.call(c, parts)
    within <- contrast(flat, as.vector(rbind(weights, -weights)))
    if (!is.null(within)) return(within)
  }
  contrast(list(moments(clusters_of(arm)), moments(clusters_of(reference))), c(1, -1))
}

# The family -----------------------------------------------------------------------------------------------------------

# Chance that any of several comparisons with one reference is further out than c (Dunnett): one integral.
any_beyond <- function(loadings) {
  spread <- sqrt(1 - loadings^2)
  function(c) {
    inner <- function(z) sapply(z, function(one) {
      beyond <- pnorm((c - loadings * one) / spread, lower.tail = FALSE) + pnorm((-c - loadings * one) / spread)
      dnorm(one) * -expm1(sum(log1p(-pmin(1, beyond))))
    })
    ends <- -9:9
    min(1, sum(mapply(function(a, b) integrate(inner, a, b, rel.tol = 1e-12, abs.tol = 0)$value, ends[-length(ends)], ends[-1])))
  }
}
correct <- function(p, method, loadings) {
  m <- length(p)
  if (method == "none" || (method == "dunnett" && m < 2)) return(list(p = p, level = level))
  if (method == "holm") return(list(p = p.adjust(p, "holm", n = m), level = if (m > 1) 1 - alpha / m else level))
  if (method == "benjamini-hochberg") {
    adjusted <- p.adjust(p, "BH", n = m)
    found <- max(1, sum(adjusted < alpha, na.rm = TRUE))
    return(list(p = adjusted, level = if (found < m) 1 - found * alpha / m else level))
  }
  exceed <- any_beyond(loadings)
  critical <- uniroot(function(c) log(exceed(c)) - log(alpha), c(-qnorm(alpha / 2) * 0.999, -qnorm(alpha / 2 / m) + 1e-6), tol = 1e-13)$root
  adjusted <- sapply(p, function(one) if (is.na(one) || one >= 1 || one <= 0) one else min(1, max(one, exceed(-qnorm(one / 2)))))
  list(p = adjusted, level = 1 - 2 * pnorm(critical, lower.tail = FALSE))
}
# Every member of a family with its own and its simultaneous interval; an end moves to 0 where the interval and the
# adjusted p would say opposite things.
registered <- function(members, method) {
  fixed <- correct(sapply(members, function(one) one$p), method, sapply(members, function(one) one$loading))
  lapply(seq_along(members), function(i) {
    own <- members[[i]]$at(level)
    both <- members[[i]]$at(fixed$level)[c("lower", "upper")]
    p <- fixed$p[i]
    if (!is.na(p) && !anyNA(both) && !is.na(own[["estimate"]]) && own[["estimate"]] != 0) {
      outside <- both[["lower"]] > 0 || both[["upper"]] < 0
      if ((p < alpha) != outside) both[[if (own[["estimate"]] > 0) "lower" else "upper"]] <- 0
    }
    c(own, p = members[[i]]$p, adjusted_p = p, simultaneous_lower = both[["lower"]], simultaneous_upper = both[["upper"]])
  })
}
nothing <- function(level) c(estimate = NA, lower = NA, upper = NA)

compare <- function(arm) {
  one <- of_arm(arm); two <- of_arm(plan$reference)
  difference <- if (plan$interval == "newcombe") newcombe else miettinen_nurminen
  found <- list(
    at = function(level) difference(one, two, level),
    p = if (smallest_expected(one, two) < 5) fisher(one, two) else pooled_z(one, two),
    loading = sqrt(one[["n"]] / max(1, one[["n"]] + two[["n"]]))
  )
  if (clustered) {
    chosen <- clustered_comparison(arm, plan$reference)
    a <- moments(clusters_of(arm)); b <- moments(clusters_of(plan$reference))
    va <- if (is.null(a)) 0 else a$variance; vb <- if (is.null(b)) 0 else b$variance
    found$loading <- if (va + vb > 0) sqrt(vb / (va + vb)) else 0
    if (is.null(chosen)) { found$at <- nothing; found$p <- NA } else {
      found$at <- function(level) {
        at <- chosen$at(level)
        c(at["estimate"], lower = max(-1, at[["lower"]]), upper = min(1, at[["upper"]]))
      }
      found$p <- chosen$p
    }
  } else if (plan$stratified == "yes") {
    chosen <- stratified(arm, plan$reference)
    if (!is.null(chosen)) { found$at <- chosen$at; found$p <- chosen$p }
  }
  found
}

# All effects of a full factorial: every set of factors, with weight 2^(order - factors), plus or minus, of each arm.
effects <- function() {
  drawn <- arms[arms$weight > 0, ]
  on <- sapply(factors, function(name) as.numeric(drawn[[name]]))
  on <- matrix(on, nrow = nrow(drawn))
  sets <- lapply(seq_len(2^length(factors) - 1), function(mask) which(bitwAnd(mask, 2^(seq_along(factors) - 1)) > 0))
  sets <- sets[order(lengths(sets), sapply(sets, function(s) paste(sprintf("%03d", s), collapse = "-")))]
  complete <- nrow(unique(on)) == 2^length(factors)
  lapply(sets, function(set) {
    off <- rowSums(on[, set, drop = FALSE] == 0)
    k <- ifelse(off %% 2 == 0, 1, -1) * 2^(length(set) - length(factors))
    missing <- list(names = factors[set], at = nothing, p = NA, loading = 0)
    if (!complete) return(missing)
    if (clustered) {
      chosen <- contrast(lapply(drawn$arm, function(arm) moments(clusters_of(arm))), k)
      return(if (is.null(chosen)) missing else c(list(names = factors[set], loading = 0), chosen))
    }
    n <- sapply(drawn$arm, function(arm) of_arm(arm)[["n"]])
    if (any(n < 2)) return(missing)
    rate <- sapply(drawn$arm, function(arm) of_arm(arm)[["x"]]) / n
    estimate <- sum(k * rate)
    variance <- sum(k^2 * rate * (1 - rate) / (n - 1))
    if (variance <= 1e-26) return(missing)
    se <- sqrt(variance)
    list(names = factors[set], loading = 0, p = 2 * pnorm(-abs(estimate / se)), at = function(level) {
      half <- -qnorm(alpha_of(level) / 2) * se
      c(estimate = estimate, lower = estimate - half, upper = estimate + half)
    })
  })
}

# Covariates -----------------------------------------------------------------------------------------------------------

# Lin's adjustment: a regression in each arm on columns that are centred at the mean of both arms, with HC2.
smallest_in_arm <- 5
most_levels <- 20
profiles <- read("profiles.csv")
covariates <- read("covariates.csv")
design <- function(drawn) {
  columns <- list()
  large <- function(is) all(sapply(drawn, function(arm) sum(profiles$n[is & profiles$arm == arm])) >= smallest_in_arm)
  levels_of <- function(value, most) {
    sizes <- tapply(profiles$n, factor(value, levels = sort(unique(value), method = "radix")), sum)
    by_size <- names(sizes)[order(-sizes, seq_along(sizes))][-1]
    told <- Filter(function(level) large(value == level), head(by_size, most))
    lapply(sort(told, method = "radix"), function(level) as.numeric(value == level))
  }
  columns <- levels_of(profiles$stratum, Inf)
  for (i in seq_len(nrow(covariates))) {
    value <- profiles[[paste0("v", i)]]
    missing <- value == ""
    if (covariates$kind[i] == "category") { columns <- c(columns, levels_of(value, most_levels - 1)); next }
    number <- suppressWarnings(as.numeric(value))
    mean <- if (all(missing)) 0 else sum((profiles$n * number)[!missing]) / sum(profiles$n[!missing])
    columns <- c(columns, list(ifelse(missing, mean, number)))
    if (any(missing) && large(missing)) columns <- c(columns, list(as.numeric(missing)))
  }
  if (length(columns) == 0) matrix(0, nrow(profiles), 0) else do.call(cbind, columns)
}
adjusted <- function(arm, columns, level) {
  pair <- profiles$arm %in% c(arm, plan$reference)
  n <- profiles$n[pair]; x <- profiles$x[pair]; own <- profiles$arm[pair] == arm
  centred <- sweep(columns[pair, , drop = FALSE], 2, colSums(columns[pair, , drop = FALSE] * n) / sum(n))
  spread <- sqrt(colSums(centred^2 * n) / sum(n))
  centred <- centred[, spread > 1e-9, drop = FALSE]
  centred <- sweep(centred, 2, spread[spread > 1e-9], "/")
  if (ncol(centred) > 0) {
    pivots <- qr(centred * sqrt(n), tol = 1e-6)
    centred <- centred[, sort(pivots$pivot[seq_len(pivots$rank)]), drop = FALSE]
  }
  of <- function(rows) {
    m <- cbind(1, centred[rows, , drop = FALSE]); n <- n[rows]; x <- x[rows]
    if (sum(n) < ncol(m) || qr(m * sqrt(n))$rank < ncol(m)) return(NULL)
    bread <- solve(crossprod(m * sqrt(n)))
    beta <- bread %*% crossprod(m, x)
    leverage <- rowSums((m %*% bread) * m)
    if (any(1 - leverage < 1e-10)) return(NULL)
    fitted <- as.vector(m %*% beta)
    list(rate = beta[1], variance = sum((m %*% bread[, 1])^2 * (x * (1 - fitted)^2 + (n - x) * fitted^2) / (1 - leverage)), k = ncol(m))
  }
  a <- of(own); b <- of(!own)
  none <- c(estimate = NA, lower = NA, upper = NA, p = NA)
  if (is.null(a) || is.null(b) || a$variance + b$variance <= 1e-26) return(none)
  d <- a$rate - b$rate; se <- sqrt(a$variance + b$variance); df <- sum(n) - a$k - b$k
  half <- qt(1 - (1 - level) / 2, df) * se
  c(estimate = d, lower = d - half, upper = d + half, p = 2 * pt(-abs(d / se), df))
}

# The result -----------------------------------------------------------------------------------------------------------

rows <- function(part, name, numbers) data.frame(part = part, name = name, quantity = names(numbers), value = unname(numbers))
rate_of <- function(arm) {
  if (clustered) {
    own <- contrast(list(moments(clusters_of(arm))), 1)
    if (!is.null(own)) {
      at <- own$at(level)
      return(c(at["estimate"], lower = max(0, at[["lower"]]), upper = min(1, at[["upper"]])))
    }
  }
  counted <- of_arm(arm)
  wilson(counted[["n"]], counted[["x"]], level)
}
found <- do.call(rbind, lapply(arms$arm, function(arm) rows("rate", arm, rate_of(arm))))
others <- arms$arm[arms$weight > 0 & arms$arm != plan$reference]
family <- registered(lapply(others, compare), plan$multiplicity)
for (i in seq_along(others)) found <- rbind(found, rows("comparison", others[i], family[[i]]))
if (length(factors) > 0) {
  method <- if (plan$multiplicity == "dunnett") "holm" else plan$multiplicity
  all <- effects()
  main <- lengths(lapply(all, function(one) one$names)) == 1
  for (members in list(all[main], all[!main])) {
    if (length(members) == 0) next
    corrected <- registered(members, method)
    for (i in seq_along(members)) found <- rbind(found, rows("effect", paste(members[[i]]$names, collapse = ":"), corrected[[i]]))
  }
}

if (!is.null(profiles)) {
  for (column in setdiff(names(profiles), c("n", "x"))) profiles[[column]][is.na(profiles[[column]])] <- ""
  profiles$n <- as.numeric(profiles$n); profiles$x <- as.numeric(profiles$x)
  drawn <- arms$arm[arms$weight > 0]
  profiles <- profiles[profiles$arm %in% drawn, ]
  columns <- design(drawn)
  for (arm in others) found <- rbind(found, rows("adjusted", arm, adjusted(arm, columns, as.numeric(covariates$level[1]))))
}

looked <- identical(plan$looks, "yes")
if (looked) found <- found[!(found$part %in% c("comparison", "effect")) | found$quantity %in% c("estimate", "p"), ]

expected <- read("expected.csv")
expected$value <- as.numeric(expected$value)
both <- merge(found, expected, by = c("part", "name", "quantity"), all = TRUE, suffixes = c("_r", "_openbrief"), sort = FALSE)
same <- is.na(both$value_r) == is.na(both$value_openbrief)
distance <- abs(both$value_r - both$value_openbrief)
far <- !same | (!is.na(distance) & distance > 1e-9 + 1e-6 * abs(both$value_openbrief))

options(width = 140, digits = 10)
print(found, row.names = FALSE)
if (looked) cat("\nThis trial had looks. Corrected p-values and intervals are those of the last boundary, which this script does not compute.\n")
cat(sprintf("\n%d numbers compared with those of Openbrief. Largest difference: %.2g.\n", nrow(both), max(0, distance, na.rm = TRUE)))
if (any(far)) {
  cat("These differ:\n")
  print(both[far, ], row.names = FALSE)
  quit(status = 1)
}
cat("All are the same.\n")
