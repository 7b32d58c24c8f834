# Result files of Doorstroom in R. Debian: r-base-core r-cran-ncdf4. Dimensions come REVERSED: [stage, region, replication, draw, scenario].
#   source("analysis/r/doorstroom.R")
#   result <- doorstroom_open("results/demo.h5")
#   doorstroom_compare(result, "not_placed_24h")
suppressMessages(library(ncdf4))

doorstroom_open <- function(path) nc_open(path)

# Labels of a dimension.
doorstroom_labels <- function(result, dimension) as.character(ncvar_get(result, dimension))

# An array with names on its dimensions, in the order of R: the last dimension of the file first. `measure` may be "series/waiting".
doorstroom_array <- function(result, measure) {
  x <- ncvar_get(result, measure, collapse_degen = FALSE)
  of <- sapply(result$var[[measure]]$dim, function(dim) basename(dim$name))
  labels <- lapply(result$var[[measure]]$dim, function(dim) if (dim$create_dimvar) as.character(ncvar_get(result, dim$name)) else as.character(seq_len(dim$len)))
  dimnames(x) <- setNames(labels, of)
  x
}

# A row per value.
doorstroom_tidy <- function(result, measure) as.data.frame.table(doorstroom_array(result, measure), responseName = "value", stringsAsFactors = FALSE)

# One number per world: [replication, draw, scenario] or, with `by`, [label, replication, draw, scenario]. A mean is weighted by its number of cases.
doorstroom_worlds <- function(result, measure, by = NULL) {
  if (!is.null(by) && !(by %in% names(dimnames(doorstroom_array(result, measure))))) measure <- paste0(measure, "_by_", by)
  x <- doorstroom_array(result, measure)
  keep <- c(by, "replication", "draw", "scenario")
  add <- function(v) apply(v, keep, function(cells) if (all(is.na(cells))) NA else sum(cells, na.rm = TRUE))
  number <- paste0(measure, "_number")
  if (!(number %in% names(result$var))) {
    over <- setdiff(names(dimnames(x)), keep)
    if (grepl("_share$", measure) && prod(dim(x)[match(over, names(dimnames(x)))]) > 1) stop(measure, " is a share: it cannot be added up over ", paste(over, collapse = ", "))
    return(add(x))
  }
  weight <- doorstroom_array(result, number)
  weight[is.na(x) | is.na(weight) | weight <= 0] <- NA
  add(x * weight) / add(weight)
}

# Mean, bounds of the 95 % interval, sd, n.
doorstroom_interval <- function(x) {
  x <- x[!is.na(x)]
  half <- if (length(x) > 1) qt(0.975, length(x) - 1) * sd(x) / sqrt(length(x)) else NA
  c(mean = if (length(x)) mean(x) else NA, low = mean(x) - half, high = mean(x) + half, sd = sd(x), n = length(x))
}

# A row per scenario (and label): the interval, and that of the paired difference with `against`. Over replications, or over draws of the inputs.
doorstroom_compare <- function(result, measure, by = NULL, against = NULL) {
  worlds <- doorstroom_worlds(result, measure, by)
  scenarios <- dimnames(worlds)$scenario
  if (is.null(against)) against <- scenarios[1]
  units <- function(x) if (ncol(x) > 1) colMeans(x, na.rm = TRUE) else as.vector(x) # x[replication, draw]
  slice <- function(scenario, label) {
    x <- if (is.null(by)) worlds[, , scenario, drop = FALSE] else worlds[label, , , scenario, drop = FALSE]
    matrix(x, nrow = length(dimnames(worlds)$replication))
  }
  rows <- list()
  for (label in if (is.null(by)) "" else dimnames(worlds)[[1]]) for (scenario in scenarios) {
    x <- slice(scenario, label)
    difference <- doorstroom_interval(units(x - slice(against, label)))
    few <- ncol(x) == 1 && difference["n"] > 1 && difference["n"] < 6 && difference["sd"] == 0 && difference["mean"] != 0
    if (few) difference[c("low", "high")] <- NA # so few equal differences may be so by chance (sign test)
    if (scenario == against) difference[] <- NA
    rows[[length(rows) + 1]] <- data.frame(scenario = scenario, label = label, t(doorstroom_interval(units(x))), difference = difference[["mean"]],
                                           difference_low = difference[["low"]], difference_high = difference[["high"]])
  }
  do.call(rbind, rows)
}
