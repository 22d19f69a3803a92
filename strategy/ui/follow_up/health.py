"""The parts of Planhelse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby

import streamlit as st

from strategy.charts import health_trend as chart
from strategy.domain.figures import health_trend as domain
from strategy.domain.figures.health import Finding, Rule
from strategy.domain.plan import grouped
from strategy.services.follow_up.health_trend import health_trend
from strategy.ui import links
from strategy.ui.choices import choose
from strategy.ui.figures import Picture, drawn, show_chart
from strategy.ui.follow_up.health_fixes import show_fix
from strategy.ui.plan import facts
from strategy.ui.session import Here
from strategy.ui.text import plain

_TREND = Picture("health trend", chart.health_trend_figure, chart.summary, chart.table)

_BRIEF = 5
_A_PAGE = 40
_NONE = "none"


class Grouping(StrEnum):
    """What the findings are grouped by."""

    RULE = "rule"
    OWNER = "owner"
    UNIT = "unit"


def choose_grouping(here: Here) -> Grouping:
    """Let the user choose whether to see the findings by kind, by owner or by unit."""
    w = here.words
    ways = {str(way): w(f"health.by.{way}") for way in Grouping}
    default = str(Grouping.RULE)
    chosen = choose("by", w("health.by"), ways, w, shape="segments", default=default)
    return Grouping(chosen or default)


def choose_rule(here: Here) -> Rule | None:
    """Let the user choose a kind of finding; None means all, in brief."""
    counts = Counter(finding.rule for finding in here.findings)
    w = here.words
    names = {str(rule): f"{w(f'rule.{rule}')} ({counts[rule]})" for rule in Rule if counts[rule]}
    chosen = choose("rule", w("health.rule"), names, w, width=420)
    return Rule(chosen) if chosen else None


def show_trend(here: Here, rule: Rule | None) -> None:
    """Show how much there was to fix month by month, of the kind chosen or of all."""
    unit_id = here.unit.id if here.unit else None
    points = here.moment.once(
        ("health points", here.person.id, unit_id, here.as_of),
        lambda: health_trend(
            here.database, by=here.person, today=here.today, unit_id=unit_id, as_of=here.as_of
        ),
    )
    begun = domain.new_from(here.plan, here.day)
    shown = chart.health_trend(points, rule, new_from=begun)
    # What each person may see of the past differs: cache by the points shown.
    picture = drawn(here, _TREND, lambda: shown, choices=shown)
    with st.expander(here.words("health.trend"), icon=":material/monitoring:", expanded=True):
        show_chart(here, picture, key="health.trend")


def show_findings(here: Here, grouping: Grouping, chosen: Rule | None) -> None:
    """Show the findings group by group, each with its fix one press away."""
    found = [f for f in here.findings if chosen is None or f.rule is chosen]
    if grouping is Grouping.RULE:
        _show_by_rule(here, found, whole=chosen is not None)
        return
    _show_by_whom(here, grouping, found)


def _show_by_rule(here: Here, findings: Sequence[Finding], *, whole: bool) -> None:
    w = here.words
    for rule, group in groupby(findings, key=lambda finding: finding.rule):
        found = list(group)
        with st.container(border=True, gap="xsmall"):
            st.subheader(f"{w(f'rule.{rule}')} · {here.formats.number(len(found))}", anchor=False)
            st.caption(w(f"rule.{rule}.fix"))
            for finding in _paged(found) if whole else found[:_BRIEF]:
                _show_one(here, finding)
            if not whole and len(found) > _BRIEF:
                asked = {"rule": str(rule)}
                label = w("goals.more", count=len(found) - _BRIEF)
                st.page_link(links.HEALTH, label=label, query_params=asked)


def _show_by_whom(here: Here, grouping: Grouping, findings: Sequence[Finding]) -> None:
    w = here.words
    of = domain.owner_of if grouping is Grouping.OWNER else domain.unit_of
    titles: dict[str, str] = {}
    keys: dict[int, str] = {}
    for finding in findings:
        whose = of(here.plan, finding)
        key = whose.id if whose else _NONE
        keys[id(finding)] = key
        nobody = "health.nobody" if grouping is Grouping.OWNER else "health.no_unit"
        titles[key] = whose.title if whose else w(nobody)
    names = {key: titles[key] for key in sorted(titles, key=lambda key: titles[key].casefold())}
    chosen = choose(f"of_{grouping}", w(f"health.by.{grouping}"), names, w, width=420)
    parts = grouped(findings, lambda finding: (keys[id(finding)],))
    order = sorted(parts, key=lambda key: (-len(parts[key]), titles[key].casefold()))
    for key in [chosen] if chosen else order:
        _show_part(here, grouping, titles[key], key, parts[key], whole=chosen is not None)


def _show_part(
    here: Here, grouping: Grouping, title: str, key: str, found: Sequence[Finding], *, whole: bool
) -> None:
    w = here.words
    with st.container(border=True, gap="xsmall"):
        st.subheader(f"{plain(title)} · {here.formats.number(len(found))}", anchor=False)
        for finding in _paged(found) if whole else found[:_BRIEF]:
            _show_one(here, finding)
        if not whole and len(found) > _BRIEF:
            asked = {"by": str(grouping), f"of_{grouping}": key}
            label = w("goals.more", count=len(found) - _BRIEF)
            st.page_link(links.HEALTH, label=label, query_params=asked)


def _paged(found: Sequence[Finding]) -> Sequence[Finding]:
    pages = -(-len(found) // _A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return found[(number - 1) * _A_PAGE : number * _A_PAGE]


def _show_one(here: Here, finding: Finding) -> None:
    # Columns, as one row would wrap where a title is long: each fix stays beside its finding.
    said, mended = st.columns([5, 2], vertical_alignment="center")
    said.markdown(facts.finding_words(here, finding))
    with mended:
        show_fix(here, finding)
