"""Whatever is typed into whatever field is kept as it was, or refused in words; nothing breaks.

Every field of every kind of item is walked, so a new field is swept by itself. A new kind that
people do not write through `planning` needs a line in WRITTEN_BY, and the test says so.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from strategy.domain.errors import InvalidInputError, StrategyError
from strategy.domain.items import (
    Item,
    Person,
    Role,
)
from strategy.domain.kinds import PLAN_KINDS, kind_of
from strategy.domain.meeting_items import Hearing
from strategy.domain.publishing.publication import Draft, Explanation, PillarText
from strategy.i18n import LANGUAGES, words
from strategy.services import planning
from strategy.services.administration import transfer
from strategy.services.follow_up import reporting
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.meetings import hearings
from strategy.services.publishing import publications as publishing
from strategy.store.database import Database
from strategy.ui.messages import refusal_words
from tests.builders import ADA, HEGE, one_of_everything, stock
from tests.traps import TEXTS, TOO_MUCH, UNSEEN, as_value, every_field, typed_in

TODAY = date(2026, 7, 1)
NOBODY_TYPES = {
    "organisation": {"time_zone"},
    "check_in": set(),
    "meeting": {"seal"},
}
"""Words that are chosen or worked out, not written: whatever else is given is refused."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def seen(text: str) -> str:
    """What is left of a text when it has been kept."""
    return _UNSEEN.sub("", text).strip()


# --- how each kind is written --------------------------------------------------------------------

Values = dict[str, Any]


def the(database: Database, kind: str) -> Item:
    return next(i for i in database.plan().by_id.values() if kind_of(i) == kind)


def changed(kind: str) -> Callable[[Database, Values], Item]:
    def change(database: Database, values: Values) -> Item:
        return planning.change(database, the(database, kind), values, by=ADA, today=TODAY)

    return change


def said(database: Database, values: Values) -> Item:
    values = {"percent": 10, **values}
    return follow_up.check_in(database, "action", values, by=ADA, today=TODAY)


def measured(database: Database, values: Values) -> Item:
    values = {"on": TODAY, "value": 7.0, **values}
    return follow_up.record_measurement(database, "indicator", values, by=ADA, today=TODAY)


def proposed(database: Database, values: Values) -> Item:
    """Propose a date and have it decided, with a note where one is given."""
    pending = [p for p in database.plan().postponements if p.decided_on is None]
    for old in pending:
        follow_up.decide_date(database, old, approve=False, by=ADA, today=TODAY, note="Nei")
    note = values.get("decision_note")
    wish = {"proposed_due": date(2027, 6, 30), "reason": "Venter", **values}
    wish.pop("decision_note", None)
    proposal = follow_up.propose_date(database, "action", wish, by=ADA, today=TODAY)
    if note is None:
        return proposal
    follow_up.decide_date(database, proposal, approve=False, by=ADA, today=TODAY, note=note)
    return next(p for p in database.plan().postponements if p.id == proposal.id)


def kept_a_period(database: Database, values: Values) -> Item:
    own = {
        "title": "Halvveis",
        "first": date(2026, 1, 1),
        "ends": date(2026, 3, 1),
        "opens": date(2026, 3, 1),
        "deadline": date(2026, 3, 15),
        "grace_until": date(2026, 3, 20),
    }
    return reporting.add_period(database, {**own, **values}, by=ADA)


def reviewed(database: Database, values: Values) -> Item:
    known = {"comment", "unit_id", "action_id"}
    if values.keys() - known:
        # Nothing else can be given at all: the service takes no such argument.
        raise InvalidInputError(())
    given = {"comment": "Mer, takk", "unit_id": "unit", **values}
    return reporting.ask_back(
        database, "period-2026-04-30", by=ADA, today=date(2026, 5, 4), **given
    )


def heard(database: Database, values: Values) -> Item:
    """What became of a hearing is told when it is closed, and each is closed once."""
    given = {**values}
    conclusion = given.pop("conclusion", None)
    if conclusion is None:
        return changed("hearing")(database, given)
    hearing = next(h for h in database.plan().hearings if h.closed_on is None)
    closed = hearings.conclude(database, hearing, conclusion, by=ADA, today=TODAY)
    # One that is open for the next text.
    opened = {"title": "Høring", "opens": TODAY, "closes": TODAY}
    planning.add(database, Hearing, opened, by=ADA)
    return closed


WRITTEN_BY: dict[str, Callable[[Database, Values], Item]] = {
    "check_in": said,
    "measurement": measured,
    "postponement": proposed,
    "reporting_period": kept_a_period,
    "review": reviewed,
    "hearing": heard,
}


def writer_of(kind: str) -> Callable[[Database, Values], Item]:
    return WRITTEN_BY.get(kind, changed(kind))


# --- the sweep -----------------------------------------------------------------------------------


@pytest.fixture
def town(database: Database) -> Database:
    """One of everything, on each engine; Ada leads the unit as well."""
    items = [
        i.model_copy(update={"leads": True, "holder_id": ADA.id}) if i.id == "position" else i
        for i in one_of_everything()
    ]
    stock(database, *items)
    return database


def written(database: Database, kind: str, field: str, text: str) -> Item | None:
    """Type a text into a field; None when that was refused, in words and with nothing saved."""
    before = database.revision(), database.plan()
    value = as_value(PLAN_KINDS[kind], field, text)
    try:
        return writer_of(kind)(database, {field: value})
    except StrategyError as error:
        assert_told(error)
        if kind != "postponement":
            # To propose a date takes several steps here; each of them is all or nothing.
            assert (database.revision(), database.plan()) == before
        return None


def assert_told(error: StrategyError) -> None:
    for language in LANGUAGES:
        w = words(language)
        told = refusal_words(error, w)
        assert "{" not in told.replace("{x}", "").replace("{0}", "").replace("${y}", "")
        assert told != w("error.unexpected")


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_every_field_keeps_what_is_typed_or_refuses_it_in_words(town: Database, kind: str):
    model = PLAN_KINDS[kind]
    typed = typed_in(model).keys() - NOBODY_TYPES.get(kind, set())
    for field in every_field(model):
        for text in (*TEXTS.values(), *UNSEEN.values()):
            stored = written(town, kind, field, text)
            if stored is None:
                continue
            kept = getattr(stored, field)
            if field in typed:
                assert kept == seen(text), (field, text)
            else:
                # A choice, a number, a day, an id: it may be read, and never holds what was typed.
                assert seen(text) not in (kept, str(kept)), (field, text)
        for text in TOO_MUCH.values():
            assert written(town, kind, field, text) is None, (field, text[:20])
    assert town.orphans() == ()
    assert town.plan(revision=town.revision()) == town.plan()


@pytest.mark.parametrize("kind", PLAN_KINDS)
def test_every_field_that_takes_words_takes_words(town: Database, kind: str):
    # Or the test above would be content with a field that refuses everything.
    not_taken = set()
    for field in typed_in(PLAN_KINDS[kind]):
        stored = written(town, kind, field, "A-1")
        if stored is None or getattr(stored, field) != "A-1":
            not_taken.add(field)
    assert not_taken == NOBODY_TYPES.get(kind, set())


@pytest.mark.parametrize("name", [*TEXTS, *UNSEEN])
def test_a_reason_is_kept_as_it_was_typed(town: Database, name: str):
    text = {**TEXTS, **UNSEEN}[name]
    goal = the(town, "goal")
    planning.change(town, goal, {"description": name}, by=ADA, reason=text, today=TODAY)
    assert town.journal(limit=1)[0].reason == seen(text)


# --- beside the plan -----------------------------------------------------------------------------

SAYS: dict[str, Callable[[str], Values]] = {
    **{field: lambda text, field=field: {field: text} for field in typed_in(Draft)},
    "needed": lambda text: {"needed": (text,)},
    **{
        f"pillars.{field}": lambda text, field=field: {
            "pillars": ({"pillar_id": "pillar", field: text},)
        }
        for field in typed_in(PillarText)
    },
    **{
        f"explanations.{field}": lambda text, field=field: {
            "explanations": ({"action_id": "action", field: text},)
        }
        for field in typed_in(Explanation)
    },
    "decisions.status": lambda text: {"decisions": ({"adoption_id": "adoption", "status": text},)},
}


@pytest.mark.parametrize("place", SAYS)
def test_what_is_written_for_a_publication_is_kept_or_refused_in_words(town: Database, place: str):
    now = town.revisions()[0].made_at
    draft = publishing.prepare(town, title="T1", day=TODAY, by=HEGE, today=TODAY, now=now)
    for text in (*TEXTS.values(), *UNSEEN.values(), *TOO_MUCH.values()):
        try:
            draft = publishing.save(town, draft, SAYS[place](text), by=HEGE)
        except InvalidInputError as error:
            assert_told(error)
            assert text in TOO_MUCH.values()
        else:
            assert text not in TOO_MUCH.values()
            assert seen(text) in str_of(draft, place), text
        assert publishing.drafts(town, by=HEGE) == (draft,)
        publishing.preview(town, draft, by=HEGE)


def str_of(draft: Draft, place: str) -> tuple[str, ...]:
    field, _, part = place.partition(".")
    value = getattr(draft, field)
    if part:
        return tuple(getattr(one, part) for one in value)
    return value if isinstance(value, tuple) else (value,)


@pytest.mark.parametrize("name", [*TEXTS, *UNSEEN, *TOO_MUCH])
def test_a_file_with_any_name_and_any_words_is_taken_in_or_refused(town: Database, name: str):
    text = {**TEXTS, **UNSEEN, **TOO_MUCH}[name]
    cell = '"' + text.replace('"', '""') + '"'
    content = f"Kode;Pilar;Mål\r\n9.1;1;{cell}\r\n".encode("utf-8", "surrogatepass")
    before = town.plan()
    for file_name in ("mål.csv", f"{text}.csv"):
        try:
            preview = transfer.preview_import(town, content, file_name, by=ADA, today=TODAY)
            transfer.apply_import(town, preview, by=ADA)
        except StrategyError as error:
            assert_told(error)
    for goal in set(town.plan().goals) - set(before.goals):
        assert _UNSEEN.search(goal.title) is None
    assert town.plan(revision=town.revision()) == town.plan()


def test_a_name_of_any_kind_is_a_name(town: Database):
    for number, text in enumerate((*TEXTS.values(), *UNSEEN.values())):
        values = {"name": text, "roles": (Role.OWNER,), "email": f"{number}@example.org"}
        person = planning.add(town, Person, values, by=ADA)
        assert person.name == seen(text)
    assert town.journal_count(search="alert(1)") == 0, "names are no part of the journal"
