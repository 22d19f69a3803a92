"""What the pages share, the only Streamlit code outside them: forms, tables, signals, messages."""
