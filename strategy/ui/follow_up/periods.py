"""The parts of Rapportering: who has reported, the reviewers' words, closing, the calendar."""

from __future__ import annotations

import streamlit as st

from strategy.charts import age_by_unit, reporting_by_unit
from strategy.domain.errors import ForgottenError
from strategy.domain.follow_up.reporting import (
    Line,
    PeriodReport,
    Phase,
    UnitReport,
    current_period,
    may_review,
    periods,
    phase_of,
    reviewers_of,
)
from strategy.domain.items import Action, Person, ReportingPeriod, Review
from strategy.domain.roles import Permission
from strategy.services.follow_up import reporting as service
from strategy.ui import links, session
from strategy.ui.acting import carry_out
from strategy.ui.choices import choose
from strategy.ui.figures import Picture, drawn, show_chart
from strategy.ui.forms import Form, form
from strategy.ui.messages import refusal_words, show_empty
from strategy.ui.plan import facts
from strategy.ui.session import Here
from strategy.ui.text import paragraphs, plain

_BY_UNIT = Picture(
    "reporting_by_unit",
    reporting_by_unit.reporting_by_unit_figure,
    reporting_by_unit.summary,
    reporting_by_unit.table,
)
_AGE = Picture(
    "age by unit", age_by_unit.age_by_unit_figure, age_by_unit.summary, age_by_unit.table
)
_WHOLE = "whole"


def choose_period(here: Here) -> ReportingPeriod | None:
    """Let the user choose a period, by default the one current now; None where there are none."""
    known = {period.id: period for period in periods(here.plan, today=here.today)}
    current = current_period(here.plan, today=here.today)
    if current is None:
        return None
    names = {key: _name(here, period) for key, period in known.items()}
    chosen = choose(
        "period",
        here.words("field.period"),
        names,
        here.words,
        shape="segments",
        default=current.id,
    )
    return known.get(chosen or "", current)


def read_report(here: Here, period: ReportingPeriod) -> PeriodReport:
    """Return who has and has not reported, as this person may see it; stop if that is unknown."""
    unit_id = here.unit.id if here.unit else None
    try:
        return service.reported_in(
            here.database, period, by=here.person, today=here.today, unit_id=unit_id
        )
    except ForgottenError as error:
        show_empty(refusal_words(error, here.words))
        st.stop()


def show_finding(here: Here, report: PeriodReport) -> None:
    """Say how much is reported, and how far the period has come."""
    w, period = here.words, report.period
    name = _name(here, period)
    if not report.expected:
        title = w("periods.nothing_title", period=name)
    elif report.reported == report.expected:
        title = w("periods.all", period=name)
    else:
        title = w(
            "periods.finding", reported=report.reported, expected=report.expected, period=name
        )
    st.title(title, anchor=False)
    day = here.formats.day
    said = w(
        f"phase.{report.phase}",
        opens=day(period.opens),
        deadline=day(period.deadline),
        grace=day(period.grace_until),
        closed=day(period.closed_on),
    )
    waiting = report.to_review if report.phase is not Phase.CLOSED else 0
    st.caption(f"{said}. {w('periods.to_review', count=waiting)}" if waiting else f"{said}.")


def show_charts(here: Here, report: PeriodReport) -> None:
    """Show unit by unit who has reported, and how old the last updates are."""
    left, right = st.columns(2, gap="large")
    with left:
        chart = drawn(
            here,
            _BY_UNIT,
            lambda: reporting_by_unit.reporting_by_unit(report),
            choices=report.period.id,
        )
        show_chart(here, chart, key="reporting_by_unit")
    with right:
        aged = drawn(here, _AGE, lambda: age_by_unit.age_by_unit(here.plan, here.assessment))
        show_chart(here, aged, key="age_by_unit")


def show_units(here: Here, report: PeriodReport) -> None:
    """Show each unit: what is missing, what is reported, and its reviewer's words."""
    for unit in sorted(report.units, key=lambda one: -one.missing):
        st.divider()
        with st.container(gap="small"):
            _show_unit(here, report, unit)


def offer_closing(here: Here, report: PeriodReport) -> None:
    """Offer to close the period, or to reopen it."""
    if not here.may(Permission.CHANGE_PLAN) or report.phase is Phase.COMING:
        return
    w = here.words
    if report.phase is Phase.CLOSED:
        with st.popover(w("periods.reopen"), icon=":material/lock_open:"):
            reason = st.text_input(w("field.reason"), key="period.reopen.reason")
            pressed = st.button(w("periods.reopen"), key="period.reopen")
        if pressed:
            carry_out(
                lambda: service.reopen_period(
                    here.database, report.period.id, by=here.person, reason=reason
                ),
                w,
                news=w("saved"),
            )
        return
    with st.popover(w("periods.close"), icon=":material/lock:"):
        st.write(w("periods.close_help", count=report.expected - report.reported))
        pressed = st.button(w("periods.close"), key="period.close", type="primary")
    if pressed:
        carry_out(
            lambda: service.close_period(
                here.database, report.period.id, by=here.person, today=here.today
            ),
            w,
            news=w("periods.closed"),
        )


def offer_calendar(here: Here, period: ReportingPeriod | None) -> None:
    """Let those who may change the plan move a period's days, or add a period of their own."""
    if not here.may(Permission.CHANGE_PLAN):
        return
    w = here.words
    st.divider()
    with st.expander(w("periods.calendar"), icon=":material/edit_calendar:"):
        st.caption(w("periods.calendar_help"))
        if period is not None and period.closed_on is None:
            _move(here, period)
        _add(here)


# --- one unit -----------------------------------------------------------------------------------


def _show_unit(here: Here, report: PeriodReport, unit: UnitReport) -> None:
    w = here.words
    title = plain(unit.unit.title) if unit.unit else w("periods.no_unit")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(title, anchor=False, width="stretch")
        if unit.missing:
            st.badge(
                w("periods.missing", count=unit.missing), icon=":material/circle:", color="gray"
            )
        else:
            st.badge(w("periods.complete"), icon=":material/check:", color="green")
    counted = w("periods.count", reported=unit.reported, expected=len(unit.lines))
    st.caption(f"{counted} · {_reviewed_by(here, unit)}")
    if unit.review is not None:
        _show_review(here, unit.review)
    missing = [line for line in unit.lines if not line.reported]
    for line in missing:
        _show_line(here, line)
    reported = [line for line in unit.lines if line.reported]
    if reported:
        with st.expander(w("periods.show_reported", count=len(reported))):
            for line in reported:
                _show_line(here, line)
    if _may_review_now(here, report, unit):
        _offer_review(here, report, unit)


def _reviewed_by(here: Here, unit: UnitReport) -> str:
    names = [plain(person.name) for person in reviewers_of(here.plan, unit.unit)]
    if not names:
        return here.words("periods.no_reviewer")
    return here.words("periods.reviewers", who=", ".join(names))


def _may_review_now(here: Here, report: PeriodReport, unit: UnitReport) -> bool:
    running = report.phase not in {Phase.COMING, Phase.CLOSED}
    return running and here.as_of is None and may_review(here.plan, here.person, unit.unit)


def _show_review(here: Here, review: Review) -> None:
    w = here.words
    said = w(
        "periods.reviewed",
        outcome=w(f"review_outcome.{review.outcome}"),
        who=_who(here, review),
        day=here.formats.day(review.on),
    )
    comment = f"  \n{paragraphs(review.comment)}" if review.comment else ""
    st.markdown(f":material/rate_review: {said}{comment}")


def _show_line(here: Here, line: Line) -> None:
    w = here.words
    with st.container(horizontal=True, vertical_alignment="center"):
        links.link_to(line.item)
        said = [facts.owner_words(here, line.item)]
        last = line.last
        said.append(
            w("periods.last", day=here.formats.short_day(last)) if last else w("my.never_updated")
        )
        if line.late:
            said.append(w("periods.late"))
        st.markdown(f":gray[{' · '.join(said)}]", width="content")
    if line.asked_back is not None:
        asked = w(
            "periods.asked_back",
            who=_who(here, line.asked_back),
            comment=paragraphs(line.asked_back.comment),
        )
        st.markdown(f":material/reply: {asked}")


def _who(here: Here, review: Review) -> str:
    person = here.plan.find(Person, review.by_id)
    name = person.name if person else ""
    return plain(name) or here.words("person.somebody")


def _offer_review(here: Here, report: PeriodReport, unit: UnitReport) -> None:
    w = here.words
    unit_id = unit.unit.id if unit.unit else None
    key = f"{report.period.id}.{unit_id or _WHOLE}"
    with st.container(horizontal=True):
        if not unit.acknowledged:
            _offer_acknowledging(here, report, unit_id, key=key)
        with st.popover(w("periods.ask_back"), icon=":material/reply:"):
            _ask_back(here, report, unit, key=key)


def _offer_acknowledging(
    here: Here, report: PeriodReport, unit_id: str | None, *, key: str
) -> None:
    w = here.words
    if st.button(w("periods.acknowledge"), key=f"acknowledge.{key}", icon=":material/done_all:"):
        carry_out(
            lambda: service.acknowledge(
                here.database, report.period.id, unit_id, by=here.person, today=here.today
            ),
            w,
            news=w("periods.acknowledged"),
        )


def _ask_back(here: Here, report: PeriodReport, unit: UnitReport, *, key: str) -> None:
    w = here.words
    actions = {
        line.item.id: links.coded_title(line.item)
        for line in unit.lines
        if isinstance(line.item, Action)
    }
    with form(here, f"ask.{key}", border=False) as drawing:
        drawing.choice("about", {_WHOLE: w("periods.the_whole"), **actions}, required=True)
        drawing.text("comment", required=True, lines=3)
        asking = drawing.submit(w("periods.ask_back"))
    if asking and drawing.saved(
        lambda values: service.ask_back(
            here.database,
            report.period.id,
            unit.unit.id if unit.unit else None,
            action_id=None if values["about"] == _WHOLE else values["about"],
            comment=values["comment"],
            by=here.person,
            today=here.today,
        )
    ):
        session.tell_next(w("periods.asked"))
        st.rerun()


# --- the calendar -------------------------------------------------------------------------------


def _move(here: Here, period: ReportingPeriod) -> None:
    w = here.words
    name = _name(here, period)
    start = period.model_dump()
    st.markdown(f"**{w('periods.move', period=name)}**")
    with form(here, f"period.{period.id}.{period.version}", values=start, border=False) as drawing:
        drawing.text("title")
        _draw_days(drawing)
        saving = drawing.submit(w("periods.move", period=name))
    if saving and drawing.saved(
        lambda values: service.move_period(
            here.database, period, values, by=here.person, today=here.today
        )
    ):
        session.tell_next(w("saved"))
        st.rerun()
    if phase_of(period, today=here.today) is Phase.COMING and st.button(
        w("periods.drop", period=name), key="period.drop", icon=":material/archive:"
    ):
        carry_out(
            lambda: service.drop_period(here.database, period, by=here.person, today=here.today),
            w,
            news=w("saved"),
        )


def _draw_days(drawing: Form) -> None:
    left, right = st.columns(2)
    with left:
        for day in ("first", "ends"):
            drawing.day(day, required=True)
    with right:
        for day in ("opens", "deadline", "grace_until"):
            drawing.day(day, required=True)


def _add(here: Here) -> None:
    w = here.words
    st.markdown(f"**{w('periods.add')}**")
    with form(here, "period.new", border=False) as drawing:
        drawing.text("title", required=True)
        _draw_days(drawing)
        saving = drawing.submit(w("periods.add"))
    if saving and drawing.saved(
        lambda values: service.add_period(here.database, values, by=here.person)
    ):
        session.tell_next(w("saved"))
        st.rerun()


def _name(here: Here, period: ReportingPeriod) -> str:
    return service.period_name(period, here.words)
