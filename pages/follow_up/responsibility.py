"""Ansvar: who carries how much, and when deadlines pile up."""

from strategy.ui import session
from strategy.ui.follow_up import responsibility
from strategy.ui.messages import show_empty

here = session.require(past_strategy=True)

responsibility.show_finding(here)
if not here.plan.actions:
    show_empty(here.words("actions.none"))
else:
    responsibility.offer_lists(here)
    picture = responsibility.choose_picture(here)
    responsibility.show_picture(here, picture)
    owner = responsibility.choose_owner(here)
    responsibility.show_lists(here, owner)
    responsibility.explain_leaving(here)
