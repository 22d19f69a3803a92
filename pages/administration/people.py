"""Personer og enheter: who may use the tool, who holds which position, and in which unit."""

import streamlit as st

from strategy.domain.roles import Permission
from strategy.ui import registers
from strategy.ui.administration import people

here = registers.require(Permission.ADMINISTER)

st.title(here.words("page.people"), anchor=False)
section = people.choose_section(here)
people.show_section(here, section)
