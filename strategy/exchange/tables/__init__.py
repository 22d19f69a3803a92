"""Anybody's tables: read them in every format, see what each column means, make a plan of them."""
