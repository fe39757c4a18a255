"""Recommenders under one contract: what belongs on a product's page, what a customer buys next, what a new product is like."""
