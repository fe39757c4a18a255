"""Reports: one model of sections, text, tables and charts, built from a workspace; a writer a format."""
