# The comparison for bench/draw.ts: the same million recipients, in households of one, two or three and 100 strata,
# randomised in R. randomizr::block_and_cluster_ra where it is installed, else a plain sample() of households per
# stratum, which does less: no leftovers dealt, no keys sorted.
# Rscript bench/draw.R [recipients] [strata]; prints one line of JSON.
arguments <- commandArgs(trailingOnly = TRUE)
n <- if (length(arguments) > 0) as.numeric(arguments[[1]]) else 1e6
strata <- if (length(arguments) > 1) as.numeric(arguments[[2]]) else 100

# As syntheticRows: household h has (h mod 3) + 1 members, the first one member.
size <- (seq_len(n) - 1) %% 3 + 1
household <- rep(seq_len(n) - 1, size)[seq_len(n)]
stratum <- household %% strata
weights <- c(2, 1, 1, 1, 1) / 6

has_randomizr <- requireNamespace("randomizr", quietly = TRUE)
set.seed(1)
if (has_randomizr) {
  method <- "randomizr::block_and_cluster_ra"
  time <- system.time(arm <- randomizr::block_and_cluster_ra(
    blocks = stratum, clusters = household, prob_each = weights))
} else {
  method <- "sample per stratum"
  time <- system.time({
    first <- !duplicated(household)
    arm_of_household <- integer(max(household) + 1)
    for (members in split(household[first], stratum[first])) {
      dealt <- rep_len(c(1L, 1L, 2L, 3L, 4L, 5L), length(members))
      arm_of_household[members + 1] <- sample(dealt)
    }
    arm <- arm_of_household[household + 1]
  })
}
cat(sprintf('{"method":"%s","recipients":%d,"strata":%d,"seconds":%.3f,"cpuSeconds":%.3f}\n', method, as.integer(n),
            as.integer(strata), time[["elapsed"]], time[["user.self"]] + time[["sys.self"]]))
