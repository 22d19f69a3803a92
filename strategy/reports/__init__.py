"""Publications and minutes as documents: data first, then web pages, PDF, Word, open data."""
