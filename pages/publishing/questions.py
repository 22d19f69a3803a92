"""Spørsmål: questions about what is published, and who is to act on each."""

from strategy.domain.roles import Permission
from strategy.ui import scope, session
from strategy.ui.publishing import questions

here = scope.whole_plan(session.require(Permission.SEE_PLAN))

questions.show_all(here)
