"""Groups of products that belong together."""
