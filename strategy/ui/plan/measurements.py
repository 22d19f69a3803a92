"""Record a measurement of an indicator, with the last figures beside it."""

from __future__ import annotations

import streamlit as st

from strategy.domain.items import Indicator, Measurement
from strategy.domain.numbers import measured_number
from strategy.domain.plausible import in_doubt, unexplained
from strategy.domain.roles import Permission, may
from strategy.services.follow_up import reporting_in as follow_up
from strategy.ui import session
from strategy.ui.forms import form
from strategy.ui.messages import show_empty
from strategy.ui.session import Here
from strategy.ui.signals import measurement_words
from strategy.ui.text import paragraphs, plain

_LATEST = 12


def show_form(here: Here, indicator: Indicator) -> None:
    """Offer a new measurement to those who may report on the indicator."""
    if not here.may_report(indicator):
        return
    w = here.words
    st.header(w("measurement.add"), anchor=False)
    start = {"on": here.today}
    with form(here, f"measurement.{indicator.id}", values=start) as drawing:
        left, right = st.columns(2)
        with left:
            drawing.figure("measured_value", required=True, hint=w("field.value.help"))
            drawing.day("on", required=True)
        with right:
            drawing.text("period", hint=w("field.period.help"))
            drawing.number("group_size", hint=group_hint(here))
        drawing.text("note", lines=2)
        drawing.flag("series_break", hint=w("field.series_break.help"))
        drawing.flag("preliminary")
        saving = drawing.submit(w("measurement.save"))
    if saving:
        saved = drawing.save(lambda values: _save(here, indicator, values))
        if saved is not None:
            session.tell_next(_confirmation(here, indicator, saved))
            st.rerun()


def group_hint(here: Here) -> str:
    """Say from how many people a figure is shown, and what becomes of others."""
    organisation = here.plan.organisation
    kept = "kept" if organisation.keep_small_groups else "not_kept"
    return here.words(f"field.group_size.help_{kept}", count=organisation.smallest_group)


def show_kept(here: Here, indicator: Indicator) -> None:
    """Show the figures about small groups to those who may change the plan, if any are kept."""
    if not may(here.person, Permission.CHANGE_PLAN):
        return
    kept = follow_up.figures_of_few(here.database, indicator.id, by=here.person)
    if not kept:
        return
    w = here.words
    with st.expander(w("measurement.of_few", count=len(kept)), icon=":material/lock:"):
        st.caption(w("measurement.of_few_explained", count=here.plan.organisation.smallest_group))
        for measurement in reversed(kept):
            when = plain(measurement.period) or here.formats.short_day(measurement.on)
            value = plain(measurement_words(measurement, indicator, w))
            st.markdown(f"**{when}** · {value}")


def show_all(here: Here, indicator: Indicator) -> None:
    """Show the measurements, the newest first."""
    w = here.words
    st.header(w("measurement.all"), anchor=False)
    series = here.plan.measurements_of(indicator.id)
    if not series:
        show_empty(w("measurement.none"))
    doubted = in_doubt(indicator, here.plan.targets_of(indicator.id), series)
    for measurement in list(reversed(series))[:_LATEST]:
        _show_one(here, indicator, measurement, doubted=measurement.id in doubted)


def _show_one(here: Here, indicator: Indicator, measurement: Measurement, *, doubted: bool) -> None:
    w = here.words
    when = plain(measurement.period) or here.formats.short_day(measurement.on)
    marks = [
        w(f"measurement.{mark}")
        for mark in ("preliminary", "series_break")
        if getattr(measurement, mark)
    ]
    if doubted:
        explained = measurement.is_explained
        marks.append(w("figure.doubtful" if explained else "figure.unexplained"))
    value = plain(measurement_words(measurement, indicator, w))
    line = " · ".join([f"**{when}**", value, *marks])
    whose = w("series.source", source=measurement.source) if measurement.source else ""
    told = (whose, measurement.licence)
    notes = [" · ".join(part for part in told if part), measurement.note]
    below = "".join(f"  \n:gray[{paragraphs(note)}]" for note in notes if note)
    st.markdown(line + below)


def _save(here: Here, indicator: Indicator, values: dict[str, object]) -> Measurement:
    kept = dict(values)
    text = str(kept.pop("measured_value") or "")
    kept |= {"value": measured_number(text, point=here.formats.point), "text": text}
    return follow_up.record_measurement(
        here.database, indicator.id, kept, by=here.person, today=here.today
    )


def _confirmation(here: Here, indicator: Indicator, saved: Measurement) -> str:
    w = here.words
    organisation = here.plan.organisation
    if saved.is_of_few(organisation):
        return w(f"measurement.saved_{'kept' if organisation.keep_small_groups else 'masked'}")
    others = (m for m in here.plan.measurements_of(indicator.id) if m.id != saved.id)
    targets = here.plan.targets_of(indicator.id)
    if saved in unexplained(indicator, targets, (*others, saved)):
        return w("measurement.saved_implausible")
    return w("measurement.saved")
