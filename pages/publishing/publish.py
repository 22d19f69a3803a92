"""Publisering: freeze the figures of a period, write what they mean, and publish them."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import session
from strategy.ui.publishing import log as publication_log
from strategy.ui.publishing import preparing as publishing

here = session.require(Permission.PREPARE_PUBLICATION)

st.title(here.words("publish.title"), anchor=False)

if publishing.show_tampering(here):
    st.stop()

draft = publishing.chosen_draft(here)
if draft is None:
    publishing.show_beginning(here)
else:
    publishing.show_draft(here, draft)

publication_log.show_log(here)
publication_log.show_openness(here)
