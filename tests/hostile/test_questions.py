"""A question shows nobody what is not theirs, and nobody answers or approves by forged values."""

from datetime import UTC, datetime, timedelta

import pytest

from strategy.domain.items import Person
from strategy.domain.publishing.questions import Progress
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import questions
from tests.builders import HEGE, LIV, OLA, PER, today_here
from tests.hostile.conftest import CONFIDED
from tests.hostile.test_hostile_clients import ADDRESSES

pytestmark = pytest.mark.postgres

UTKAST = "Utkastet ingen skal se"


def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


@pytest.fixture
def answered(municipality):
    """A question with an answer that waits to be approved."""
    store, today = municipality.store, today_here()
    people = {p.id: store.plan().find(Person, p.id) for p in (HEGE, LIV, OLA, PER)}
    draft = publishing.prepare(
        store, title="Nå", day=today, by=people["hege"], today=today, now=now()
    )
    one = publishing.publish(store, draft, by=people["liv"], now=now())
    given = {"subject": "goal", "subject_id": "goal", "text": "Hvorfor?"}
    asked = questions.ask(store, one.id, given, by=people["per"], today=today, now=now())
    sent = questions.delegate(
        store,
        asked.id,
        asked.version,
        position_id="position",
        due=today + timedelta(days=7),
        by=people["hege"],
        now=now(),
    )
    yield questions.answer(store, sent.id, sent.version, text=UTKAST, by=people["ola"], now=now())
    publishing.withdraw(store, one.id, reason="Prøve", by=people["liv"], now=now())


def test_a_leader_sees_and_approves_it_this_very_way(municipality, answered):
    with municipality.comes("liv") as liv:
        page_hash = liv.visit().pages["questions"]
        shown = liv.visit(page_hash=page_hash)
        assert UTKAST in shown.everything
        approving = [w for w in shown.widgets if answered.id in w.form and "approve" in w.form]
        assert approving
        liv.visit(page_hash=page_hash, values=[w.holding("Godkjent svar") for w in approving])
    assert municipality.store.questions.one(answered.id).progress is Progress.APPROVED


@pytest.mark.parametrize("who", ["", "guest", "per", "rita"])
def test_a_draft_of_an_answer_is_read_by_nobody_else(municipality, answered, who):
    assert answered.answer == UTKAST
    with municipality.comes("liv") as liv:
        hashes = liv.visit().pages
    with municipality.comes(who) as somebody:
        for address in ADDRESSES:
            for query in ("", f"pillar=1&question={answered.id}", "number=1&pillar=1"):
                assert UTKAST not in somebody.visit(address, query=query).everything, address
        assert UTKAST not in somebody.visit(page_hash=hashes["questions"]).everything


@pytest.mark.parametrize("who", ["", "guest", "per", "rita"])
def test_forged_values_neither_answer_nor_approve_nor_withdraw(municipality, answered, who):
    with municipality.comes("liv") as liv:
        page_hash = liv.visit().pages["questions"]
        widgets = liv.visit(page_hash=page_hash).widgets
    assert any(answered.id in w.id for w in widgets)
    with municipality.comes(who) as hostile:
        for widget in widgets:
            hostile.visit(page_hash=page_hash, values=[widget.holding("Snikinnført")])
        values = [widget.holding("Snikinnført") for widget in widgets]
        hostile.visit(page_hash=page_hash, values=values)
        hostile.visit("published", query="pillar=1", values=values)
    assert municipality.store.questions.one(answered.id) == answered


def test_a_politician_learns_nothing_by_asking_about_what_is_not_published(municipality, answered):
    before = len(municipality.store.questions.all())
    with municipality.comes("per") as per:
        page_hash = per.visit().pages[""]
        shown = per.visit(page_hash=page_hash, query="pillar=1")
        fields = [w for w in shown.widgets if w.form.startswith("asking.")]
        assert {w.kind for w in fields} >= {"selectbox", "text_area"}
        for forged in ("goal:secret", "action:action", "person:ola", "whole:", ""):
            values = [
                w.holding(forged if w.kind == "selectbox" else f"Hva med {forged}?") for w in fields
            ]
            told = per.visit(page_hash=page_hash, query="pillar=1", values=values).everything
            assert CONFIDED not in told
            assert "Hemmelig kommentar" not in told
    asked = municipality.store.questions.all()
    assert len(asked) > before
    assert "secret" not in {one.subject_id for one in asked}
    assert answered.id in {one.id for one in asked}
