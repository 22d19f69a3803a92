"""Who changed what, when and why: told to everybody inside, but never what is hidden from them."""

from datetime import date

import pytest

from strategy.domain.errors import NotAllowedError
from strategy.domain.items import Signal
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.plan import history
from strategy.services.plan.undoing import undo_adoption
from strategy.store.database import Database
from tests.builders import ADA, CAST, HEGE, LIV, OLA, PER, a_goal, an_action
from tests.services.fjordvik import FIGURE, TODAY, item, settle
from tests.services.plan.drafting import begin, take_over

KINDS_SEEN_BY_HEGE = {
    "organisation": 1, "strategy": 1, "unit": 1, "position": 2, "pillar": 1, "goal": 1,
    "action": 2, "milestone": 1, "indicator": 2, "person": 8,
}  # fmt: skip
"""What Fjordvik was settled with, less what only Liv may know of."""
SECRET_WORDS = ("secret", "Slå sammen", "T-9", "T-8", "I-9", "Ingen må vite", "Venter på lokaler")


def told(database: Database, *, by=HEGE, **question):
    return history.entries(database, by=by, **{"limit": 1000, **question})


def kinds(entries):
    return {kind: sum(e.kind == kind for e in entries) for kind in {e.kind for e in entries}}


def change(database: Database, item_id: str, values, *, by=HEGE, reason=""):
    read = item(database, item_id)
    return planning.change(database, read, values, by=by, reason=reason, today=TODAY)


def test_a_change_is_told_with_who_why_before_and_after(town):
    change(town, "goal", {"title": "Heltid som norm", "un_goals": (8,)}, reason="Etter møtet")

    (newest,) = told(town, limit=1)
    assert (newest.revision, newest.by_id, newest.reason) == (2, "hege", "Etter møtet")
    assert (newest.kind, newest.item_id, newest.event) == ("goal", "goal", "changed")
    assert (newest.code, newest.title) == ("1.1", "Heltid som norm")
    assert newest.fields == (
        ("title", "Vi prøver ut nye løsninger", "Heltid som norm"),
        ("un_goals", [], [8]),
    )
    assert newest.before["title"] == "Vi prøver ut nye løsninger"


def test_something_new_is_told_by_what_was_filled_in_nought_included(town):
    follow_up.check_in(
        town, "action", {"percent": 0, "comment": "Vi begynner"}, by=OLA, today=TODAY
    )

    (newest,) = told(town, limit=1)
    assert (newest.event, newest.before) == ("added", None)
    assert (newest.code, newest.title) == ("T-1", "Lederutvikling for alle")
    assert newest.fields == (
        ("on", None, "2026-07-01"),
        ("percent", None, 0),
        ("comment", None, "Vi begynner"),
    )


def test_a_judgement_is_told_by_its_word(small_town):
    values = {"percent": 50, "judgement": Signal.ON_TRACK}
    follow_up.check_in(small_town, "action", values, by=OLA, today=TODAY)

    assert ("judgement", None, "on_track") in told(small_town, limit=1)[0].fields


def test_an_item_that_left_is_still_told_by_its_title(small_town):
    milestone = item(small_town, "milestone")
    planning.retire(small_town, milestone, by=HEGE)
    planning.retire(small_town, item(small_town, "action"), by=HEGE, reason="Ferdig utredet")
    planning.bring_back(small_town, "action", by=HEGE)
    planning.retire(small_town, item(small_town, "action"), by=HEGE)

    found = told(small_town, item_id="action")
    assert [(e.kind, e.event) for e in found[:4]] == [
        ("action", "retired"),
        ("action", "restored"),
        ("action", "retired"),
        ("milestone", "retired"),
    ]
    assert found[2].reason == "Ferdig utredet"
    assert {e.code for e in found if e.kind == "action"} == {"T-1"}
    assert {e.title for e in found if e.kind == "milestone"} == {"Første samling"}
    assert found[0].fields == ()


def test_what_belongs_to_something_that_left_is_told_by_its_code(small_town):
    follow_up.check_in(small_town, "action", {"percent": 10}, by=OLA, today=TODAY)
    planning.retire(small_town, item(small_town, "action"), by=HEGE)

    (said,) = told(small_town, kind="check_in")
    assert (said.code, said.title) == ("T-1", "Lederutvikling for alle")


def test_a_person_is_told_of_without_a_name(small_town):
    change(small_town, "rita", {"name": "Rita Rud", "roles": ("hr",)}, by=ADA)

    (newest,) = told(small_town, limit=1)
    assert (newest.code, newest.title) == ("", "")
    assert newest.fields == (("roles", ["representative"], ["hr"]),)


# --- what is hidden -------------------------------------------------------------------------------


def test_hege_is_told_all_there_is_but_what_only_liv_may_know_of(town):
    assert kinds(told(town)) == KINDS_SEEN_BY_HEGE
    assert history.count(town, by=HEGE) == sum(KINDS_SEEN_BY_HEGE.values()) == 20
    for_liv = KINDS_SEEN_BY_HEGE | {
        "goal": 2, "action": 4, "milestone": 2, "indicator": 3, "target": 1, "measurement": 1,
        "check_in": 1, "postponement": 1, "involvement": 1,
    }  # fmt: skip
    assert kinds(told(town, by=LIV)) == for_liv
    assert history.count(town, by=LIV) == sum(for_liv.values()) == 30


def test_nothing_said_about_what_is_hidden_is_ever_told(town):
    follow_up.check_in(
        town, "secret-action", {"percent": 10, "comment": "secret"}, by=LIV, today=TODAY
    )
    follow_up.check_in(
        town, "secret-action", {"percent": 20, "comment": "secret"}, by=LIV, today=TODAY
    )
    change(town, "secret", {"title": "Slå sammen alt"}, by=LIV, reason="secret")
    planning.retire(town, item(town, "secret-milestone"), by=LIV, reason="secret")
    planning.retire(town, item(town, "secret-figure"), by=LIV, reason="secret")

    for person in (HEGE, ADA, OLA):
        found = told(town, by=person)
        assert {word for word in SECRET_WORDS if word in repr(found)} == set()
        assert len(found) == 20
        for item_id in ("secret-action", "secret", "secret-figure", "secret-check-in"):
            assert told(town, by=person, item_id=item_id) == ()
        for words in SECRET_WORDS:
            assert told(town, by=person, words=words) == ()
            assert history.count(town, by=person, words=words) == 0
        for kind in ("check_in", "measurement", "postponement", "target", "involvement"):
            assert told(town, by=person, kind=kind) == ()
    assert len(told(town, by=LIV)) == 35


def test_what_becomes_confidential_is_gone_from_the_history_too(small_town):
    change(small_town, "goal", {"title": "Åpent"}, reason="Da alle visste")
    assert len(told(small_town, item_id="goal")) == 2
    change(small_town, "goal", {"confidential_to": ("liv",)}, by=LIV)

    assert told(small_town, item_id="goal") == ()
    assert told(small_town, words="Da alle visste") == ()
    assert len(told(small_town, by=LIV, item_id="goal")) == 3


def test_an_open_action_is_told_without_the_goal_one_cannot_see(duck):
    settle(duck, an_action(id="both", code="T-5", goal_ids=("secret", "goal")))
    change(duck, "both", {"goal_ids": ("goal", "secret"), "title": "Kurs"}, by=LIV)
    change(duck, "both", {"goal_ids": ()}, by=LIV)

    newest, middle, first = told(duck, item_id="both")
    assert newest.fields == (("goal_ids", ["goal"], []),)
    assert newest.before["goal_ids"] == ["goal"]
    assert middle.fields == (("title", "Lederutvikling for alle", "Kurs"),)
    assert ("goal_ids", None, ["goal"]) in first.fields
    assert told(duck, by=LIV, item_id="both")[0].before["goal_ids"] == ["goal", "secret"]


def test_an_indicator_moved_out_from_a_hidden_goal_does_not_tell_which(duck):
    settle(
        duck,
        a_goal(id="hush", code="1.8", confidential_to=("liv",)),
        FIGURE.model_copy(update={"id": "moved", "code": "I-5", "goal_id": "hush"}),
    )
    change(duck, "moved", {"goal_id": "goal"}, by=LIV)

    assert told(duck, item_id="moved")[0].fields == (("goal_id", None, "goal"),)
    assert "hush" not in repr(told(duck))


def test_a_figure_is_gone_once_it_is_known_to_be_about_a_few(small_town):
    given = {"on": date(2026, 4, 30), "value": 8.1, "text": "8,1 %"}
    for more in ({}, {"group_size": 3}):
        follow_up.record_measurement(
            small_town, "indicator", {**given, **more}, by=OLA, today=TODAY
        )

    found = told(small_town, kind="measurement")
    assert [e.event for e in found] == ["changed", "added"]
    assert found[0].fields == (("group_size", None, 3),)
    assert "8.1" not in repr(found)
    assert "8,1" not in repr(found)


# --- who may ask, and for what --------------------------------------------------------------------


@pytest.mark.parametrize("person", CAST, ids=lambda person: person.id)
def test_everybody_inside_reads_the_history_and_a_politician_does_not(small_town, person):
    if person is not PER:
        assert len(told(small_town, by=person)) == history.count(small_town, by=person) > 0
        return
    with pytest.raises(NotAllowedError):
        told(small_town, by=person)
    with pytest.raises(NotAllowedError):
        history.count(small_town, by=person)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({}, 22),
        ({"kind": "action"}, 3),
        ({"kind": "nonsense"}, 0),
        ({"who": "hege"}, 2),
        ({"who": "nobody"}, 0),
        ({"words": "KURS"}, 2),
        ({"words": "møtet"}, 1),
        ({"words": " \x00møtet\ud800 "}, 1),
        ({"words": "%"}, 2),
        ({"words": "\x00"}, 22),
        ({"kind": "action", "who": "hege", "words": "kurs"}, 1),
    ],
)
def test_as_many_are_counted_as_are_listed(town, question, found):
    change(town, "goal", {"title": "Kurs"}, reason="Etter møtet")
    change(town, "action", {"title": "Kurs"})

    assert len(told(town, **question)) == found
    assert history.count(town, by=HEGE, **question) == found


def test_the_history_is_read_a_page_at_a_time(town):
    everything = told(town)
    pages = [told(town, limit=6, offset=offset) for offset in range(0, 24, 6)]

    assert tuple(entry for page in pages for entry in page) == everything
    assert told(town, limit=0) == told(town, limit=-5) == ()
    assert told(town, offset=-5) == everything


def test_every_kind_one_can_ask_for_is_told_of_somewhere(small_town):
    asked = {kind for kind in history.SHOWN_KINDS if told(small_town, by=LIV, kind=kind)}
    assert set(history.SHOWN_KINDS) - asked == {"adoption"}


# --- a takeover is one step ---------------------------------------------------------------------


def test_a_takeover_is_one_entry_that_opens(town):
    begin(town, {"goal": ["action"]})
    before = len(told(town, by=LIV))
    adopted = take_over(town)

    newest, *rest = told(town, by=LIV)

    assert (newest.item_id, newest.event) == (adopted.id, "changed")
    assert len(rest) == before == history.count(town, by=LIV) - 1
    inside = history.made_in(town, newest.revision, by=LIV, limit=1000)
    assert newest.opens == len(inside) - 1 > 3
    assert {"goal", "action", "adoption", "strategy"} <= {entry.kind for entry in inside}
    assert len(told(town, by=LIV, item_id=adopted.id)) > 1


@pytest.mark.parametrize("question", [{"kind": "goal"}, {"words": "kompetanse"}, {"who": "liv"}])
def test_a_takeover_is_one_entry_also_where_the_history_is_filtered(town, question):
    begin(town, {"goal": ["action"]})
    change(town, "goal", {"title": "Kompetanse for alle"}, by=LIV)
    before = told(town, by=LIV, **question)
    adopted = take_over(town)

    newest, *rest = told(town, by=LIV, **question)

    assert (newest.item_id, newest.opens > 3) == (adopted.id, True)
    assert tuple(rest) == before
    assert history.count(town, by=LIV, **question) == len(before) + 1
    assert adopted.id not in {one.item_id for one in told(town, by=LIV, kind="measurement")}


def test_a_takeover_undone_is_one_entry_that_opens_and_the_two_are_told_apart(town):
    begin(town, {"goal": ["action"]})
    adopted = take_over(town)
    undo_adoption(town, adopted, by=LIV, reason="Feil dag")

    undone, taken = told(town, by=LIV, limit=2)

    assert (undone.item_id, undone.reason, taken.item_id) == (adopted.id, "Feil dag", adopted.id)
    assert undone.opens > 3
    assert taken.opens > 3


def test_what_opens_holds_nothing_that_is_hidden(small_town):
    begin(small_town, {"secret": [], "goal": []})
    take_over(small_town)

    (newest,) = told(small_town, limit=1)

    inside = history.made_in(small_town, newest.revision, by=HEGE, limit=1000)
    assert newest.opens == len(inside) - 1
    assert "Slå sammen" not in repr(inside)
    with pytest.raises(NotAllowedError):
        history.made_in(small_town, newest.revision, by=PER, limit=1)
