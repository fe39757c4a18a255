"""Association rules: exact counts, measures, and the guard against chance."""
