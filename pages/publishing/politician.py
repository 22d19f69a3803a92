"""Folkevalgt: is it going well, what changed since last time, what became of what we decided?"""

import streamlit as st

from strategy.ui import session
from strategy.ui.publishing import asking, published

reader = session.require_published()
everything = published.what_counts(reader)

if not everything:
    published.show_nothing_yet(reader)
    st.stop()

chosen = published.choose_publication(reader, everything)
report = published.report_for(reader, *chosen)

pillar = session.asked("pillar")
if pillar and published.show_pillar(report, reader.words, pillar):
    asking.show_questions(reader, chosen[0], pillar_code=pillar)
    st.stop()

published.show_overview(report, reader.words, narrow=reader.look.narrow)
asking.show_questions(reader, chosen[0])
published.show_downloads(reader, *chosen, report)
