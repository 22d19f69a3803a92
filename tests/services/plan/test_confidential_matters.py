"""A reorganisation before it is discussed: kept among those named until one of them opens it."""

from datetime import date

import pytest

from strategy.domain.errors import NotFoundError
from strategy.domain.items import Action, Goal, Indicator, Involvement
from strategy.services import planning, reading
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.plan import history
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, OLA, RITA
from tests.claims import every
from tests.services.fjordvik import DINA, TODAY, item, refused, told

OTHERS = (ADA, HEGE, OLA, DINA, RITA)
INVOLVED = {"party": "union_rep", "on": date(2026, 6, 1), "how": "Drøftet"}


def change(database: Database, item_id: str, values, *, by=LIV):
    return planning.change(database, item(database, item_id), values, by=by, today=TODAY)


def seen_by(database: Database, person) -> set[str]:
    return set(reading.moment(database, by=person, today=TODAY).plan.by_id)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Goal, {"code": "1.5", "pillar_id": "pillar", "title": "Ny struktur"}),
        (Indicator, {"code": "I-5", "title": "Overtallige", "goal_id": "goal"}),
        (Action, {"code": "T-5", "title": "Slå sammen skolene", "goal_ids": ("goal",)}),
    ],
    ids=["goal", "indicator", "action"],
)
def test_hege_keeps_a_matter_between_herself_and_liv_until_she_opens_it(town, kind, values):
    stored = planning.add(town, kind, {**values, "confidential_to": ("hege", "liv")}, by=HEGE)

    for person in (HEGE, LIV):
        assert stored.id in seen_by(town, person)
    for person in (ADA, OLA, RITA):
        assert stored.id not in seen_by(town, person)
        assert history.entries(town, by=person, item_id=stored.id) == ()

    change(town, stored.id, {"confidential_to": ()}, by=HEGE)
    assert every(stored.id in seen_by(town, person) for person in OTHERS)


def test_whoever_keeps_a_matter_from_others_does_not_lose_sight_of_it(small_town):
    for item_id in ("goal", "action", "indicator"):
        with told(small_town, ("confidential_to", "not_yourself")):
            change(small_town, item_id, {"confidential_to": ("hege",)})
    with told(small_town, ("confidential_to", "not_yourself")):
        change(small_town, "secret", {"confidential_to": ("hege", "ada")})
    assert change(small_town, "secret", {"confidential_to": ("hege", "liv")}).version == 2


def test_whoever_is_let_in_may_work_on_it_from_then_on(small_town):
    with refused(small_town, NotFoundError):
        change(small_town, "secret-action", {"title": "Ny"}, by=HEGE)
    change(small_town, "secret-action", {"confidential_to": ("liv", "hege", "ola")})

    assert change(small_town, "secret-action", {"title": "Ny"}, by=HEGE).title == "Ny"
    said = follow_up.check_in(small_town, "secret-action", {"percent": 50}, by=OLA, today=TODAY)
    assert said.by_id == "ola"


def test_whoever_is_let_out_is_out_at_once(small_town):
    change(small_town, "secret", {"confidential_to": ("liv", "hege")})
    read = item(small_town, "secret")
    change(small_town, "secret", {"confidential_to": ("liv",)})
    with refused(small_town, NotFoundError):
        planning.change(small_town, read, {"title": "Ny"}, by=HEGE, today=TODAY)


@pytest.mark.parametrize("person", OTHERS, ids=lambda person: person.id)
def test_nobody_else_does_anything_with_it_or_its_parts(small_town, person):
    """Handing over the item with its names forged away, or by its id, changes nothing."""
    plan = small_town.plan()
    may_change = person in (ADA, HEGE)
    for item_id in (
        "secret", "secret-action", "under-secret", "secret-figure", "secret-target",
        "secret-milestone", "secret-involvement",
    ):  # fmt: skip
        stored = plan.by_id[item_id]
        if not may_change and not isinstance(stored, Involvement):
            continue
        names = {"confidential_to": ()} if hasattr(stored, "confidential_to") else {}
        forged = stored.model_copy(update=names)
        for act in (
            lambda thing=forged: planning.change(small_town, thing, {}, by=person, today=TODAY),
            lambda thing=forged: planning.retire(small_town, thing, by=person),
            lambda thing=forged: planning.bring_back_version(
                small_town, thing, {"title": "Ny"}, by=person, today=TODAY
            ),
        ):
            with refused(small_town, NotFoundError):
                act()
    asked = {"proposed_due": date(2027, 1, 1), "reason": "Fordi"}
    for action_id in ("secret-action", "under-secret"):
        for act in (
            lambda id_=action_id: follow_up.check_in(
                small_town, id_, {"percent": 1}, by=person, today=TODAY
            ),
            lambda id_=action_id: follow_up.confirm_unchanged(
                small_town, id_, by=person, today=TODAY
            ),
            lambda id_=action_id: follow_up.propose_date(
                small_town, id_, asked, by=person, today=TODAY
            ),
        ):
            with refused(small_town, NotFoundError):
                act()
    with refused(small_town, NotFoundError):
        follow_up.record_measurement(
            small_town, "secret-figure", {"on": TODAY, "value": 1}, by=person, today=TODAY
        )
    with refused(small_town, NotFoundError):
        follow_up.complete_milestone(small_town, "secret-milestone", done_on=TODAY, by=person)
    for kind, item_id in (("goal", "secret"), ("action", "secret-action")):
        with told(small_town, ("item_id", "unknown_reference")):
            involved = {**INVOLVED, "item_kind": kind, "item_id": item_id}
            planning.add(small_town, Involvement, involved, by=person)


def test_an_open_action_moved_under_a_hidden_goal_is_hidden_with_it(small_town):
    change(small_town, "action", {"goal_ids": ("secret",)})

    assert "action" not in seen_by(small_town, OLA)
    with refused(small_town, NotFoundError):
        follow_up.check_in(small_town, "action", {"percent": 10}, by=OLA, today=TODAY)
    assert history.entries(small_town, by=OLA, item_id="action") == ()


def test_hege_moves_nothing_under_a_goal_she_cannot_see(small_town):
    with told(small_town, ("goal_ids", "unknown_reference")):
        change(small_town, "action", {"goal_ids": ("goal", "secret")}, by=HEGE)
    with told(small_town, ("goal_id", "unknown_reference")):
        change(small_town, "indicator", {"goal_id": "secret"}, by=HEGE)


def test_a_part_is_not_moved_to_what_hege_cannot_see(small_town):
    with told(small_town, ("action_id", "unknown_reference")):
        change(small_town, "milestone", {"action_id": "secret-action"}, by=HEGE)


def test_whoever_sees_less_than_others_can_be_told_so(small_town):
    assert not reading.shows_less(small_town, by=LIV)
    assert reading.shows_less(small_town, by=HEGE)
    assert reading.kept_from(small_town, HEGE.id) >= {"secret", "secret-action"}
    assert "secret" not in reading.kept_from(small_town, LIV.id)
