"""What happened, to what, by whom and why; and the plan as it was on any day."""

from datetime import UTC, date, datetime

import pytest

from strategy.domain.items import Action, Goal, Person
from strategy.store.database import Database
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    a_check_in,
    a_goal,
    a_person,
    an_action,
    an_organisation,
    one_of_everything,
    stock,
)

# The store keeps UTC without a zone.
JANUARY = datetime(2026, 1, 10, 12, 0)  # noqa: DTZ001
LATE_IN_MARCH = datetime(2026, 3, 2, 23, 30)  # noqa: DTZ001 - half past midnight in Oslo
MAY = datetime(2026, 5, 4, 8, 0)  # noqa: DTZ001


@pytest.fixture
def history(database: Database) -> Database:
    """January: a goal and an action. March: the goal changes. May: a check-in, the goal goes."""
    with database.change(by=HEGE.id, reason="Ny plan", made_at=JANUARY) as change:
        change.add(an_organisation())
        change.add(OLA)
        goal = change.add(a_goal(id="goal", title="Vi prøver", due=date(2027, 1, 1)))
        action = change.add(an_action(id="action", goal_ids=("goal",)))
    with database.change(by=LIV.id, reason="Etter høringen", made_at=LATE_IN_MARCH) as change:
        goal = change.update(goal.model_copy(update={"title": "Vi tør"}))
    with database.change(by=OLA.id, made_at=MAY) as change:
        change.add(a_check_in(action, id="said", comment="Går 100 % etter planen"))
        change.update(goal.model_copy(update={"retired": True}))
    return database


def goal_titles(database: Database, as_of: date | datetime) -> list[str]:
    return [goal.title for goal in database.plan(as_of=as_of).goals]


def test_the_plan_can_be_seen_as_of_any_day(history: Database):
    assert goal_titles(history, date(2026, 1, 9)) == []
    assert goal_titles(history, date(2026, 1, 10)) == ["Vi prøver"]
    assert goal_titles(history, date(2026, 5, 3)) == ["Vi tør"]
    assert goal_titles(history, date(2026, 5, 4)) == []


def test_a_day_ends_at_midnight_where_the_organisation_is(history: Database):
    assert goal_titles(history, date(2026, 3, 2)) == ["Vi prøver"]
    assert goal_titles(history, date(2026, 3, 3)) == ["Vi tør"]


def test_a_moment_is_utc_unless_it_says_otherwise(history: Database):
    assert history.revision_at(LATE_IN_MARCH) == 2
    assert history.revision_at(LATE_IN_MARCH.replace(minute=29)) == 1
    assert history.revision_at(LATE_IN_MARCH.replace(tzinfo=UTC)) == 2


def test_before_the_first_change_there_was_nothing(history: Database):
    plan = history.plan(as_of=date(2020, 1, 1))

    assert (plan.revision, plan.organisation.name, plan.actions) == (0, "–", ())


def test_a_past_plan_is_whole(history: Database):
    plan = history.plan(revision=1)

    assert plan.organisation == an_organisation(version=1)
    assert plan.goals == (a_goal(id="goal", title="Vi prøver", due=date(2027, 1, 1), version=1),)
    assert plan.actions[0].original_due == date(2026, 12, 31)
    assert plan.check_ins == ()
    assert history.plan(revision=3).check_ins[0].percent == 30


def test_a_past_plan_that_was_asked_for_is_kept_for_the_next_one(history: Database):
    first = history.plan(revision=1)
    assert history.plan(as_of=date(2026, 1, 10)) is first

    for number in range(20):
        stock(history, a_goal(code=f"3.{number}"))
    for number in range(20):
        history.plan(revision=2 + number)
    # Twenty others were asked for since: the oldest had to go.
    again = history.plan(revision=1)
    assert again is not first
    assert again == first


def test_a_revision_that_is_not_made_yet_is_the_latest_one(history: Database):
    assert history.plan(revision=99).revision == 3


def test_an_erased_name_is_gone_from_the_past_as_well(history: Database):
    with history.change(by=ADA.id) as change:
        ola = change.plan.find(Person, OLA.id)
        change.update(ola.model_copy(update={"name": "", "email": "", "erased": True}))

    assert history.plan(revision=1).people[0].name == ""


def test_the_journal_never_learns_a_name_or_an_address(database: Database):
    stock(database, a_person("kari", "Kari Nordmann"))
    with database.change(by=ADA.id) as change:
        kari = change.plan.find(Person, "kari")
        change.update(kari.model_copy(update={"name": "Kari Hansen", "language": "nn"}))

    changed, added = database.journal(kind="person")
    assert added.after == {"retired": False, "roles": [], "language": None, "erased": False}
    assert changed.before == added.after
    assert changed.after == {"retired": False, "roles": [], "language": "nn", "erased": False}
    assert database.journal_count(search="Kari") == 0


def test_one_knows_when_the_newest_change_was_made(database: Database):
    assert database.last_changed() is None
    stock(database)
    (first,) = database.revisions()
    assert database.last_changed() == first.made_at
    with database.change(by=None) as change:
        change.update(database.plan().by_id["goal"].model_copy(update={"title": "Nytt"}))
    assert database.last_changed() == database.revisions()[0].made_at > first.made_at


def test_the_newest_stands_first(history: Database):
    told = [(entry.revision, entry.kind, entry.event) for entry in history.journal()]

    assert told == [
        (3, "goal", "retired"),
        (3, "check_in", "added"),
        (2, "goal", "changed"),
        (1, "action", "added"),
        (1, "goal", "added"),
        (1, "person", "added"),
        (1, "organisation", "added"),
    ]


def test_the_history_of_an_action_includes_its_check_ins(history: Database):
    told = [(entry.kind, entry.parent_id) for entry in history.journal(item_id="action")]

    assert told == [("check_in", "action"), ("action", None)]


@pytest.mark.parametrize(
    ("question", "revisions"),
    [
        ({}, [3, 3, 2, 1, 1, 1, 1]),
        ({"kind": "goal"}, [3, 2, 1]),
        ({"by": "liv"}, [2]),
        ({"since": date(2026, 3, 3)}, [3, 3, 2]),
        ({"since": MAY}, [3, 3]),
        ({"until": date(2026, 3, 2)}, [1, 1, 1, 1]),
        ({"until": LATE_IN_MARCH}, [2, 1, 1, 1, 1]),
        ({"search": "HØRINGEN"}, [2]),
        ({"search": "vi tør"}, [3, 2]),
        ({"search": "100 %"}, [3]),
        ({"search": "100_%"}, []),
        ({"kind": "goal", "by": "hege"}, [1]),
        ({"item_id": "nowhere"}, []),
    ],
)
def test_the_journal_can_be_narrowed(history: Database, question: dict, revisions: list[int]):
    found = history.journal(**question)

    assert [entry.revision for entry in found] == revisions
    assert history.journal_count(**question) == len(revisions)


def test_the_journal_can_be_read_page_by_page(history: Database):
    everything = history.journal()

    assert history.journal(limit=3) == everything[:3]
    assert history.journal(limit=3, offset=6) == everything[6:]


def test_entries_of_an_older_program_stay_readable(history: Database):
    """A field that came later has its default, one that is gone is no obstacle, nor a kind."""
    with history._engine.writing() as connection:  # noqa: SLF001 - nobody writes such entries any more
        old = '{"code": "0.1", "pillar_id": "pillar", "title": "Gammelt", "colour": "red"}'
        for place, (revision, kind, after) in enumerate(
            [(2, "slogan", "{}"), (3, "goal", old), (3, "slogan", "{}")], start=10
        ):
            connection.insert_many(
                "journal",
                ("revision", "place", "kind", "item_id", "version", "event", "after"),
                [(revision, place, kind, f"old {kind}", 7, "added", after)],
            )

    assert [goal.title for goal in history.plan(revision=2).goals] == ["Vi tør"]
    (goal,) = history.plan_in_journal().goals
    assert goal == Goal(
        id="old goal", version=7, code="0.1", pillar_id="pillar", title="Gammelt", due=None
    )


def test_every_revision_tells_who_and_why(history: Database):
    told = [(r.number, r.by_id, r.reason, r.made_at) for r in history.revisions()]

    assert told == [
        (3, "ola", "", MAY),
        (2, "liv", "Etter høringen", LATE_IN_MARCH),
        (1, "hege", "Ny plan", JANUARY),
    ]


def test_every_kind_can_be_rebuilt_from_the_journal(database: Database):
    stock(database, *one_of_everything())
    with database.change(by=LIV.id) as change:
        change.update(change.plan.find(Action, "action").model_copy(update={"retired": True}))

    assert database.plan(revision=2) == database.plan()
