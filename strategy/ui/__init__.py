"""Streamlit code shared by the pages: forms, tables, signals, messages."""
