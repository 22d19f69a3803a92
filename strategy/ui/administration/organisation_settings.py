"""The settings of the organisation, each with its effect on the figures."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import available_timezones

import streamlit as st

from strategy.domain.figures.assessment import silent_after
from strategy.domain.items import Organisation
from strategy.i18n import LANGUAGES, words
from strategy.services import planning
from strategy.ui import session
from strategy.ui.forms import Form, form
from strategy.ui.session import Here

_NUMBERS = {
    "periods": ("opens_days", "deadline_days"),
    "signals": ("cadence_days", "grace_days", "at_risk_points", "off_track_points"),
    "limits": ("load_limit", "postponed_limit"),
    "backup": ("backup_days",),
    "history": ("history_years",),
    "reflection": ("reflection_months",),
    "small_groups": ("smallest_group",),
}
_REMINDING = ("reminder_hour", "due_soon_days", "escalate_days")
_DAY_FIRST = re.compile(r"(\d{1,2})[./](\d{1,2})\.?")
_MONTH_FIRST = re.compile(r"(\d{1,2})-(\d{1,2})")


def show_in_short(here: Here) -> None:
    """Say in sentences what the current settings mean."""
    w, organisation = here.words, here.plan.organisation
    with st.container(border=True):
        st.markdown(f"**{w('organisation.now')}**")
        days = silent_after(organisation).days
        st.markdown(
            "\n".join(
                f"- {w(key, **details)}"
                for key, details in (
                    ("organisation.now_silent", {"days": days}),
                    (
                        "organisation.now_signals",
                        {
                            "risk": organisation.at_risk_points,
                            "off": organisation.off_track_points,
                        },
                    ),
                    ("organisation.now_backup", {"days": organisation.backup_days}),
                    _history_in_short(organisation),
                    ("organisation.now_reflection", {"count": organisation.reflection_months}),
                    _small_groups_in_short(organisation),
                )
            )
        )


def _history_in_short(organisation: Organisation) -> tuple[str, dict[str, int]]:
    years = organisation.history_years
    if years is None:
        return "organisation.now_history_all", {}
    return "organisation.now_history", {"years": years}


def _small_groups_in_short(organisation: Organisation) -> tuple[str, dict[str, int]]:
    kept = "kept" if organisation.keep_small_groups else "not_kept"
    return f"organisation.now_small_groups_{kept}", {"count": organisation.smallest_group}


def show_form(here: Here) -> None:
    """Show the form with every setting, and save it."""
    w = here.words
    organisation = here.plan.organisation
    shown = {"reporting_days": _written(organisation.reporting_days)}
    with form(here, "organisation", item=organisation, values=shown) as drawing:
        st.subheader(w("organisation.who"), anchor=False)
        _draw_who(drawing)
        st.subheader(w("organisation.reporting"), anchor=False)
        with _explained(here, "reporting_days"):
            drawing.text("reporting_days")
        for group, names in _NUMBERS.items():
            st.subheader(w(f"organisation.{group}"), anchor=False)
            for name in names:
                with _explained(here, name):
                    drawing.number(name)
        with _explained(here, "keep_small_groups"):
            drawing.flag("keep_small_groups")
        _draw_reminders(here, drawing)
        saving = drawing.submit(w("save"))
    base = drawing.item if isinstance(drawing.item, Organisation) else organisation
    if saving and drawing.saved(lambda values: _save(here, base, values)):
        session.tell_next(w("saved"))
        st.rerun()


def _draw_who(drawing: Form) -> None:
    left, right = st.columns(2)
    with left:
        drawing.text("name", required=True)
        languages = {code: words(code)("language.own_name") for code in LANGUAGES}
        drawing.choice("language", languages, required=True)
    with right:
        drawing.text("number")
        zones = {zone: zone.replace("_", " ") for zone in sorted(available_timezones())}
        drawing.choice("time_zone", zones, required=True)
    st.caption(drawing.here.words("organisation.who_explained"))


def _draw_reminders(here: Here, drawing: Form) -> None:
    st.subheader(here.words("organisation.reminding"), anchor=False)
    with _explained(here, "reminders"):
        drawing.flag("reminders")
    for name in _REMINDING:
        with _explained(here, name):
            drawing.number(name)


def _explained(here: Here, name: str) -> st.delta_generator.DeltaGenerator:
    """Draw the explanation of a setting; return where to draw its field."""
    left, right = st.columns([1, 2], vertical_alignment="bottom", gap="medium")
    with right:
        st.caption(here.words(f"organisation.{name}_effect"))
    return left


def _save(here: Here, base: Organisation, values: dict[str, Any]) -> Organisation:
    given = str(values["reporting_days"])
    values["reporting_days"] = _read(given)
    return planning.change(here.database, base, values, by=here.person)


def _written(days: tuple[str, ...]) -> str:
    return ", ".join(f"{day[3:]}.{day[:2]}." for day in days)


def _read(text: str) -> tuple[str, ...]:
    """Parse days as people write them; anything else is kept as it is, for the rules to refuse."""
    parts = (part.strip() for part in re.split(r"[,;\n]", text))
    return tuple(sorted({_month_and_day(part) for part in parts if part}))


def _month_and_day(written: str) -> str:
    day_first = _DAY_FIRST.fullmatch(written)
    if day_first:
        return f"{int(day_first[2]):02d}-{int(day_first[1]):02d}"
    month_first = _MONTH_FIRST.fullmatch(written)
    if month_first:
        return f"{int(month_first[1]):02d}-{int(month_first[2]):02d}"
    return written
