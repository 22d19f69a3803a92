"""What must hold for every plan there can be, tried on hundreds of made-up ones."""

from dataclasses import fields, replace
from datetime import date
from fractions import Fraction
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy.domain.figures.assessment import GRAVITY, assess, planned_share
from strategy.domain.figures.effect import by_distance, indicator_status
from strategy.domain.items import (
    ActionState,
    CheckIn,
    Comparison,
    Direction,
    Goal,
    Indicator,
    Measurement,
    Pillar,
    Signal,
    Target,
)
from strategy.domain.plan import Plan
from tests.builders import an_action, an_organisation
from tests.domain.plans import TODAY, days, silent

# A busy machine is no reason to fail.
for_any = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
ORGANISATION = an_organisation()
FIGURE = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))
DAY = st.integers(-800, 800).map(lambda n: TODAY + days(n))
PAST = st.integers(0, 800).map(lambda n: TODAY - days(n))
MAYBE_FIGURE = st.none() | FIGURE
MAYBE_DAY = st.none() | DAY
EDGE_DAY = st.none() | st.sampled_from(
    [TODAY + days(n) for n in (-400, -200, -153, -100, -50, -1, 0, 1, 50, 100, 200, 400)]
)
PILLARS, GOALS = ("p0", "p1"), ("g0", "g1", "g2")


def some(maximum: int):
    return st.integers(0, maximum)


@st.composite
def indicators(draw, number: int) -> Indicator:
    return Indicator(
        id=f"i{number}",
        code=f"I-{number}",
        title="Indikator",
        goal_id=draw(st.none() | st.sampled_from(GOALS)),
        pillar_id=draw(st.none() | st.sampled_from(PILLARS)),
        direction=draw(st.sampled_from(Direction)),
        baseline=draw(MAYBE_FIGURE),
        baseline_on=draw(MAYBE_DAY),
        cadence_days=draw(st.integers(1, 800)),
    )


@st.composite
def targets_of(draw, indicator: Indicator, number: int) -> Target:
    low, high = draw(MAYBE_FIGURE), draw(MAYBE_FIGURE)
    if low is not None and high is not None:
        low, high = sorted((low, high))
    return Target(
        id=f"{indicator.id}t{number}",
        indicator_id=indicator.id,
        comparison=draw(st.sampled_from(Comparison)),
        low=low,
        high=high,
        due=draw(MAYBE_DAY),
    )


@st.composite
def measurements_of(draw, indicator: Indicator, number: int) -> Measurement:
    return Measurement(
        id=f"{indicator.id}m{number}",
        indicator_id=indicator.id,
        on=draw(DAY),
        value=draw(MAYBE_FIGURE),
        group_size=draw(st.sampled_from((None, 3, 40))),
        preliminary=draw(st.booleans()),
        series_break=draw(st.booleans()),
    )


@st.composite
def actions(draw, number: int):
    start, due = draw(MAYBE_DAY), draw(MAYBE_DAY)
    if start is not None and due is not None:
        start, due = sorted((start, due))
    return an_action(
        id=f"a{number}",
        code=f"T-{number}",
        goal_ids=tuple(draw(st.lists(st.sampled_from(GOALS), max_size=3))),
        start=start,
        due=due,
        original_due=draw(MAYBE_DAY),
        state=draw(st.sampled_from(ActionState)),
    )


@st.composite
def plans(draw) -> Plan:
    measured = tuple(draw(indicators(n)) for n in range(draw(some(4))))
    done = tuple(draw(actions(n)) for n in range(draw(some(6))))
    return Plan(
        revision=1,
        organisation=ORGANISATION,
        pillars=tuple(Pillar(id=p, code=p, title="Pilar") for p in PILLARS),
        goals=tuple(
            Goal(id=g, code=g, title="Mål", pillar_id=draw(st.sampled_from(PILLARS))) for g in GOALS
        ),
        indicators=measured,
        targets=tuple(draw(targets_of(i, n)) for i in measured for n in range(draw(some(3)))),
        measurements=tuple(
            draw(measurements_of(i, n)) for i in measured for n in range(draw(some(4)))
        ),
        actions=done,
        check_ins=tuple(
            CheckIn(
                id=f"c{a.id}",
                action_id=a.id,
                on=draw(PAST),
                by_id="ola",
                percent=draw(st.integers(0, 100)),
            )
            for a in done
            if draw(st.booleans())
        ),
    )


def grave(signal: Signal) -> int:
    """How grave a signal is, the higher the graver."""
    return -GRAVITY.index(signal)


def shares_of(assessment) -> list[float | None]:
    groups = (*assessment.goals.values(), *assessment.pillars.values(), assessment)
    return [share for group in groups for share in (group.activity, group.effect)]


@for_any
@given(plans())
def test_every_share_lies_between_nothing_and_all(plan):
    assessment = assess(plan, TODAY)
    shares = [
        *shares_of(assessment),
        *(a.percent for a in assessment.actions.values()),
        *(a.planned for a in assessment.actions.values()),
        *(i.attainment for i in assessment.indicators.values()),
    ]
    assert [share for share in shares if share is not None and not 0 <= share <= 1] == []


@for_any
@given(plans())
def test_no_effect_is_told_where_nothing_is_measured(plan):
    unmeasured = replace(
        plan, measurements=tuple(m for m in plan.measurements if m.value is None or m.on > TODAY)
    )
    assessment = assess(unmeasured, TODAY)
    told = [*assessment.goals.values(), *assessment.pillars.values(), assessment]
    assert {group.effect for group in told} == {None}
    assert {group.measured for group in told} == {0}
    assert {i.attainment for i in assessment.indicators.values()} <= {None}
    assert {goal.by_activity for goal in assessment.goals.values()} <= {True}


@for_any
@given(plans(), st.randoms(use_true_random=False))
def test_the_order_things_come_in_changes_nothing(plan, random):
    def shuffled(items: tuple) -> tuple:
        return tuple(random.sample(items, len(items)))

    parts = {
        field.name: shuffled(getattr(plan, field.name))
        for field in fields(Plan)
        if isinstance(getattr(plan, field.name), tuple)
    }
    assert assess(replace(plan, **parts), TODAY) == assess(plan, TODAY)


@for_any
@given(plans())
def test_a_whole_lies_between_its_parts(plan):
    assessment = assess(plan, TODAY)
    for goal in plan.goals:
        parts = [assessment.actions[a.id] for a in plan.actions_for(goal.id)]
        within(assessment.goals[goal.id].activity, [p.percent for p in parts if p.counts])
        told = [assessment.indicators[i.id].attainment for i in plan.indicators_of(goal.id)]
        within(assessment.goals[goal.id].effect, [share for share in told if share is not None])
    within(assessment.activity, [a.percent for a in assessment.actions.values() if a.counts])


def within(whole: float | None, parts: list[float]) -> None:
    assert (whole is None) == (not parts)
    if whole is not None:
        assert min(parts) - 1e-12 <= whole <= max(parts) + 1e-12


@for_any
@given(plans())
def test_a_distribution_adds_up_to_what_it_is_of(plan):
    assessment = assess(plan, TODAY)
    for pillar in plan.pillars:
        status = assessment.pillars[pillar.id]
        assert sum(status.signals.values()) == status.goals == len(plan.goals_under(pillar.id))
    assert sum(assessment.goal_signals.values()) == len(plan.goals)
    assert sum(assessment.action_signals.values()) == len(plan.actions)


@for_any
@given(plans(), st.sampled_from(GOALS), st.integers(0, 50))
def test_one_more_silent_action_never_makes_a_goal_greener(plan, goal_id, points):
    action, check_in = silent("quiet", points, goal_ids=(goal_id,))
    ahead = check_in.model_copy(update={"percent": 100 - points})
    before = assess(plan, TODAY).goals[goal_id].signal
    for word in (check_in, ahead):
        after = replace(plan, actions=(*plan.actions, action), check_ins=(*plan.check_ins, word))
        assert grave(assess(after, TODAY).goals[goal_id].signal) >= grave(before)


@for_any
@given(plans(), st.data())
def test_more_progress_never_makes_a_signal_worse(plan, data):
    if not plan.check_ins:
        return
    raised = data.draw(st.sampled_from(plan.check_ins))
    percent = data.draw(st.integers(raised.percent, 100))
    further = tuple(
        c.model_copy(update={"percent": percent}) if c.id == raised.id else c
        for c in plan.check_ins
    )
    before, after = assess(plan, TODAY), assess(replace(plan, check_ins=further), TODAY)
    for kind in ("actions", "goals", "pillars"):
        for item_id, status in getattr(before, kind).items():
            assert grave(getattr(after, kind)[item_id].signal) <= grave(status.signal)


@st.composite
def under_way(draw):
    """Actions that serve one goal, some of them silent, on days where the limits are met."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        start, due = draw(EDGE_DAY), draw(EDGE_DAY)
        if start is not None and due is not None:
            start, due = sorted((start, due))
        state = draw(st.sampled_from((ActionState.OPEN, ActionState.OPEN, *ActionState)))
        action = an_action(
            id=f"a{number}",
            code=f"T-{number}",
            goal_ids=("g0",),
            start=start,
            due=due,
            original_due=None,
            state=state,
        )
        heard = draw(st.sampled_from((0, 1, 151, 152, 153, 154, 400)))
        percent = draw(st.integers(0, 20).map(lambda n: 5 * n) | st.integers(0, 100))
        check_in = CheckIn(
            id=f"c{number}",
            action_id=action.id,
            on=TODAY - days(heard),
            by_id="ola",
            percent=percent,
        )
        found.append((action, check_in))
    return found


def the_goals_plan(told) -> Plan:
    return Plan(
        revision=1,
        organisation=ORGANISATION,
        pillars=(Pillar(id="p0", code="1", title="Pilar"),),
        goals=(Goal(id="g0", code="1.1", title="Mål", pillar_id="p0"),),
        actions=tuple(action for action, _ in told),
        check_ins=tuple(check_in for _, check_in in told),
    )


def points_behind_exactly(action, check_in) -> Fraction | None:
    """How far an action is behind its plan in exact numbers; None without a plan."""
    if action.start is None or action.due is None:
        return None
    percent = 100 if action.state is ActionState.DONE else check_in.percent
    if action.due <= TODAY:
        return Fraction(100 - percent)
    if action.start >= TODAY:
        return Fraction(-percent)
    return Fraction(100 * (TODAY - action.start).days, (action.due - action.start).days) - percent


def gravest_choice_of_silent_ones(told) -> Fraction | None:
    """The mean of those who tell and of whichever silent ones make it the worst, by trying all."""
    counted = [pair for pair in told if pair[0].state is not ActionState.STOPPED]
    signals = {a.id: assess(the_goals_plan(told), TODAY).actions[a.id].signal for a, _ in counted}
    heard, quiet = [], []
    for action, check_in in counted:
        points = points_behind_exactly(action, check_in)
        if points is not None:
            (quiet if signals[action.id] is Signal.UNKNOWN else heard).append(points)
    chosen = (c for size in range(len(quiet) + 1) for c in combinations(quiet, size))
    means = [
        sum(heard + list(silent_ones)) / len(heard + list(silent_ones))
        for silent_ones in chosen
        if heard or silent_ones
    ]
    return max(means, default=None)


def best_beside_overdue(told) -> Signal:
    """The best a goal can be by how many of the actions one hears of are overdue."""
    statuses = assess(the_goals_plan(told), TODAY).actions.values()
    heard = [s for s in statuses if s.signal not in {Signal.UNKNOWN, Signal.STOPPED}]
    overdue = [s for s in heard if s.overdue_days]
    if not overdue:
        return Signal.ON_TRACK
    still_open = [s for s in heard if s.signal is not Signal.DONE]
    grave_enough = still_open == overdue[:1] or len(overdue) / len(heard) >= 1 / 3
    return Signal.OFF_TRACK if grave_enough else Signal.AT_RISK


@for_any
@given(under_way())
def test_silence_counts_where_it_makes_a_goal_worse_and_nowhere_else(told):
    # The worst of all choices can only fall when one of the numbers in it falls: this is why more
    # progress never makes a goal worse. The limits have a thousand million times the room that
    # floating point needs.
    goal = assess(the_goals_plan(told), TODAY).goals["g0"]
    points = gravest_choice_of_silent_ones(told)
    if points is None or goal.signal in {Signal.DONE, Signal.NOT_STARTED}:
        return
    expected = max(by_distance(float(points), ORGANISATION), best_beside_overdue(told), key=grave)
    if expected is Signal.ON_TRACK:
        assert goal.signal in {Signal.ON_TRACK, Signal.UNKNOWN}
    else:
        assert goal.signal is expected


@for_any
@given(under_way(), st.data())
def test_more_progress_at_the_edges_never_makes_a_goal_worse(told, data):
    raised = data.draw(st.integers(0, len(told) - 1))
    percent = data.draw(st.integers(told[raised][1].percent, 100))
    further = [
        (action, said.model_copy(update={"percent": percent}) if number == raised else said)
        for number, (action, said) in enumerate(told)
    ]
    before, after = (assess(the_goals_plan(one), TODAY).goals["g0"] for one in (told, further))
    assert grave(after.signal) <= grave(before.signal)


@st.composite
def two_values(draw):
    """An indicator with a baseline and a plain target or a limit, and two values on the way."""
    baseline, figure = draw(FIGURE), draw(FIGURE)
    upwards = figure >= baseline
    kinds = (
        (Comparison.AT_LEAST, Comparison.ABOVE)
        if upwards
        else (Comparison.AT_MOST, Comparison.BELOW)
    )
    indicator = Indicator(
        id="i",
        code="I",
        title="Indikator",
        baseline=baseline,
        baseline_on=TODAY - days(100),
        direction=Direction.UP if upwards else Direction.DOWN,
    )
    target = Target(
        indicator_id="i",
        low=figure,
        comparison=draw(st.sampled_from((Comparison.REACH, *kinds))),
        due=TODAY + days(100),
    )
    worse, better = sorted((draw(FIGURE), draw(FIGURE)), reverse=not upwards)
    return indicator, target, worse, better


def status_at(indicator: Indicator, target: Target, value: float, on: date = TODAY):
    # Explained, as a value far from all that is known is otherwise not judged.
    series = (Measurement(indicator_id="i", on=on, value=value, note="Kontrollert"),)
    return indicator_status(indicator, (target,), series, ORGANISATION, today=TODAY)


@for_any
@given(two_values())
def test_a_better_value_never_has_a_smaller_attainment_or_a_worse_signal(drawn):
    indicator, target, worse, better = drawn
    below, above = status_at(indicator, target, worse), status_at(indicator, target, better)
    assert below.attainment <= above.attainment
    assert grave(below.signal) >= grave(above.signal)
    assert below.worse_than_start >= above.worse_than_start


@for_any
@given(st.floats(0, 100), st.floats(1, 100), st.floats(0, 100), FIGURE, FIGURE)
def test_nearer_to_a_range_is_never_a_smaller_attainment(low, width, gap, one, other):
    indicator = Indicator(id="i", code="I", title="x", baseline=low - 1 - gap)
    target = Target(indicator_id="i", low=low, high=low + width, comparison=Comparison.BETWEEN)
    near, far = sorted(
        (status_at(indicator, target, value) for value in (one, other)), key=lambda s: s.distance
    )
    assert near.attainment >= far.attainment


@for_any
@given(DAY, DAY, DAY, DAY)
def test_planned_progress_never_goes_back(one, other, today, tomorrow):
    start, due = sorted((one, other))
    earlier, later = sorted((today, tomorrow))
    assert planned_share(start, due, today=earlier) <= planned_share(start, due, today=later)


@for_any
@given(plans(), st.sets(st.sampled_from(GOALS)), st.sampled_from(("ada", "ola", None)))
def test_what_is_hidden_is_as_if_it_had_never_been(plan, secret, person_id):
    hiding = replace(
        plan,
        goals=tuple(
            g.model_copy(update={"confidential_to": ("liv",)}) if g.id in secret else g
            for g in plan.goals
        ),
    )
    seen = hiding.seen_by(person_id)
    assert {g.id for g in seen.goals} == set(GOALS) - secret
    assert [a for a in seen.actions if secret & set(a.goal_ids)] == []
    assert [i for i in seen.indicators if i.goal_id in secret] == []
    kept = {a.id for a in seen.actions}
    assert {c.action_id for c in seen.check_ins} <= kept
    assert set(assess(seen, TODAY).actions) == kept
    assert hiding.seen_by("liv") == hiding.withholding(hiding.withheld)
