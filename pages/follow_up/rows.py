"""Send ut og hent inn: send the owners their rows as workbooks; import them after a preview."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import session
from strategy.ui.follow_up import owner_rows

here = session.require(Permission.REPORT_OWN)

st.title(here.words(owner_rows.title_key(here)), anchor=False)
st.caption(here.words(owner_rows.explained_key(here)))
owner_rows.stop_in_the_past(here)
owner_rows.show_out(here)
owner_rows.show_in(here)
