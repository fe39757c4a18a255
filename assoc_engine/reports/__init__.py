"""Reports: one model of sections, text, tables and charts (model.py), built from a workspace (build.py), a writer a format."""
