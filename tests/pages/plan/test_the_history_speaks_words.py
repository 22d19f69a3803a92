"""Historikk tells every value in words: no code, no id, no name of a field, in any language."""

import re
from enum import StrEnum

import pytest

from strategy.domain.kinds import PLAN_KINDS
from strategy.i18n import words
from strategy.services.plan import history
from strategy.ui.plan.changed_values import CHOICES, Names, choice_of, label, value_words
from tests.pages.opened import failures, said, shown

HANNE = "demo-person-hanne"
CODE = re.compile(
    r"\b[a-z]+_[a-z_]+\b|\bdemo-|\b[a-z]+-\d+\b|\b[0-9a-f]{12,}\b|\b\d{4}-\d\d-\d\d\b"
)
"""What no reader is to meet: union_rep, demo-round-now, lead-1, a seal, 2026-11-30."""


@pytest.fixture
def told(nyfjord):
    """Everything in the demo's history, as its HR officer may see it."""
    hanne = next(p for p in nyfjord.plan().people if p.id == HANNE)
    return history.entries(nyfjord, by=hanne, limit=100_000)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_value_of_the_whole_demo_is_told_in_words(nyfjord, told, language):
    w = words(language)
    rounds = {one.id: one.title for one in nyfjord.reflections.rounds()}
    known = Names(nyfjord.plan(), w, rounds)
    lines = {
        (
            entry.kind,
            name,
        ): f"{label(w, entry.kind, name)}: {value_words(known, entry.kind, name, value)}"
        for entry in told
        for name, before, after in entry.fields
        for value in (before, after)
    }
    assert len(lines) > 100
    assert {at: line for at, line in lines.items() if CODE.search(line)} == {}
    choices = {at: line for at, line in lines.items() if choice_of(*at)}
    assert choices
    assert {at: x for at, x in choices.items() if w("history.unknown") in x} == {}


def test_every_choice_of_every_kind_has_words():
    found = {
        (kind, name)
        for kind, model in PLAN_KINDS.items()
        for name, field in model.model_fields.items()
        if "StrEnum" not in str(field.annotation) and _is_choice(field.annotation)
    }
    assert ("attendance", "attends_as") in found
    assert {at for at in found if not choice_of(*at)} == set()
    assert {kind for kind in CHOICES if not issubclass(kind, StrEnum)} == set()


def _is_choice(annotation):
    inner = getattr(annotation, "__args__", ())
    is_one = isinstance(annotation, type) and issubclass(annotation, StrEnum)
    return is_one or any(_is_choice(part) for part in inner)


def test_what_is_gone_and_who_has_left_are_said_calmly(nyfjord):
    known = Names(nyfjord.plan(), words("nb"), {})
    gone = value_words(known, "goal", "pillar_id", "no-such-pillar")
    assert gone == "noe som ikke er i planen lenger"
    assert (
        value_words(known, "attendance", "person_id", "no-such-person") == "tidligere medarbeider"
    )
    assert value_words(known, "agenda_item", "topic", "a topic of before") == gone
    assert value_words(known, "agreement", "round_key", "no-such-round") == "Refleksjonsrunde"
    assert label(words("nb"), "goal", "a_field_of_before") == "a\\_field\\_of\\_before"


def test_the_page_tells_roles_topics_and_reporting_days_in_words(nyfjord):
    del nyfjord
    app = shown("plan/history", HANNE)
    assert failures(app) == []
    page = said(app)
    assert "Deltar som: Verneombud" in page
    assert re.search(r"Framdrift: \d+\s%", page)
    assert "union" not in page
    assert "Type sak: talk" not in page
