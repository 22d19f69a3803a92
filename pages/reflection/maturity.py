"""Her står vi: where do we say we stand, have we moved, and where do we disagree?"""

import streamlit as st

from strategy.ui import session
from strategy.ui.reflection import maturity

here = session.require()

judged = maturity.rounds(here)
if not judged:
    maturity.show_none(here)
    st.stop()

slot = st.container()
now, then = maturity.choose_two(here, judged)
with slot:
    maturity.show_standing(here, now, then)
maturity.show_spread(here, now)
