"""What the pages share: who is here, forms, tables, signals, messages. The only Streamlit code
outside the pages."""
