"""Import og eksport: export the plan to common file formats; import it after a preview."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import registers
from strategy.ui.administration import transfers

here = registers.require(Permission.CHANGE_PLAN)

st.title(here.words("page.transfer"), anchor=False)
transfers.show_import(here)
transfers.show_export(here)
