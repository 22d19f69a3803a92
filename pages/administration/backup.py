"""Sikkerhetskopi: the existing backups, taking one now, and restoring one."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import registers
from strategy.ui.administration import backups, store_health

here = registers.require(Permission.ADMINISTER)

st.title(here.words("page.backup"), anchor=False)
backups.show_what_happens(here)
backups.show_all(here)
backups.show_restoring_copy(here)
store_health.show_care(here)
store_health.show_store_health(here)
