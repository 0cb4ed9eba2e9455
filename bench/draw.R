# The comparison for bench/draw.ts: the same million recipients, in households of one, two or three and 100 strata,
# randomised in R. Two ways, both printed:
#
# * "sample per stratum" is the least that R can do: a plain sample() of households per stratum, on households that are
#   numbered already. It does less than our draw: no leftovers dealt fairly over strata, no keys put in order, so the result
#   hangs on the order of the file. (randomizr::block_and_cluster_ra instead, where it is installed.)
# * "the same job" starts from what a person has in a file, names of strata and households and a key in hexadecimal, and
#   gives what the draw gives: units in order of their smallest key, an arm for each recipient. Hold it against our draw
#   from names, not against the one from columns, which has its names numbered already.
#
# Of several runs in one process the median counts, as in bench/draw.ts.
# Rscript bench/draw.R [recipients] [strata]; prints one line of JSON.
arguments <- commandArgs(trailingOnly = TRUE)
n <- if (length(arguments) > 0) as.numeric(arguments[[1]]) else 1e6
strata <- if (length(arguments) > 1) as.numeric(arguments[[2]]) else 100

# As syntheticRows: household h has (h mod 3) + 1 members, the first one member.
size <- (seq_len(n) - 1) %% 3 + 1
household <- rep(seq_len(n) - 1, size)[seq_len(n)]
stratum <- household %% strata
dealt_to <- function(units) sample(rep_len(c(1L, 1L, 2L, 3L, 4L, 5L), units))

has_randomizr <- requireNamespace("randomizr", quietly = TRUE)
set.seed(1)
plain <- function() {
  if (has_randomizr) {
    return(randomizr::block_and_cluster_ra(blocks = stratum, clusters = household, prob_each = c(2, 1, 1, 1, 1) / 6))
  }
  first <- !duplicated(household)
  arm_of_household <- integer(max(household) + 1)
  for (members in split(household[first], stratum[first])) {
    arm_of_household[members + 1] <- dealt_to(length(members))
  }
  arm_of_household[household + 1]
}

# Sixteen of the 64 digits of a key: the other 48 would not change the order of a million.
key <- sprintf("%08x%08x", sample.int(.Machine$integer.max, n, TRUE), sample.int(.Machine$integer.max, n, TRUE))
household_name <- paste("household", household)
stratum_name <- sprintf("S%03d", stratum + 1)
same_job <- function() {
  ascending <- order(key, method = "radix")
  household_in_order <- household_name[ascending]
  first <- !duplicated(household_in_order)
  units <- household_in_order[first]
  arm_of_unit <- integer(length(units))
  for (members in split(seq_along(units), stratum_name[ascending][first])) {
    arm_of_unit[members] <- dealt_to(length(members))
  }
  arm_of_unit[match(household_name, units)]
}

timed <- function(work, runs) {
  seconds <- replicate(runs, {
    time <- system.time(work())
    c(time[["elapsed"]], time[["user.self"]] + time[["sys.self"]])
  })
  sprintf('{"seconds":%.3f,"cpuSeconds":%.3f}', median(seconds[1, ]), median(seconds[2, ]))
}
cat(sprintf('{"method":"%s","recipients":%d,"strata":%d,"plain":%s,"sameJob":%s}\n',
            if (has_randomizr) "randomizr::block_and_cluster_ra" else "sample per stratum", as.integer(n),
            as.integer(strata), timed(plain, 9), timed(same_job, 5)))
