"""Where a finding is fixed: the form, or the page, one press away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from strategy.domain.figures.health import Finding, Rule
from strategy.domain.items import Action, Goal, Indicator, Item, Position
from strategy.domain.meeting_items import Decision
from strategy.domain.roles import Permission
from strategy.ui import links
from strategy.ui.session import Here
from strategy.ui.text import plain


@dataclass(frozen=True)
class Fix:
    """A link to where something is fixed: its label, the page, and the choices to open it with."""

    label: str
    page: str
    asked: Mapping[str, str] = field(default_factory=dict)


_ADDS = {
    Rule.GOAL_WITHOUT_ACTION: ("health.mend.add_action", "action"),
    Rule.GOAL_WITHOUT_INDICATOR: ("health.mend.add_indicator", "indicator"),
}
_CHECKED_IN = {
    Rule.NEVER_UPDATED,
    Rule.SILENT,
    Rule.EMPTY_CONFIRMATIONS,
    Rule.JUDGEMENT_DIFFERS,
    Rule.GREEN_AGAINST_FIGURES,
}
_MEASURED = {Rule.NOT_MEASURED, Rule.IMPLAUSIBLE, Rule.MEASURED_TWICE}
# The targets of an indicator have a part of their own on its page, not in its form.
_ON_THE_PAGE = {Rule.INDICATOR_WITHOUT_TARGET, Rule.TARGET_ONLY_TEXT, Rule.MOVED_OFTEN}


def fix_of(here: Here, finding: Finding) -> Fix | None:
    """Return what this person can do about a finding: at least open what it is about."""
    item = here.plan.by_id.get(finding.item_id)
    if isinstance(item, Position):
        asked = {"owner": item.id}
        return Fix("health.mend.share_out", links.RESPONSIBILITY, asked)
    if isinstance(item, Decision):
        label = "health.mend.involve" if here.may(Permission.GIVE_INPUT) else "open"
        return Fix(label, links.DECISION, {"code": item.code})
    if not isinstance(item, Goal | Action | Indicator):
        return None
    if finding.rule is Rule.VACANT_OWNER and here.may(Permission.ADMINISTER):
        asked = {"section": "position", "takeover": item.owner_id or ""}
        return Fix("people.take_over", links.PEOPLE, asked)
    label, do = _what_to_do(here, finding.rule, item)
    return Fix(label, links.page_of(item), {"code": item.code, **({"do": do} if do else {})})


def show_fix(here: Here, finding: Finding) -> None:
    """Show the link to where a finding is fixed."""
    fix = fix_of(here, finding)
    if fix is None:
        return
    label = here.words(fix.label)
    # Many of these links follow each other: each must say by itself what it leads to.
    named = f"{label}: {plain(finding.code)}" if finding.code else label
    st.page_link(fix.page, label=named, query_params=dict(fix.asked))


def _what_to_do(here: Here, rule: Rule, item: Item) -> tuple[str, str]:
    if rule in _CHECKED_IN and isinstance(item, Action) and here.may_report(item):
        return "check_in.title", ""
    if rule in _MEASURED and isinstance(item, Indicator) and here.may_report(item):
        return "health.mend.measure", ""
    if rule is Rule.UNIONS_NOT_INVOLVED and here.may(Permission.GIVE_INPUT):
        return "health.mend.involve", ""
    if not here.may(Permission.CHANGE_PLAN):
        return "open", ""
    if rule in _ADDS:
        return _ADDS[rule]
    if rule in _ON_THE_PAGE:
        return "health.mend", ""
    return "health.mend.edit", "edit"
