"""Min side: what I must do, answered in two minutes."""

import streamlit as st

from strategy.ui import scope, session
from strategy.ui.follow_up import calendar_feed, my_page
from strategy.ui.meetings import hearings
from strategy.ui.messages import show_empty
from strategy.ui.publishing import questions

here = scope.whole_plan(session.require())
w = here.words

if here.as_of is not None:
    show_empty(w("my.only_today"))
    st.stop()

beside = questions.waiting_count(here) + hearings.waiting_count(here)
mine = my_page.mine(here, beside=beside)
my_page.show_finding(mine)
my_page.show_rounds(here)
my_page.show_reviews(here)
questions.show_waiting(here)
hearings.show_mine(here)
if mine.has_nothing:
    my_page.show_nothing(here)
    st.stop()

cards = my_page.show_cards(mine)
saving = st.container()
cards += my_page.show_all_actions(mine)
with saving:
    my_page.save_pressed(mine, cards)
    my_page.show_end(mine)
calendar_feed.show_calendar(here)
