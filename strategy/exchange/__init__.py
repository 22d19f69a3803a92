"""Bytes and the domain: plan workbooks and CSV files, read with care and written plainly."""
