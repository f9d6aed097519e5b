"""The gate before everything that is not for passers-by, and the time after which it falls shut."""
