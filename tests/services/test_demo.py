"""Nyfjord kommune, the demo: rich enough to show everything, and true on whatever day it is."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from strategy.demo.days import DemoDays
from strategy.demo.loading import load_demo
from strategy.domain.errors import InvalidInputError
from strategy.domain.figures.assessment import Assessment, assess
from strategy.domain.figures.changes import ChangeKind, Moment, changes_between
from strategy.domain.figures.health import Rule, findings
from strategy.domain.figures.waiting import proposals
from strategy.domain.items import (
    Action,
    ActionState,
    Goal,
    Indicator,
    Outcome,
    Precision,
    Role,
    Signal,
    StrategyStatus,
)
from strategy.domain.meeting_items import Decision, MeetingState
from strategy.domain.meetings.agenda import agenda_of, next_meeting, slipping
from strategy.domain.meetings.involvement import (
    HearingState,
    hearings_for,
    hearings_in_order,
    state_of,
)
from strategy.domain.plan import Plan
from strategy.domain.reflection import Phase as RoundPhase
from strategy.domain.since_adopted import since_adopted
from strategy.domain.why import Became, became, why
from strategy.services.meetings import minutes
from strategy.store.database import Database, open_database
from tests.builders import an_organisation
from tests.claims import every, none

TODAY = date(2026, 11, 22)
SATURDAY, JULY = 5, 7
TWO_YEARS_AND_A_BIT = timedelta(days=803)


@dataclass(frozen=True)
class Nyfjord:
    database: Database
    plan: Plan
    figures: Assessment

    def action(self, code: str) -> Action:
        return self.plan.coded(Action, code)

    def goal(self, code: str) -> Goal:
        return self.plan.coded(Goal, code)


def formal_days(plan: Plan, *, only_bodies: bool = False) -> list[date]:
    """The days of the bodies' cases and the committee's meeting, and of all meetings if wanted."""
    met = [m.on for m in plan.meetings if not only_bodies or "utvalget" in m.title]
    return [*met, *(step.on for step in plan.adoptions if step.on)]


def days_of_hearings(plan: Plan) -> list[date]:
    """The days hearings open, close and are concluded, and those on which people answer."""
    told = [day for one in plan.hearings for day in (one.opens, one.closes, one.closed_on) if day]
    return [*told, *(involved.on for involved in plan.involvements)]


def loaded(today: date) -> Nyfjord:
    database = open_database("duckdb:///:memory:")
    load_demo(database, today=today)
    plan = database.plan()
    return Nyfjord(database, plan, assess(plan, today))


@pytest.fixture(scope="module")
def nyfjord() -> Iterator[Nyfjord]:
    found = loaded(TODAY)
    yield found
    found.database.close()


def test_the_demo_loads_on_either_database_and_leaves_nothing_hanging(database):
    load_demo(database, today=TODAY)

    assert database.plan().organisation.name == "Nyfjord kommune"
    assert database.orphans() == ()


def test_the_demo_is_as_large_as_a_real_plan(nyfjord):
    plan = nyfjord.plan

    assert [pillar.title for pillar in plan.pillars] == [
        "Å våge", "Å lede", "Å lære", "Å mobilisere", "Å samhandle",
    ]  # fmt: skip
    assert (len(plan.units), len(plan.positions), len(plan.people)) == (8, 16, 14)
    assert (len(plan.goals), len(plan.actions), len(plan.indicators)) == (16, 56, 32)
    assert len(plan.measurements) == 202
    assert (len(plan.values), len(plan.challenges), len(plan.plan_links)) == (3, 6, 3)
    assert len(plan.meetings) == 6
    assert (len(plan.decisions), len(plan.agenda_items), len(plan.attendances)) == (13, 22, 29)


def test_people_have_reported_for_two_years_in_their_own_words(nyfjord):
    check_ins = [c for a in nyfjord.plan.actions for c in nyfjord.database.check_ins(a.id)]

    assert len(check_ins) == 328
    assert len({c.comment for c in check_ins if c.comment}) > 200
    assert min(c.on for c in check_ins) < TODAY - timedelta(days=690)
    assert {c.by_id for c in check_ins} <= {p.id for p in nyfjord.plan.people}


def test_the_strategy_went_through_the_bodies_and_was_adopted(nyfjord):
    plan = nyfjord.plan

    assert plan.strategy.title == "Arbeidsgiverstrategi 2025–2028"
    assert plan.strategy.status is StrategyStatus.ADOPTED
    assert [step.case_number for step in plan.adoptions] == [
        "AMU 14/24", "ADM 9/24", "FS 61/24", "KST 47/24",
    ]  # fmt: skip


def test_every_role_can_be_tried(nyfjord):
    roles = Counter(role for person in nyfjord.plan.people for role in person.roles)

    assert roles[Role.ADMINISTRATOR] == 1
    assert roles[Role.LEADER] == 4
    assert roles[Role.HR] == 2
    assert roles[Role.REPRESENTATIVE] == 2
    assert roles[Role.POLITICIAN] == 1


def test_one_part_of_the_organisation_writes_nynorsk(nyfjord):
    written = {
        unit.title: " ".join(a.title for a in nyfjord.plan.within(unit.id).actions)
        for unit in nyfjord.plan.units
    }

    assert "lærarar" in written["Oppvekst og kultur"]
    assert "ansatte" in written["Organisasjon og utvikling"]
    assert "lærarar" not in written["Helse og mestring"]
    assert {p.language for p in nyfjord.plan.people} == {None, "nn"}


def test_every_signal_occurs(nyfjord):
    assert set(nyfjord.figures.action_signals) == set(Signal)


def test_every_finding_occurs(nyfjord):
    found = findings(nyfjord.plan, nyfjord.figures)

    # No door lets in a second figure of one period, and an unusual figure is explained in its note.
    absent = {Rule.MEASURED_TWICE, Rule.IMPLAUSIBLE}
    assert {finding.rule for finding in found} == set(Rule) - absent


def test_every_pillar_has_figures_of_its_own(nyfjord):
    shown = {
        (round(pillar.activity, 2), round(pillar.effect, 2))
        for pillar in nyfjord.figures.pillars.values()
    }

    assert len(shown) == 5


def test_one_goal_does_all_it_said_and_achieves_nothing(nyfjord):
    nearness = nyfjord.figures.goals[nyfjord.goal("2.3").id]

    assert nearness.activity > 0.9
    assert nearness.effect == 0
    assert nearness.signal is Signal.OFF_TRACK


def test_two_experiments_failed_and_left_something_learned(nyfjord):
    failed = [a for a in nyfjord.plan.actions if a.experiment and a.state is ActionState.STOPPED]

    assert [action.code for action in failed] == ["T-002", "T-003"]
    assert every(a.learned and a.hypothesis and a.success_criterion for a in failed)


def test_dates_were_moved_once_twice_and_three_times_and_two_proposals_did_not_move_any(nyfjord):
    moved = {
        nyfjord.plan.find(Action, action_id).code: status.postponements
        for action_id, status in nyfjord.figures.actions.items()
        if status.postponements
    }

    assert moved == {"T-008": 2, "T-021": 1, "T-038": 3}
    assert nyfjord.action("T-038").original_due == TODAY - timedelta(days=320)
    assert nyfjord.action("T-038").due == TODAY + timedelta(days=140)
    assert [p.action_id for p in nyfjord.plan.pending_postponements()] == ["demo-action-t-037"]
    assert [p.outcome for p in nyfjord.plan.postponements_of("demo-action-t-050")] == [
        Outcome.DECLINED
    ]
    assert nyfjord.action("T-050").due == TODAY - timedelta(days=15)


def test_three_confirmations_in_a_row_said_nothing_new(nyfjord):
    counts = [c.unchanged_count for c in nyfjord.database.check_ins("demo-action-t-028")]

    assert counts == [3, 2, 1, 0, 0, 0]


def test_the_figure_of_three_people_is_not_there(nyfjord):
    candidates = nyfjord.plan.coded(Indicator, "I-24")

    figures = nyfjord.plan.measurements_of(candidates.id)

    assert [(m.group_size, m.value, m.masked) for m in figures] == [
        (9, 33, False), (7, 43, False), (3, None, True),
    ]  # fmt: skip


def test_a_series_breaks_and_a_figure_is_preliminary(nyfjord):
    assert any(m.series_break and m.note for m in nyfjord.plan.measurements)
    assert any(m.preliminary for m in nyfjord.plan.measurements)


def test_what_is_not_discussed_with_the_unions_yet_is_seen_by_three_people(nyfjord):
    seen = [
        person.name
        for person in nyfjord.plan.people
        if nyfjord.plan.seen_by(person.id).coded(Action, "T-056")
    ]

    assert sorted(seen) == ["Hanne Rognli", "Kari Nesheim", "Morten Eidsvik"]


def test_the_coordinator_left_and_the_responsibility_stayed(nyfjord):
    before = nyfjord.database.plan(as_of=TODAY - timedelta(days=191))

    assert before.by_id["demo-position-laerling"].holder_id == "demo-person-jonas"
    assert nyfjord.plan.by_id["demo-position-laerling"].holder_id is None
    assert nyfjord.action("T-030").owner_id == "demo-position-laerling"


def test_a_goal_was_sharpened_along_the_way(nyfjord):
    before = nyfjord.database.plan(as_of=TODAY - timedelta(days=411))

    assert before.coded(Goal, "2.3").title == "Sykefraværet skal ned"
    assert nyfjord.goal("2.3").title == "Sykefraværet er under 8 prosent"


def test_three_meetings_have_minutes_that_are_approved_and_whole(nyfjord):
    hanne = next(p for p in nyfjord.plan.people if p.id == "demo-person-hanne")
    berit = next(p for p in nyfjord.plan.people if p.id == "demo-person-berit")
    held = [m for m in nyfjord.plan.meetings if m.state is MeetingState.APPROVED]

    assert [m.on for m in held] == [date(2026, 3, 20), date(2026, 6, 26), date(2026, 10, 9)]
    for meeting in held:
        told = minutes.minutes_of(nyfjord.database, meeting.id, by=hanne, today=TODAY)
        assert told.intact
        assert told.decisions
        assert told.happened
    last = minutes.minutes_of(nyfjord.database, held[-1].id, by=berit, today=TODAY)
    assert last.withheld == 1
    assert {f.decision.code for f in last.followed_up} == {"4/2026", "5/2026", "6/2026"}
    assert [d.code for d in last.decisions] == ["7/2026", "8/2026", "9/2026", "11/2026"]


def test_the_next_meeting_is_prepared_and_has_something_to_take_up(nyfjord):
    coming = next_meeting(nyfjord.plan, today=TODAY)

    assert (coming.on, coming.begins) == (date(2026, 11, 27), "09:00")
    assert len(agenda_of(nyfjord.plan, coming.id)) == 8
    assert len(slipping(nyfjord.plan, nyfjord.figures)) == 9
    assert [action.code for action, _ in proposals(nyfjord.plan)] == ["T-037"]


def test_much_has_happened_since_the_last_meeting(nyfjord):
    meeting = date(2026, 10, 9)
    before = nyfjord.database.plan(as_of=meeting)

    kinds = {
        change.kind
        for change in changes_between(
            Moment(before, assess(before, meeting)), Moment(nyfjord.plan, nyfjord.figures)
        )
    }

    assert max(m.on for m in nyfjord.plan.meetings if m.on < TODAY) == meeting
    assert kinds >= {
        ChangeKind.DONE,
        ChangeKind.STOPPED,
        ChangeKind.POSTPONED,
        ChangeKind.OVERDUE,
        ChangeKind.NEW_ACTION,
    }


def test_the_history_has_a_person_and_a_day_for_everything(nyfjord):
    revisions = nyfjord.database.revisions()

    people = {person.id for person in nyfjord.plan.people}
    days = [revision.made_at.date() for revision in reversed(revisions)]

    assert len(revisions) > 250
    assert {revision.by_id for revision in revisions} <= people
    assert days == sorted(days)
    assert days[0] == TODAY - TWO_YEARS_AND_A_BIT
    assert "AMU ba om et tall" in {revision.reason for revision in revisions}


@given(today=st.dates(min_value=date(2025, 1, 1), max_value=date(2035, 12, 31)))
@example(today=date(2028, 2, 29))
@example(today=date(2026, 12, 31))
@example(today=date(2027, 1, 1))
@example(today=date(2027, 8, 31))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_demo_tells_the_same_story_on_whatever_day_it_is_loaded(today):
    nyfjord = loaded(today)
    nyfjord.database.close()
    plan, figures = nyfjord.plan, nyfjord.figures

    assert figures.goal_signals == {
        Signal.OFF_TRACK: 2, Signal.AT_RISK: 3, Signal.UNKNOWN: 1, Signal.NOT_STARTED: 1,
        Signal.ON_TRACK: 9,
    }  # fmt: skip
    assert set(figures.action_signals) == set(Signal)
    rules = {finding.rule for finding in findings(plan, figures)}
    assert rules == set(Rule) - {Rule.MEASURED_TWICE, Rule.IMPLAUSIBLE}
    assert max(m.on for m in plan.measurements) < today
    assert max(c.on for c in plan.check_ins) < today
    assert every((m.on + timedelta(days=1)).day == 1 for m in plan.measurements)
    assert plan.strategy.period_from < today < plan.strategy.period_to
    assert every(day.weekday() < SATURDAY for day in formal_days(plan))
    assert every(day.weekday() < SATURDAY for day in days_of_hearings(plan))
    assert none(day.month == JULY for day in formal_days(plan, only_bodies=True))


def test_the_demo_is_loaded_once_only(nyfjord):
    revision = nyfjord.database.revision()

    with pytest.raises(InvalidInputError) as refused:
        load_demo(nyfjord.database, today=TODAY)

    assert [p.rule for p in refused.value.problems] == ["already_started"]
    assert nyfjord.database.revision() == revision


def test_the_demo_never_replaces_a_real_plan(database):
    with database.change(by=None) as change:
        change.add(an_organisation())

    with pytest.raises(InvalidInputError):
        load_demo(database, today=TODAY)

    assert database.plan().organisation.name == "Fjordvik kommune"


def test_somebody_who_waits_hears_how_far_it_has_come():
    database = open_database("duckdb:///:memory:")
    heard = []

    load_demo(database, today=TODAY, progress=lambda share, day: heard.append((share, day)))

    database.close()
    assert heard[0][1] == "2024-09-10"
    assert heard[-1][0] == 1
    assert [share for share, _ in heard] == sorted(share for share, _ in heard)


def test_somebody_who_interrupts_finds_an_empty_store_not_half_a_municipality(database):
    def give_up(share: float, _day: str) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_demo(database, today=TODAY, progress=give_up)

    assert database.is_empty()
    assert database.revision() == 0


def test_the_demo_says_that_it_is_one(nyfjord):
    assert nyfjord.plan.organisation.demo
    assert every(person.email.endswith("@nyfjord.example") for person in nyfjord.plan.people)


@pytest.mark.parametrize(
    ("code", "end", "label"),
    [
        ("T-1", date(2026, 8, 31), "T2 2026"),
        ("T+0", date(2026, 12, 31), "T3 2026"),
        ("T+1", date(2027, 4, 30), "T1 2027"),
        ("Q-3", date(2026, 3, 31), "K1 2026"),
        ("Y-1", date(2025, 12, 31), "2025"),
        ("M+3", date(2027, 2, 28), ""),
    ],
)
def test_periods_are_counted_from_the_running_one(code, end, label):
    period = DemoDays(TODAY).period(code)

    assert (period.end, period.label) == (end, label)


def test_a_date_is_as_exact_as_it_was_given():
    days = DemoDays(TODAY)

    assert days.dated(10).date == date(2026, 12, 2)
    assert days.dated(10).precision is Precision.DAY
    assert days.dated("Q+0").date == date(2026, 12, 31)
    assert days.dated("Q+0").precision is Precision.QUARTER


def test_a_misspelt_period_is_not_guessed_at():
    with pytest.raises(ValueError, match="Z-1"):
        DemoDays(TODAY).period("Z-1")


def test_a_strategy_adopted_early_in_a_year_counts_from_that_year():
    assert DemoDays(TODAY).first_year_after(date(2026, 3, 1)) == 2026
    assert DemoDays(TODAY).first_year_after(date(2026, 10, 1)) == 2027


def test_the_parties_were_involved_in_goals_and_actions(nyfjord):
    kinds = Counter(entry.item_kind for entry in nyfjord.plan.involvements)

    assert kinds == {"action": 7, "goal": 6, "decision": 2}
    assert nyfjord.plan.involvements_of(nyfjord.action("T-013").id) == ()


def test_the_leadership_group_has_thought_together(nyfjord):
    """First about one question, twice a year apart, once by name, and one round is open now."""
    stored = nyfjord.database.reflections.rounds()
    rounds = {asked.id.removeprefix("demo-round-"): asked for asked in stored}
    assert {key: (asked.phase, asked.anonymous) for key, asked in rounds.items()} == {
        "first": (RoundPhase.CLOSED, True),
        "then": (RoundPhase.CLOSED, True),
        "now": (RoundPhase.CLOSED, True),
        "named": (RoundPhase.CLOSED, False),
        "open": (RoundPhase.OPEN, True),
    }
    assert rounds["open"].takes_answers(TODAY)
    with nyfjord.database.reflections.looking_at("demo-round-then") as one:
        assert {answer.person_id for answer in one.answers()} == {None}
        assert len(one.answers()) == 40
    with nyfjord.database.reflections.looking_at("demo-round-named") as one:
        assert len({answer.heap for answer in one.answers()}) == 7
    agreements = nyfjord.plan.agreements
    keys = {(agreed.round_key, agreed.prompt_key) for agreed in agreements}
    asked_for = {(asked.id, prompt.key) for asked in rounds.values() for prompt in asked.prompts}
    assert len(keys) == 5
    assert keys <= asked_for
    assert agreements[-1].pillar_id is not None


def test_decisions_rest_on_what_was_agreed_and_go_through_the_bodies(nyfjord):
    plan = nyfjord.plan
    codes = [decision.code for decision in plan.decisions]
    zones = plan.find(Decision, "demo-decision-trail-2")

    assert len(set(codes)) == len(codes)
    assert [became(plan, nyfjord.figures, d) for d in plan.decisions if "-trail-" in d.id] == [
        Became.DONE,
        Became.NOTED,
        Became.UNDER_WAY,
        Became.NOTED,
    ]
    assert [step.body for step in plan.trail_of(zones.id)] == [
        "Arbeidsmiljøutvalget (AMU)",
        "Administrasjonsutvalget",
        "Formannskapet",
    ]
    told = why(plan, nyfjord.action("T-013").id)
    assert [agreement.sentence for agreement in told.agreements] == [
        "Ingen skal lede flere enn de rekker å se."
    ]


def test_one_hearing_is_open_and_one_is_concluded(nyfjord):
    states = [state_of(h, TODAY) for h in hearings_in_order(nyfjord.plan, TODAY)]

    assert states == [HearingState.OPEN, HearingState.CONCLUDED]
    assert len(hearings_for(nyfjord.plan, "demo-person-berit", TODAY)) == 1


def test_the_strategy_was_changed_since_it_was_adopted(nyfjord):
    adopted = nyfjord.database.plan(revision=nyfjord.plan.strategy.adopted_revision)

    assert nyfjord.plan.strategy.adopted_on == TODAY - timedelta(days=741)
    assert adopted.strategy.status is StrategyStatus.ADOPTED
    assert nyfjord.plan.adoptions[-1].at_revision == nyfjord.plan.strategy.adopted_revision
    assert [a.code for a in since_adopted(adopted, nyfjord.plan)][:2] == ["2.3", "4.1"]
