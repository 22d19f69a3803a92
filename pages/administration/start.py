"""Start egen plan: from the demo to an empty plan of the organisation's own."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import registers
from strategy.ui.administration import own_plan

here = registers.require(Permission.ADMINISTER)

st.title(here.words("page.start"), anchor=False)
if here.plan.organisation.demo:
    own_plan.show_start(here)
else:
    own_plan.show_next(here)
