"""Beslutninger: what was decided, when, and what became of it."""

from strategy.ui import session
from strategy.ui.meetings import decisions

here = session.require()

decisions.show_finding(here)
chosen = decisions.choose_decisions(here)
decisions.offer_files(here, chosen)
decisions.show_list(here, chosen)
