"""Import og eksport: the plan out as files people know, and back in after a look."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import registers
from strategy.ui.administration import transfers

here = registers.require(Permission.CHANGE_PLAN)

st.title(here.words("page.transfer"), anchor=False)
transfers.show_import(here)
transfers.show_export(here)
