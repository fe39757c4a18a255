"""Why two products are named together, and what would change it."""
