"""Påminnelser: whether mails are sent, whom they reach today, and the status of the last ones."""

from strategy.domain.roles import Permission
from strategy.ui import registers
from strategy.ui.follow_up import reminders

here = registers.require(Permission.ADMINISTER)
reminders.show_state(here)
reminders.show_today(here)
reminders.show_latest(here)
