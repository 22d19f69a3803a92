"""Whatever people paste is kept letter by letter or refused in words: no half, no crash."""

from datetime import date

import pytest

from strategy.domain.items import Action, Indicator, Person
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.plan import history
from tests.builders import ADA, HEGE, OLA
from tests.services.fjordvik import TODAY, item, told

TEXTS = [
    "\u200f\u0645\u0631\u062d\u0628\u0627\u200e og \u202eomvendt\u202c",
    "\U0001f469\U0001f3fd\u200d\U0001f4bb jobber \U0001f1f3\U0001f1f4",
    "<script>alert(1)</script><b>fet</b>",
    "=cmd|' /C calc'!A0",
    "'; drop table goal; --",
    "$reason %(reason)s %s {title} \\n \\x00",
    "Å\u030a ℵ 中文 ﷽",
    "en\nlinje\ttil\u2028her",
    "**fet** [lenke](javascript:alert(1)) :material/check:",
    "x" * 10_000,
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:12].encode().hex())
def test_text_comes_back_letter_by_letter(town, text):
    values = {"code": "T-3", "title": text[:300], "description": text}
    action = planning.add(town, Action, values, by=HEGE, reason=text)
    planning.change(town, item(town, "goal"), {"owner_text": text[:300]}, by=HEGE, today=TODAY)
    follow_up.check_in(
        town, "action", {"percent": 10, "comment": text}, by=OLA, today=TODAY, learned=text
    )
    follow_up.record_measurement(
        town, "indicator", {"on": date(2026, 1, 1), "text": text[:300], "note": text},
        by=OLA, today=TODAY,
    )  # fmt: skip

    assert item(town, action.id).description == text
    assert item(town, action.id).title == text[:300]
    assert item(town, "goal").owner_text == text[:300]
    assert town.plan().latest_check_in("action").comment == text
    assert item(town, "action").learned == text
    assert town.plan().measurements_of("indicator")[0].note == text
    (told_of,) = history.entries(town, by=HEGE, item_id=action.id)
    assert told_of.reason == text
    assert ("description", None, text) in told_of.fields
    assert history.count(town, by=HEGE, words=text[:100]) >= 1


def test_a_nul_is_left_out_as_nobody_can_see_it(town):
    reason = "For\x00di"
    values = {"code": "T-\x003", "title": "\x00Kurs\x00", "goal_ids": ["go\x00al"]}
    action = planning.add(town, Action, values, by=HEGE, reason=reason)
    planning.retire(town, action, by=HEGE, reason=reason)
    planning.bring_back(town, action.id, by=HEGE, reason=reason)
    changed = planning.change(
        town, item(town, action.id), {"title": "Ku\x00rs 2"}, by=HEGE, reason=reason, today=TODAY
    )
    follow_up.check_in(
        town, action.id, {"percent": 10, "comment": "Ja\x00"}, by=HEGE, today=TODAY, learned="\x00"
    )
    asked = {"proposed_due": date(2027, 1, 1), "reason": reason}
    proposal = follow_up.propose_date(town, action.id, asked, by=HEGE, today=TODAY)
    follow_up.decide_date(town, proposal, approve=False, by=HEGE, today=TODAY, note=reason)

    assert (action.code, action.title, action.goal_ids) == ("T-3", "Kurs", ("goal",))
    assert changed.title == "Kurs 2"
    assert town.plan().latest_check_in(action.id).comment == "Ja"
    assert {e.reason for e in town.journal(limit=4, item_id=action.id)} == {"Fordi", ""}


def test_a_title_of_nothing_but_nuls_is_no_title(town):
    with told(town, ("title", "required")):
        planning.add(town, Action, {"code": "T-3", "title": "\x00 \x00"}, by=HEGE)


@pytest.mark.parametrize("text", ["x" * 100_000, "\ud800"])
def test_what_no_database_keeps_is_refused_before_it_gets_there(town, text):
    rule = "too_long" if text[0] == "x" else "invalid"
    values = {"code": "T-3", "title": "Kurs"}
    refusals = [
        ("title", lambda: planning.add(town, Action, {**values, "title": text}, by=HEGE)),
        ("code", lambda: planning.add(town, Action, {**values, "code": text}, by=HEGE)),
        ("reason", lambda: planning.add(town, Action, values, by=HEGE, reason=text)),
        ("reason", lambda: planning.retire(town, item(town, "action"), by=HEGE, reason=text)),
        ("reason", lambda: planning.bring_back(town, "action", by=HEGE, reason=text)),
        (
            "comment",
            lambda: follow_up.check_in(
                town, "action", {"percent": 1, "comment": text}, by=OLA, today=TODAY
            ),
        ),
        ("name", lambda: planning.add(town, Person, {"name": text}, by=ADA)),
        (
            "text",
            lambda: planning.add_indicator(
                town, {"code": "I-3", "title": "x"}, target={"text": text}, by=HEGE
            ),
        ),
    ]
    for field, act in refusals:
        with told(town, (field, rule)):
            act()


@pytest.mark.parametrize("item_id", ["\x00", "\ud800", "' or 1=1 --", "x" * 100_000, ""])
def test_an_id_of_any_kind_finds_nothing_and_breaks_nothing(town, item_id):
    for act in (
        lambda: planning.bring_back(town, item_id, by=HEGE),
        lambda: follow_up.reopen(town, item_id, by=HEGE),
        lambda: follow_up.complete_milestone(town, item_id, done_on=None, by=HEGE),
        lambda: follow_up.confirm_unchanged(town, item_id, by=HEGE, today=TODAY),
    ):
        with pytest.raises(planning.NotFoundError):
            act()


def test_a_reference_to_nothing_in_particular_is_unknown(town):
    for goal_id in ("", " ", "\x00", "' or 1=1 --"):
        with told(town, ("goal_id", "unknown_reference")):
            values = {"code": "I-3", "title": "x", "goal_id": goal_id}
            planning.add(town, Indicator, values, by=HEGE)
