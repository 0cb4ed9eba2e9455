# The comparison for bench/clustered.ts: lm() with cluster-robust standard errors on the rows that it wrote.
# Rscript bench/clustered.R FILE; prints one line of JSON. Reading the file is not timed.
suppressPackageStartupMessages(library(sandwich))
rows <- read.csv(commandArgs(trailingOnly = TRUE)[[1]])
time <- system.time({
  fit <- lm(responded ~ treated, data = rows)
  variance <- vcovCL(fit, cluster = rows$cluster, type = "HC1")
})
cat(sprintf('{"estimate":%.17g,"standardError":%.17g,"seconds":%.3f,"cpuSeconds":%.3f}\n', coef(fit)[["treated"]],
            sqrt(variance["treated", "treated"]), time[["elapsed"]], time[["user.self"]] + time[["sys.self"]]))
