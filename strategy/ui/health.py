"""The parts of Planhelse."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import streamlit as st

from strategy.domain.health import Finding, Rule
from strategy.domain.items import Action, Goal, Indicator
from strategy.ui import facts, links
from strategy.ui.choices import choose
from strategy.ui.session import Here

_BRIEF = 5
_A_PAGE = 40


def choose_rule(here: Here) -> Rule | None:
    """Let one choose a kind of finding; none means all, briefly."""
    counts = Counter(finding.rule for finding in here.findings)
    w = here.words
    names = {str(rule): f"{w(f'rule.{rule}')} ({counts[rule]})" for rule in Rule if counts[rule]}
    chosen = choose("rule", w("health.rule"), names, w, width=420)
    return Rule(chosen) if chosen else None


def show_findings(here: Here, chosen: Rule | None) -> None:
    """Show the findings rule by rule, each with its fix and a link to the item."""
    w = here.words
    for rule, group in groupby(here.findings, key=lambda finding: finding.rule):
        if chosen is not None and rule is not chosen:
            continue
        found = list(group)
        with st.container(border=True, gap="xsmall"):
            st.subheader(f"{w(f'rule.{rule}')} · {here.formats.number(len(found))}", anchor=False)
            st.caption(w(f"rule.{rule}.fix"))
            for finding in _paged(found) if chosen else found[:_BRIEF]:
                _show_one(here, finding)
            if chosen is None and len(found) > _BRIEF:
                st.page_link(
                    links.HEALTH,
                    label=w("health.more", count=len(found) - _BRIEF),
                    query_params={"rule": str(rule)},
                )


def _paged(found: list[Finding]) -> list[Finding]:
    pages = -(-len(found) // _A_PAGE)
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    return found[(number - 1) * _A_PAGE : number * _A_PAGE]


def _show_one(here: Here, finding: Finding) -> None:
    item = here.plan.by_id.get(finding.item_id)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(facts.finding_words(here, finding), width="stretch")
        if isinstance(item, Goal | Action | Indicator):
            links.link_to(item, label=here.words("open"))
