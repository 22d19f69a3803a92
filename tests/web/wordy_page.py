"""A page with the parts of Streamlit that bring English words along, served as our app serves."""

import datetime

import streamlit as st

if __name__ == "__main__":
    language = st.radio("Language of this page", ["nb", "nn", "en"])
    with st.container(key=f"language-{language}"):
        st.caption("Who is here")
    st.markdown("Open")
    with st.form("form"):
        st.text_input("Title of the goal")
        st.form_submit_button("Save")
    st.selectbox("Owner", ["Upload", "No results here"], index=None)
    st.multiselect("Units", ["Oppvekst", "Helse"], default=["Helse"])
    st.file_uploader("Workbook", type=["xlsx"])
    st.date_input("Due", value=None)
    st.date_input("Period", value=(datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)))
else:
    from strategy.web.middleware import middleware
    from strategy.web.routes import ROUTES

    app = st.App("wordy_page.py", routes=ROUTES, middleware=middleware())
