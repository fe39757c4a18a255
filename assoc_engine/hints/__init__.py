"""Links that the data do not show yet: which pairs of products are to be bought together soon, and how sure that is."""
