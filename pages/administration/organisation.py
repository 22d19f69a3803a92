"""Innstillinger: the organisation's details, and the thresholds its figures are computed by."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import registers
from strategy.ui.administration import organisation_settings
from strategy.ui.publishing import coat_of_arms

here = registers.require(Permission.ADMINISTER)

st.title(here.words("page.organisation"), anchor=False)
st.caption(here.words("organisation.explained"))
organisation_settings.show_in_short(here)
organisation_settings.show_form(here)
coat_of_arms.show_coat(here)
