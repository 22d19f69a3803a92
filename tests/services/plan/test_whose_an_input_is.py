"""Whoever was involved says so; nobody else makes it say something different."""

import pytest

from strategy.domain.errors import InvalidInputError, NotAllowedError
from strategy.domain.items import Involvement, Party
from strategy.services import planning
from strategy.services.planning import Permission
from tests.builders import ADA, HEGE, LIV, OLA, RITA, an_involvement
from tests.services.fjordvik import OPEN, item, refused, told

SAID = {
    "item_kind": "action",
    "item_id": "action",
    "party": Party.UNION_REP,
    "on": "2026-05-04",
    "how": "Drøftet i AMU",
}


@pytest.fixture
def given(town):
    """Rita, the union representative, has told how the unions were involved."""
    return planning.add(town, Involvement, SAID, by=RITA)


def test_an_input_tells_who_gave_it(town, given):
    assert (given.by_id, given.how, given.version) == (RITA.id, "Drøftet i AMU", 1)
    assert item(town, given.id) == given
    assert town.orphans() == ()


def test_nobody_gives_an_input_in_anothers_name(small_town):
    with told(small_town, ("by_id", "not_here")):
        planning.add(small_town, Involvement, {**SAID, "by_id": OLA.id}, by=RITA)


def test_nobody_makes_it_anothers_afterwards(town, given):
    with refused(town, InvalidInputError) as caught:
        planning.change(town, given, {"by_id": OLA.id}, by=HEGE)
    assert [(p.field, p.rule) for p in caught.value.problems] == [("by_id", "not_here")]


@pytest.mark.parametrize("person", [RITA, HEGE, LIV, ADA], ids=lambda p: p.id)
def test_who_gave_it_and_who_may_change_the_plan_change_retire_and_bring_it_back(
    town, given, person
):
    changed = planning.change(town, given, {"outcome": "Enighet"}, by=person)
    assert (changed.outcome, changed.by_id) == ("Enighet", RITA.id)

    planning.retire(town, changed, by=person)
    assert given.id not in town.plan().by_id
    back = planning.bring_back(town, given.id, by=person)
    assert (back.retired, back.by_id) == (False, RITA.id)


def test_others_who_may_give_input_do_not_touch_it(town, given):
    for act in (
        lambda: planning.change(town, given, {"how": "Ikke drøftet"}, by=OLA),
        lambda: planning.bring_back_version(town, given, {"how": "Ikke drøftet"}, by=OLA),
        lambda: planning.retire(town, given, by=OLA),
    ):
        with refused(town, NotAllowedError) as caught:
            act()
        assert caught.value.permission == Permission.CHANGE_PLAN

    planning.retire(town, given, by=RITA)
    with refused(town, NotAllowedError):
        planning.bring_back(town, given.id, by=OLA)


def test_what_the_browser_says_of_whose_it_is_counts_for_nothing(town, given):
    forged = given.model_copy(update={"by_id": OLA.id})
    with refused(town, NotAllowedError):
        planning.retire(town, forged, by=OLA)
    with refused(town, NotAllowedError):
        planning.change(town, forged, {"how": "Ikke drøftet"}, by=OLA)


def test_one_from_before_anybody_kept_who_gave_it_is_the_planners(small_town):
    with small_town.change(by=None) as change:
        old = change.add(an_involvement(OPEN, id="old"))

    with refused(small_town, NotAllowedError):
        planning.change(small_town, old, {"how": "Ikke drøftet"}, by=RITA)
    assert planning.change(small_town, old, {"how": "Drøftet"}, by=HEGE).by_id is None
