"""The plan holds everything, in the order to show it in, and is loaded once for everybody."""

from datetime import date
from threading import Barrier, Thread

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy.domain.items import (
    Action,
    CheckIn,
    Goal,
    Item,
    Person,
    Pillar,
    Role,
    StrategyStatus,
    new_id,
)
from strategy.domain.kinds import PLAN_KINDS, kind_of
from strategy.domain.plan import Plan
from strategy.store.database import Database, open_database
from tests.builders import (
    ADA,
    LIV,
    OLA,
    a_challenge,
    a_check_in,
    a_goal,
    a_measurement,
    a_milestone,
    a_pillar,
    a_strategy,
    a_target,
    a_unit,
    a_value,
    an_action,
    an_indicator,
    one_of_everything,
    stock,
)


def everything_in(plan: Plan) -> dict[str, Item]:
    return {**plan.by_id, **{item.id: item for item in plan.retired}}


def test_everything_stored_comes_back_as_it_was(database: Database):
    items = one_of_everything()
    stock(database, *items)

    plan = database.plan()
    assert len({kind_of(item) for item in items}) == len(PLAN_KINDS)
    assert everything_in(plan) == {i.id: i.model_copy(update={"version": 1}) for i in items}
    assert not database.is_empty()


def test_codes_are_ordered_as_people_count(database: Database):
    indicator = an_indicator(code="I-10")
    stock(
        database,
        *(a_goal(code=code) for code in ("1.10", "1.2", "2.1", "1.1")),
        *(an_action(code=code) for code in ("T-10", "T-2", "t-3")),
        indicator,
        an_indicator(code="I-9"),
        *(a_unit(id=code, code=code) for code in ("30", "4")),
    )

    plan = database.plan()
    assert [goal.code for goal in plan.goals] == ["1.1", "1.2", "1.10", "2.1"]
    assert [action.code for action in plan.actions] == ["T-2", "t-3", "T-10"]
    assert [indicator.code for indicator in plan.indicators] == ["I-9", "I-10"]
    assert [unit.code for unit in plan.units] == ["4", "30"]


def test_what_has_a_place_stands_in_it(database: Database):
    stock(
        database,
        a_pillar(id="b", code="1", position=2),
        a_pillar(id="a", code="2", position=1),
        a_challenge(id="d", code="U10", position=1),
        a_challenge(id="c", code="U2", position=1),
        a_value(id="f", title="Raus", position=2),
        a_value(id="e", title="Åpen", position=1),
    )

    plan = database.plan()
    assert [pillar.id for pillar in plan.pillars] == ["a", "b"]
    assert [challenge.id for challenge in plan.challenges] == ["c", "d"]
    assert [value.id for value in plan.values] == ["e", "f"]


def test_what_has_a_date_stands_by_it_and_the_undated_last(database: Database):
    indicator, action = an_indicator(), an_action()
    stock(
        database,
        indicator,
        action,
        a_target(indicator, id="never"),
        a_target(indicator, id="late", due=date(2029, 12, 31)),
        a_target(indicator, id="soon", due=date(2027, 12, 31)),
        a_measurement(indicator, id="new", on=date(2025, 12, 31)),
        a_measurement(indicator, id="old", on=date(2024, 12, 31)),
        a_milestone(action, id="whenever", due=None),
        a_milestone(action, id="first"),
    )

    plan = database.plan()
    assert [target.id for target in plan.targets] == ["soon", "late", "never"]
    assert [measurement.id for measurement in plan.measurements] == ["old", "new"]
    assert [milestone.id for milestone in plan.milestones] == ["first", "whenever"]


def test_the_plan_knows_the_latest_check_in_of_each_action(database: Database):
    busy, quiet = an_action(id="busy"), an_action(id="quiet", code="T-2")
    stock(
        database,
        busy,
        quiet,
        a_check_in(busy, id="may", on=date(2026, 5, 1), percent=50),
        a_check_in(busy, id="april", on=date(2026, 4, 1), percent=40),
    )
    assert [check_in.id for check_in in database.plan().check_ins] == ["may"]

    # One that was forgotten and comes late does not hide a newer one; a correction does.
    stock(database, a_check_in(busy, id="march", on=date(2026, 3, 1), percent=30))
    assert [check_in.id for check_in in database.plan().check_ins] == ["may"]
    stock(database, a_check_in(busy, id="corrected", on=date(2026, 5, 1), percent=45))
    stock(database, a_check_in(quiet, id="at last", on=date(2026, 2, 1)))
    found = {check_in.id for check_in in database.plan().check_ins}
    assert found == {"corrected", "at last"}

    assert [c.id for c in database.check_ins("busy")] == ["corrected", "may", "april", "march"]
    assert [(on.month, percent) for _, on, percent in database.progress_points()] == [
        (2, 30),
        (3, 30),
        (4, 40),
        (5, 50),
        (5, 45),
    ]
    assert [c.id for c in database.plan(revision=1).check_ins] == ["may"]
    assert set(database.plan(revision=3).check_ins) == {database.check_ins("busy")[0]}


def test_the_strategy_of_a_plan_is_the_one_that_is_alive(database: Database):
    stock(
        database,
        a_strategy(id="old", status=StrategyStatus.SUPERSEDED, period_from=date(2030, 1, 1)),
        a_strategy(id="this", status=StrategyStatus.ADOPTED, period_from=date(2025, 1, 1)),
        a_strategy(id="undated", status=StrategyStatus.DRAFT),
        a_strategy(id="dropped", retired=True),
    )

    plan = database.plan()
    assert plan.strategy is not None
    assert plan.strategy.id == "this"
    assert [item.id for item in plan.retired] == ["dropped"]


def test_former_people_stay_in_the_plan_to_be_named(database: Database):
    stock(database, ADA, OLA.model_copy(update={"retired": True}))

    plan = database.plan()
    assert [person.name for person in plan.people] == ["Ada Aune", "Ola Owren"]
    assert plan.retired == ()


def test_the_plan_is_the_same_object_until_something_changes(database: Database):
    stock(database, a_goal())
    first = database.plan()

    assert database.plan() is first
    stock(database, an_action())
    second = database.plan()
    assert second is not first
    # What did not change is not read again.
    assert second.goals is first.goals


def test_fifty_sessions_that_ask_at_once_get_one_plan(database: Database):
    stock(database, *one_of_everything())
    start = Barrier(50)
    plans: list[Plan] = []

    def ask() -> None:
        start.wait()
        plans.append(database.plan())

    threads = [Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(plans) == 50
    assert len({id(plan) for plan in plans}) == 1


def test_a_plan_kept_up_to_date_is_the_plan_read_anew(database: Database, database_url: str):
    stock(database, *one_of_everything())
    database.plan()
    with database.change(by=LIV.id) as change:
        plan = change.plan
        for item in (plan.goals[0], plan.values[0], plan.find(Person, "per")):
            change.update(item.model_copy(update={"retired": True}))
        change.update(plan.organisation.model_copy(update={"name": "Nye Fjordvik"}))
        change.update(plan.strategy.model_copy(update={"vision": "Sammen"}))
        change.add(a_goal(id="second", code="1.0"))
        change.add(a_check_in(plan.actions[0], id="fresh", on=date(2026, 8, 31), percent=60))
    followed = database.plan()
    with database.change(by=LIV.id) as change:
        change.update(followed.retired[0].model_copy(update={"retired": False}))
    followed = database.plan()

    anew = open_database(database_url)
    try:
        assert anew.plan() == followed
    finally:
        anew.close()
    assert followed.organisation.name == "Nye Fjordvik"
    assert followed.strategy.vision == "Sammen"
    assert followed.check_ins[0].percent == 60
    assert database.plan(revision=3) == followed


# --- any item at all -------------------------------------------------------------------------

# PostgreSQL keeps no NUL, and neither engine half a character.
words = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"), max_size=40)
days = st.dates()
numbers = st.floats(allow_nan=False, allow_infinity=False)
ids = st.uuids().map(lambda found: found.hex)
fresh_ids = st.builds(new_id)

items = st.one_of(
    st.builds(Pillar, id=fresh_ids, code=st.just("1"), title=words.map(lambda w: f"x{w}")),
    st.builds(
        Goal,
        id=fresh_ids,
        code=st.just("1.1"),
        title=words.map(lambda w: f"x{w}"),
        pillar_id=ids,
        description=words,
        owner_id=st.none() | ids,
        due=st.none() | days,
        challenge_ids=st.lists(ids, max_size=3).map(tuple),
        un_goals=st.lists(st.integers(1, 17), max_size=3).map(tuple),
        retired=st.booleans(),
    ),
    st.builds(
        Action,
        id=fresh_ids,
        code=st.just("T-1"),
        title=words.map(lambda w: f"x{w}"),
        due=st.none() | days,
        budget_nok=st.none() | st.integers(0, 10**12),
        goal_ids=st.lists(ids, max_size=3).map(tuple),
        retired=st.booleans(),
    ),
    st.builds(
        an_indicator, id=fresh_ids, baseline=st.none() | numbers, baseline_on=st.none() | days
    ),
    st.builds(CheckIn, id=fresh_ids, action_id=fresh_ids, by_id=ids, on=days, comment=words),
    st.builds(
        Person,
        id=fresh_ids,
        name=words,
        roles=st.lists(st.sampled_from(Role), max_size=3).map(tuple),
        retired=st.booleans(),
    ),
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(fresh=st.lists(items, max_size=8))
def test_any_items_come_back_as_they_were_from_rows_and_from_the_journal(
    database: Database, fresh: list[Item]
):
    revision = database.revision()
    with database.change(by=LIV.id) as change:
        stored = [change.add(item) for item in fresh]

    found = everything_in(database.plan())
    assert {item.id: item for item in stored}.items() <= found.items()
    assert database.revision() == revision + bool(fresh)
    assert database.plan(revision=database.revision()) == database.plan()
