"""A publication as a report: data first, then a web page, a PDF, a Word file, open data."""
