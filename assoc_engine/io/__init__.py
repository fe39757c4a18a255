"""Reading sales files: the file as it is (raw), what each column is (roles), and a SalesTable of typed columns."""
