"""How bytes become raw sheets: limits, a scan of the sheet XML, and what the child process runs."""
