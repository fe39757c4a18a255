"""One file a page; every page keeps the contract of page.py."""
