"""What waits for whom, since when and why: every screen and mail gives the same answer."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy.domain.figures.assessment import assess
from strategy.domain.figures.attention import Reason, needing_attention
from strategy.domain.figures.health import Rule, findings
from strategy.domain.figures.waiting import Ask
from strategy.domain.follow_up.reminders import Kind, Step, digests
from strategy.domain.follow_up.reporting import open_periods, report_of, to_review
from strategy.domain.follow_up.tasks import asked_of, responsible_for, tasks_for, waiting
from strategy.domain.items import ActionState, Outcome, Review, ReviewOutcome
from strategy.domain.plan import Plan
from tests.builders import (
    CAST,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_check_in,
    a_measurement,
    a_position,
    a_postponement,
    a_unit,
    an_action,
    an_indicator,
    an_organisation,
)
from tests.domain.plans import days

# A working day in May, while the first tertial's period is open.
TODAY = date(2026, 5, 4)
SEATS = (
    a_position(id="seat", deputy_id=RITA.id),
    a_position(id="politician", holder_id=PER.id),
    a_position(id="vacant", holder_id=None),
    a_position(id="leader", holder_id=LIV.id, leads=True),
)
OWNERS = st.none() | st.sampled_from([seat.id for seat in SEATS])
OFFSETS = (-400, -200, -153, -60, -14, -8, -1, 0, 1, 7, 14, 15, 200)
EDGE = st.none() | st.sampled_from([TODAY + days(n) for n in OFFSETS])
PAST = st.sampled_from([TODAY - days(n) for n in (0, 1, 9, 30, 152, 153, 400)])


@st.composite
def plans(draw) -> Plan:
    actions, told, proposed, reviews, figures, measured = [], [], [], [], [], []
    for number in range(draw(st.integers(0, 4))):
        start, due = draw(EDGE), draw(EDGE)
        if start and due:
            start, due = sorted((start, due))
        action = an_action(
            id=f"a{number}", code=f"T-{number}", owner_id=draw(OWNERS), unit_id="unit",
            start=start, due=due, original_due=None,
            state=draw(st.sampled_from((ActionState.OPEN, ActionState.OPEN, ActionState.DONE))),
            closed_on=None,
        )  # fmt: skip
        actions.append(action)
        on = draw(PAST | st.just(TODAY + days(400)))
        said = a_check_in(action, id=f"c{number}", on=on) if draw(st.booleans()) else None
        told += [said] if said else []
        if draw(st.booleans()):
            outcome = draw(st.sampled_from(Outcome))
            on = draw(PAST)
            proposed.append(
                a_postponement(action, id=f"p{number}", outcome=outcome, proposed_on=on)
            )
        if draw(st.booleans()):
            answers = draw(st.sampled_from((said.id if said else None, "older")))
            reviews.append(
                Review(
                    id=f"r{number}", period_id="period-2026-04-30", action_id=action.id,
                    check_in_id=answers, outcome=ReviewOutcome.ASKED_BACK, comment="Hva gjenstår?",
                    by_id=LIV.id, on=TODAY - days(1),
                )
            )  # fmt: skip
    for number in range(draw(st.integers(0, 2))):
        figure = an_indicator(id=f"i{number}", code=f"I-{number}", owner_id=draw(OWNERS))
        figures.append(figure)
        if draw(st.booleans()):
            on = draw(PAST | st.just(TODAY + days(30)))
            measured.append(a_measurement(figure, id=f"m{number}", on=on))
    return Plan(
        1,
        an_organisation(),
        units=(a_unit(),),
        positions=SEATS,
        people=CAST,
        actions=tuple(actions),
        check_ins=tuple(told),
        postponements=tuple(proposed),
        reviews=tuple(reviews),
        indicators=tuple(figures),
        measurements=tuple(measured),
    )


def own_tasks(plan: Plan, person) -> dict[str, set[Ask]]:
    """What Min side asks a person for, by item."""
    found: dict[str, set[Ask]] = {}
    for task in tasks_for(plan, assess(plan, TODAY), person):
        found.setdefault(task.item.id, set()).add(task.ask)
    return found


for_any_plan = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@for_any_plan
@given(plans())
def test_what_everybody_is_asked_for_is_all_that_waits(plan):
    everything = waiting(plan, assess(plan, TODAY))
    by_person = {
        (person.id, task.ask, task.key, task.since, task.days)
        for person in plan.people
        for task in tasks_for(plan, assess(plan, TODAY), person)
    }
    assert by_person == {
        (person.id, task.ask, task.key, task.since, task.days)
        for task in everything
        for person in asked_of(plan, task)
    }
    assert [t for t in everything if t.since and t.since > TODAY] == []


@for_any_plan
@given(plans())
def test_whoever_gets_a_mail_finds_the_matter_on_min_side(plan):
    for digest in digests(plan, assess(plan, TODAY), today=TODAY, last_told={}):
        person = next(p for p in plan.people if p.id == digest.person_id)
        own = own_tasks(plan, person)
        for notice in digest.notices:
            if notice.kind is Kind.TO_REVIEW:
                assert notice.item_id in {r.unit.id for r in to_review(plan, person, today=TODAY)}
            elif notice.kind in {Kind.PERIOD_OPENS, Kind.PERIOD_CLOSES}:
                assert own
            elif notice.kind is Kind.TO_DECIDE:
                assert Ask.DECIDE in own[notice.item_id]
            elif notice.step in {Step.OWNER, Step.DEPUTY}:
                assert own[notice.item_id] - {Ask.DECIDE}


@for_any_plan
@given(plans())
def test_what_oversikt_and_plan_health_call_late_or_unheard_waits_for_somebody(plan):
    assessment = assess(plan, TODAY)
    asked = {}
    for task in waiting(plan, assessment):
        asked.setdefault(task.item.id, set()).add(task.ask)
    for one in needing_attention(plan, assessment):
        if one.reason is Reason.OVERDUE:
            assert asked[one.item.id] & {Ask.OVERDUE, Ask.DECIDE}
        elif one.reason in {Reason.SILENT, Reason.NEVER_UPDATED}:
            assert asked[one.item.id] - {Ask.DECIDE}
    for finding in findings(plan, assessment):
        if finding.rule in {Rule.SILENT, Rule.NEVER_UPDATED, Rule.NOT_MEASURED}:
            assert asked[finding.item_id] - {Ask.DECIDE}


@for_any_plan
@given(plans())
def test_what_rapportering_misses_waits_on_the_owners_page(plan):
    for period in open_periods(plan, today=TODAY):
        for unit in report_of(plan, period, today=TODAY).units:
            for line in (line for line in unit.lines if not line.reported):
                for person in responsible_for(plan, line.item):
                    assert own_tasks(plan, person)[line.item.id] - {Ask.DECIDE}


# --- one case of each -----------------------------------------------------------------------------

LATE = an_action(
    id="late", code="T-008", owner_id="seat", unit_id="unit", start=TODAY - days(100),
    due=TODAY - days(20), original_due=None,
)  # fmt: skip


def a_town(*, organisation=None, **given) -> Plan:
    people = {"units": (a_unit(),), "positions": SEATS, "people": CAST}
    settings_ = organisation or an_organisation(reporting_days=())
    return Plan(1, settings_, **{**people, "actions": (LATE,), **given})


@pytest.mark.parametrize("days_ago", [0, 10, 29, 30])
def test_what_is_late_waits_for_its_owner_whatever_was_said_about_it_since(days_ago):
    plan = a_town(check_ins=(a_check_in(LATE, on=TODAY - days(days_ago)),))
    (task,) = tasks_for(plan, assess(plan, TODAY), OLA)
    assert (task.ask, task.days, task.since) == (Ask.OVERDUE, 20, TODAY - days(19))


def test_a_proposed_date_waits_for_those_who_decide_and_for_the_owner_no_more():
    proposal = a_postponement(LATE, id="p", proposed_on=TODAY - days(2))
    plan = a_town(check_ins=(a_check_in(LATE, on=TODAY - days(2)),), postponements=(proposal,))
    assert tasks_for(plan, assess(plan, TODAY), OLA) == ()
    told = digests(plan, assess(plan, TODAY), today=TODAY, last_told={})
    assert {d.person_id: [n.kind for n in d.notices] for d in told} == {LIV.id: [Kind.TO_DECIDE]}
    (task,) = tasks_for(plan, assess(plan, TODAY), HEGE)
    assert (task.ask, task.since) == (Ask.DECIDE, TODAY - days(2))


def test_what_was_never_updated_is_not_told_as_updated_on_its_first_day():
    quiet = LATE.model_copy(update={"start": TODAY - days(200), "due": TODAY + days(200)})
    plan = a_town(actions=(quiet,))
    (digest,) = [
        d
        for d in digests(plan, assess(plan, TODAY), today=TODAY, last_told={})
        if d.person_id == OLA.id
    ]
    assert [(n.kind, n.day) for n in digest.notices] == [(Kind.SILENT, None)]
    (task,) = tasks_for(plan, assess(plan, TODAY), OLA)
    assert (task.ask, task.days) == (Ask.NEVER_UPDATED, None)
    (attention,) = needing_attention(plan, assess(plan, TODAY))
    assert attention.reason is Reason.NEVER_UPDATED


def test_a_figure_dated_ahead_is_not_reported_yet_on_any_screen():
    figure = an_indicator(id="i", owner_id="seat", unit_id="unit")
    ahead = a_measurement(figure, on=TODAY + days(30))
    plan = a_town(
        organisation=an_organisation(), actions=(), indicators=(figure,), measurements=(ahead,)
    )
    (period,) = open_periods(plan, today=TODAY)
    assert report_of(plan, period, today=TODAY).reported == 0
    assert own_tasks(plan, OLA) == {"i": {Ask.MEASURE}}


def test_closing_an_action_answers_what_the_reviewer_asked():
    done = LATE.model_copy(update={"state": ActionState.DONE, "closed_on": TODAY - days(3)})
    asked = Review(
        period_id="period-2026-04-30", action_id=done.id, outcome=ReviewOutcome.ASKED_BACK,
        comment="Hva gjenstår?", by_id=LIV.id, on=TODAY - days(1),
    )  # fmt: skip
    plan = a_town(organisation=an_organisation(), actions=(done,), reviews=(asked,))
    (period,) = open_periods(plan, today=TODAY)
    assert report_of(plan, period, today=TODAY).reported == 1
    assert own_tasks(plan, OLA) == {}
    assert [r.unit.id for r in to_review(plan, LIV, today=TODAY)] == ["unit"]
    assert to_review(plan, OLA, today=TODAY) == ()
