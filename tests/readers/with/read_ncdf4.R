# Reads the sample of tests/test_result.c in R. R shows dimensions reversed: the last of the file comes first.
suppressMessages(library(ncdf4))
same <- function(what, got, wanted) {
  if (!isTRUE(all.equal(got, wanted, check.attributes = FALSE))) {
    cat(what, ": ", format(got), ", expected ", format(wanted), "\n", sep = "")
    quit(status = 1)
  }
}
file <- nc_open(commandArgs(TRUE)[1])
same("Conventions", ncatt_get(file, 0, "Conventions")$value, "CF-1.8")
dims <- sapply(file$var$stay_days$dim, function(dim) dim$name)
same("dimensions", dims, c("stage", "region", "replication", "draw", "scenario"))
region <- ncvar_get(file, "region")
same("region", enc2utf8(as.character(region)), c("Amsterdam", "Den Haag", "S\u00fadwest-Frysl\u00e2n", "Utrecht", "'s-Hertogenbosch"))
same("scenario", as.character(ncvar_get(file, "scenario")), c("base", "price[3500 per yr]", "base-2"))
stay <- ncvar_get(file, "stay_days", collapse_degen = FALSE)
same("shape", dim(stay), c(2, 5, 37, 1, 3))
same("a cell", stay[1, 4, 37, 1, 2], (100000 + 30000 + 1000 + 37) / 3)
same("a missing cell", is.na(stay[1, 3, 1, 1, 2]), TRUE)
arrivals <- ncvar_get(file, "arrivals", collapse_degen = FALSE)
same("a count", arrivals[1, 1, 1, 1], 10001)
same("a missing count", is.na(arrivals[5, 1, 1, 1]), TRUE)
same("events", as.numeric(ncvar_get(file, "replications/events")[37, 3]), 37000)
same("path", as.character(ncvar_get(file, "scenarios/base/path")), c("arrivals", "title"))
same("title", ncatt_get(file, "stay_days", "long_name_nl")$value, "Verblijf.")
nc_close(file)
cat("ncdf4 reads what was asked\n")
