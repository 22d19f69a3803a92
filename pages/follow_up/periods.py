"""Rapportering: who has and has not reported, what the reviewer says, and closing the period."""

from strategy.ui import session
from strategy.ui.follow_up import periods
from strategy.ui.messages import show_empty

here = session.require()
if here.as_of is not None:
    show_empty(here.words("periods.only_today"))
else:
    period = periods.choose_period(here)
    if period is None:
        show_empty(here.words("periods.none"))
    else:
        report = periods.read_report(here, period)
        periods.show_finding(here, report)
        if report.expected:
            periods.show_charts(here, report)
            periods.offer_closing(here, report)
            periods.show_units(here, report)
        else:
            show_empty(here.words("periods.nothing"))
    periods.offer_calendar(here, period)
