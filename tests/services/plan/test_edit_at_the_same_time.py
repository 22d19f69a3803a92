"""Two people edit the same thing in the same meeting: nobody's words are erased."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from strategy.domain.errors import StaleEditError
from strategy.domain.items import Action, ActionState
from strategy.services import planning
from strategy.services.follow_up import reporting_in as follow_up
from strategy.store.database import Database
from tests.builders import HEGE, LIV, OLA, an_action
from tests.services.fjordvik import TODAY, item, refused, settle


def change(database: Database, read, values, *, by=HEGE):
    return planning.change(database, read, values, by=by, today=TODAY)


def test_the_second_sees_what_the_first_changed_and_who(town):
    read = item(town, "action")
    change(town, read, {"title": "Kurs for ledere"}, by=LIV)

    with refused(town, StaleEditError) as caught:
        change(town, read, {"title": "Kurs for alle"})

    refusal = caught.value
    assert (refusal.theirs.title, refusal.theirs.version) == ("Kurs for ledere", 2)
    assert (refusal.by_id, refusal.at is None) == ("liv", False)


def test_another_field_is_refused_too_so_that_one_sees_it_first(small_town):
    read = item(small_town, "action")
    change(small_town, read, {"title": "Kurs for ledere"}, by=LIV)

    with refused(small_town, StaleEditError):
        change(small_town, read, {"description": "I to dager"})
    theirs = item(small_town, "action")
    assert change(small_town, theirs, {"description": "I to dager"}).title == "Kurs for ledere"


def test_both_wanting_the_same_is_no_conflict(small_town):
    read = item(small_town, "action")
    first = change(small_town, read, {"title": "Kurs"}, by=LIV)

    assert change(small_town, read, {"title": "Kurs"}) == first
    assert small_town.revision() == 2


@pytest.mark.parametrize("version", [0, 2, 99, -1])
def test_a_version_nobody_has_read_is_refused(small_town, version):
    made_up = item(small_town, "action").model_copy(update={"version": version})
    with refused(small_town, StaleEditError):
        change(small_town, made_up, {"title": "Kurs"})
    with refused(small_town, StaleEditError):
        planning.retire(small_town, made_up, by=HEGE)


def test_an_old_version_is_not_brought_back_over_what_is_new(small_town):
    read = item(small_town, "goal")
    change(small_town, read, {"title": "Heltid"}, by=LIV)
    with refused(small_town, StaleEditError):
        planning.bring_back_version(small_town, read, {"title": "Før"}, by=HEGE, today=TODAY)


def test_a_refused_move_of_a_date_counts_no_postponement(small_town):
    read = item(small_town, "action")
    change(small_town, read, {"title": "Kurs"}, by=LIV)
    with refused(small_town, StaleEditError):
        change(small_town, read, {"due": date(2027, 3, 31)})
    assert small_town.plan().postponements_of("action") == ()


def test_the_refusal_does_not_tell_of_a_goal_hege_cannot_see(duck):
    settle(duck, an_action(id="both", code="T-5", goal_ids=("secret", "goal")))
    read = item(duck, "both")
    change(duck, read, {"title": "Kurs"}, by=LIV)

    with refused(duck, StaleEditError) as caught:
        change(duck, read, {"title": "Noe annet"})
    assert caught.value.theirs.goal_ids == ("goal",)


def test_a_check_in_that_closes_meets_an_edit_made_before_it(small_town):
    read = item(small_town, "action")
    follow_up.check_in(small_town, "action", {}, by=OLA, today=TODAY, state=ActionState.DONE)
    with refused(small_town, StaleEditError) as caught:
        change(small_town, read, {"title": "Kurs"})
    assert caught.value.theirs.state is ActionState.DONE


def test_ten_people_adding_at_once_all_get_their_action(town):
    def add(number: int) -> Action:
        values = {"code": f"N-{number}", "title": f"Tiltak {number}"}
        return planning.add(town, Action, values, by=HEGE)

    with ThreadPoolExecutor(10) as pool:
        added = list(pool.map(add, range(10)))

    assert {a.id for a in added} <= town.plan().by_id.keys()
    assert town.revision() == 11


def test_of_ten_people_with_one_code_one_gets_it(town):
    def add(number: int) -> bool:
        values = {"code": "N-1", "title": f"Tiltak {number}"}
        try:
            planning.add(town, Action, values, by=HEGE)
        except planning.InvalidInputError:
            return False
        return True

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(add, range(10))) == 1
    assert [a.code for a in town.plan().actions].count("N-1") == 1


def test_ten_check_ins_at_once_are_all_kept_and_counted_one_after_another(small_town):
    def confirm(_: int) -> int:
        later = TODAY + timedelta(days=1)
        return follow_up.confirm_unchanged(
            small_town, "action", by=OLA, today=later
        ).unchanged_count

    follow_up.check_in(small_town, "action", {"percent": 60}, by=OLA, today=TODAY)
    with ThreadPoolExecutor(10) as pool:
        counts = sorted(pool.map(confirm, range(10)))
    assert counts == list(range(1, 11))
