"""Plan health: each rule finds what it should, and leaves the rest in peace."""

from datetime import date

import pytest

from strategy.domain.figures.health import Finding, Rule, findings
from strategy.domain.items import (
    ActionState,
    Comparison,
    Goal,
    Indicator,
    Item,
    Outcome,
    Party,
    Position,
    Signal,
)
from tests.builders import (
    OLA,
    a_goal,
    a_measurement,
    a_position,
    a_postponement,
    a_target,
    an_action,
    an_indicator,
    an_involvement,
    an_organisation,
)
from tests.domain.plans import (
    TODAY,
    a_halfway_action,
    a_plan,
    all_of,
    days,
    halfway_to,
    measured,
    points_behind,
    said,
    silent,
)

SECTOR_HEAD = a_position(id="position", title="Kommunalsjef oppvekst")
OWNED = {"owner_id": "position"}
HEALTHY_GOAL = a_goal(id="goal", **OWNED)
HEALTHY_ACTION = a_halfway_action("T-1", goal_ids=("goal",), **OWNED)
HEALTHY_INDICATOR = an_indicator(
    id="I-1", goal_id="goal", baseline=10.0, baseline_on=TODAY - days(100)
)
HEALTHY = (
    OLA,
    SECTOR_HEAD,
    HEALTHY_GOAL,
    HEALTHY_ACTION,
    said(HEALTHY_ACTION, 50),
    HEALTHY_INDICATOR,
    halfway_to(HEALTHY_INDICATOR, 6.0),
    measured(HEALTHY_INDICATOR, 8.0),
)


def found(*items: Item, retired: tuple[Item, ...] = ()) -> list[Finding]:
    plan = a_plan(*items, retired=retired)
    return list(findings(plan, all_of(plan)))


def rules_on(item_id: str, *items: Item, **given) -> list[Rule]:
    return [f.rule for f in found(*items, **given) if f.item_id == item_id]


def the_only(rule: Rule, *items: Item) -> Finding:
    (one,) = [f for f in found(*items) if f.rule is rule]
    return one


def test_a_healthy_plan_has_nothing_to_mend():
    assert found(*HEALTHY) == []


# --- who is responsible --------------------------------------------------------------------------


@pytest.mark.parametrize("item", [a_goal(id="x"), a_halfway_action("x", code="x")])
def test_what_nobody_owns_is_found(item):
    finding = the_only(Rule.NO_OWNER, item)
    assert (finding.item_id, finding.code, finding.title) == ("x", item.code, item.title)


def test_an_owner_known_only_as_text_is_found():
    goal = a_goal(id="x", owner_text="HR-avdelingen")
    finding = the_only(Rule.OWNER_ONLY_TEXT, goal)
    assert (finding.kind, finding.details) == ("goal", {"owner": "HR-avdelingen"})
    assert Rule.NO_OWNER not in rules_on("x", goal)


def test_a_position_nobody_holds_is_found_on_what_it_owns():
    vacant = a_position(id="position", title="Skolefaglig rådgiver", holder_id=None)
    finding = the_only(Rule.VACANT_OWNER, vacant, a_goal(id="x", **OWNED))
    assert finding.details == {"owner": "Skolefaglig rådgiver"}


@pytest.mark.parametrize("gone", [{"retired": True}, {"erased": True}])
def test_when_the_holder_leaves_the_vacancy_shows(gone):
    left = OLA.model_copy(update=gone)
    goal = a_goal(id="x", **OWNED)
    assert Rule.VACANT_OWNER in rules_on("x", left, SECTOR_HEAD, goal)
    assert Rule.VACANT_OWNER in rules_on("x", SECTOR_HEAD, goal, retired=(left,))


def test_an_owner_in_place_is_no_finding():
    rules = rules_on("x", OLA, SECTOR_HEAD, a_goal(id="x", **OWNED))
    assert not {Rule.VACANT_OWNER, Rule.NO_OWNER, Rule.OWNER_ONLY_TEXT} & set(rules)


def test_a_position_that_is_gone_owns_nothing():
    assert Rule.NO_OWNER in rules_on("x", a_goal(id="x", owner_id="gone"))


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.STOPPED])
def test_what_is_closed_needs_neither_owner_date_nor_news(state):
    action = an_action(id="x", state=state, due=None, goal_ids=("goal",))
    assert rules_on("x", HEALTHY_GOAL, action) == []


# --- news ----------------------------------------------------------------------------------------


def test_an_action_never_updated_is_found_from_its_start():
    assert Rule.NEVER_UPDATED in rules_on("x", a_halfway_action("x"))
    assert Rule.NEVER_UPDATED in rules_on("x", a_halfway_action("x", start=TODAY))
    assert Rule.NEVER_UPDATED in rules_on("x", a_halfway_action("x", start=None))


def test_an_action_that_has_not_started_need_not_be_updated():
    later = a_halfway_action("x", start=TODAY + days(1))
    assert Rule.NEVER_UPDATED not in rules_on("x", later)


def test_a_silent_action_is_found_with_how_long():
    finding = the_only(Rule.SILENT, *silent("x", 0))
    assert finding.details == {"days": 153}
    assert Rule.SILENT not in rules_on("x", *points_behind("x", 0))


@pytest.mark.parametrize(("times", "is_found"), [(2, False), (3, True), (4, True)])
def test_three_confirmations_in_a_row_that_change_nothing_are_found(times, is_found):
    action = a_halfway_action("x")
    items = (action, said(action, 50, unchanged_count=times))
    assert (Rule.EMPTY_CONFIRMATIONS in rules_on("x", *items)) is is_found
    if is_found:
        assert the_only(Rule.EMPTY_CONFIRMATIONS, *items).details == {"times": times}


def test_a_judgement_other_than_the_computed_signal_is_found_with_both():
    action = a_halfway_action("x")
    finding = the_only(Rule.JUDGEMENT_DIFFERS, action, said(action, 10, judgement=Signal.ON_TRACK))
    assert finding.details == {"reported": "on_track", "computed": "off_track"}


def test_a_judgement_like_the_computed_signal_is_no_finding():
    action = a_halfway_action("x")
    same = said(action, 10, judgement=Signal.OFF_TRACK)
    assert Rule.JUDGEMENT_DIFFERS not in rules_on("x", action, same)


# --- green against the figures -------------------------------------------------------------------


def reported_with_figures(judgement: Signal | None, *values: float) -> list[Rule]:
    action = a_halfway_action("x", goal_ids=("goal",))
    indicator = an_indicator(
        id="i", title="Sykefravær", goal_id="goal", baseline=9.0, baseline_on=TODAY - days(100)
    )
    series = [
        measured(indicator, value, on=TODAY - days(10 * (len(values) - n)))
        for n, value in enumerate(values)
    ]
    items = (HEALTHY_GOAL, action, said(action, 50, judgement=judgement), indicator, *series)
    return rules_on("x", *items, halfway_to(indicator, 6.0, comparison=Comparison.BELOW))


@pytest.mark.parametrize("values", [(9.5,), (7.5, 8.3)], ids=["than at the start", "than before"])
@pytest.mark.parametrize("judgement", [Signal.ON_TRACK, Signal.DONE])
def test_reported_green_while_a_figure_worsens_is_found(judgement, values):
    assert Rule.GREEN_AGAINST_FIGURES in reported_with_figures(judgement, *values)


@pytest.mark.parametrize(
    ("judgement", "values"),
    [
        (Signal.ON_TRACK, (8.3, 7.5)),
        (Signal.ON_TRACK, (5.1, 5.3)),
        (Signal.AT_RISK, (7.5, 8.3)),
        (None, (9.5,)),
    ],
    ids=["figure improves", "target met", "reported yellow", "no judgement"],
)
def test_reported_green_is_no_finding_otherwise(judgement, values):
    assert Rule.GREEN_AGAINST_FIGURES not in reported_with_figures(judgement, *values)


def test_reported_green_is_found_once_with_the_first_worsening_indicator():
    action = a_halfway_action("x", goal_ids=("goal", "other"))
    parts = [action, said(action, 50, judgement=Signal.ON_TRACK), HEALTHY_GOAL]
    parts.append(a_goal(id="other", code="1.2"))
    for goal_id, title in (("goal", "Sykefravær"), ("goal", "Heltid"), ("other", "Turnover")):
        indicator = an_indicator(id=title, title=title, goal_id=goal_id, baseline=50.0)
        parts += [indicator, halfway_to(indicator, 70.0), measured(indicator, 40.0)]
    assert the_only(Rule.GREEN_AGAINST_FIGURES, *parts).details == {"indicator": "Sykefravær"}


# --- dates ---------------------------------------------------------------------------------------


def test_an_action_without_a_due_date_is_found():
    assert Rule.NO_DUE_DATE in rules_on("x", a_halfway_action("x", due=None))
    assert Rule.NO_DUE_DATE not in rules_on("x", a_halfway_action("x"))


@pytest.mark.parametrize(
    ("approved", "pending", "is_found"), [(1, 5, False), (2, 0, True), (3, 0, True)]
)
def test_a_due_date_moved_twice_is_found_but_wishes_do_not_count(approved, pending, is_found):
    action = a_halfway_action("x")
    moves = [a_postponement(action, outcome=Outcome.APPROVED) for _ in range(approved)]
    wishes = [a_postponement(action) for _ in range(pending)]
    assert (Rule.MOVED_OFTEN in rules_on("x", action, *moves, *wishes)) is is_found
    if is_found:
        assert the_only(Rule.MOVED_OFTEN, action, *moves).details == {"times": approved}


@pytest.mark.parametrize(("number", "is_found"), [(4, False), (5, True)])
def test_an_owner_with_too_much_due_in_one_month_is_found(number, is_found):
    due = [a_halfway_action(f"T{n}", due=date(2026, 9, 1 + n), **OWNED) for n in range(number)]
    others = [
        a_halfway_action("done", due=date(2026, 9, 30), state=ActionState.DONE, **OWNED),
        a_halfway_action("october", due=date(2026, 10, 1), **OWNED),
        a_halfway_action("undated", due=None, **OWNED),
        a_halfway_action("nobody", due=date(2026, 9, 30)),
        a_halfway_action("gone", due=date(2026, 9, 30), owner_id="gone"),
    ]
    items = (OLA, SECTOR_HEAD, *due, *others)
    assert (Rule.OWNER_OVERLOADED in rules_on("position", *items)) is is_found
    if is_found:
        finding = the_only(Rule.OWNER_OVERLOADED, *items)
        assert finding.details == {"actions": 5, "month": date(2026, 9, 1)}
        assert (finding.kind, finding.title) == ("position", "Kommunalsjef oppvekst")


def test_a_position_that_is_gone_is_not_overloaded():
    gone = [a_halfway_action(f"T{n}", owner_id="gone") for n in range(9)]
    assert Rule.OWNER_OVERLOADED not in {f.rule for f in found(*gone)}


def test_a_municipality_says_how_much_is_too_much():
    busy = an_organisation(load_limit=1)
    due = [a_halfway_action(f"T{n}", **OWNED) for n in range(2)]
    assert the_only(Rule.OWNER_OVERLOADED, busy, SECTOR_HEAD, *due).details["actions"] == 2


# --- the tree ------------------------------------------------------------------------------------


def test_a_goal_without_action_is_found():
    assert Rule.GOAL_WITHOUT_ACTION in rules_on("goal", HEALTHY_GOAL)
    assert Rule.GOAL_WITHOUT_ACTION not in rules_on("goal", HEALTHY_GOAL, HEALTHY_ACTION)


def test_a_goal_without_indicator_is_found():
    assert Rule.GOAL_WITHOUT_INDICATOR in rules_on("goal", HEALTHY_GOAL)
    assert Rule.GOAL_WITHOUT_INDICATOR not in rules_on("goal", HEALTHY_GOAL, HEALTHY_INDICATOR)


def test_an_action_without_goal_is_found_also_when_its_goal_is_gone():
    loose = a_halfway_action("x")
    orphan = a_halfway_action("x", goal_ids=("gone",))
    serving = a_halfway_action("x", goal_ids=("goal",))
    assert Rule.ACTION_WITHOUT_GOAL in rules_on("x", loose)
    assert Rule.ACTION_WITHOUT_GOAL in rules_on("x", orphan)
    assert Rule.ACTION_WITHOUT_GOAL not in rules_on("x", HEALTHY_GOAL, serving)


@pytest.mark.parametrize(
    "item",
    [a_goal(id="x", reorganisation=True), a_halfway_action("x", reorganisation=True)],
    ids=["goal", "action"],
)
def test_a_reorganisation_the_unions_were_not_involved_in_is_found(item):
    safety = an_involvement(item, party=Party.SAFETY_REP)
    unions = an_involvement(item, party=Party.UNION_REP)
    assert Rule.UNIONS_NOT_INVOLVED in rules_on("x", item)
    assert Rule.UNIONS_NOT_INVOLVED in rules_on("x", item, safety)
    assert Rule.UNIONS_NOT_INVOLVED not in rules_on("x", item, safety, unions)


def test_an_ordinary_goal_needs_no_union_representative():
    assert Rule.UNIONS_NOT_INVOLVED not in rules_on("x", a_goal(id="x"))


# --- indicators ----------------------------------------------------------------------------------


def an_x(**given) -> Indicator:
    return an_indicator(id="x", **given)


def test_an_indicator_without_baseline_is_found():
    assert Rule.INDICATOR_WITHOUT_BASELINE in rules_on("x", an_x())
    assert Rule.INDICATOR_WITHOUT_BASELINE not in rules_on("x", an_x(baseline=0.0))


def test_an_indicator_without_target_is_found():
    assert Rule.INDICATOR_WITHOUT_TARGET in rules_on("x", an_x())
    assert Rule.INDICATOR_WITHOUT_TARGET not in rules_on("x", an_x(), a_target(an_x()))


def test_a_target_that_is_only_text_is_found_unless_there_is_a_figure_too():
    text = a_target(an_x(), low=None, comparison=Comparison.TEXT, text="skal ned")
    assert the_only(Rule.TARGET_ONLY_TEXT, an_x(), text).details == {"target": "skal ned"}
    assert Rule.INDICATOR_WITHOUT_TARGET not in rules_on("x", an_x(), text)
    assert Rule.TARGET_ONLY_TEXT not in rules_on("x", an_x(), text, a_target(an_x()))


def test_two_figures_of_one_period_are_found_however_the_period_is_spelt():
    first = measured(an_x(), 8.0, period="T2 2026", on=TODAY - days(3))
    other = measured(an_x(), 6.0, period="2. tertial 2026", on=TODAY - days(2))
    next_one = measured(an_x(), 7.0, period="T3 2026")
    found = the_only(Rule.MEASURED_TWICE, an_x(), first, other, next_one)
    assert found.details == {"period": "2. tertial 2026", "other": "T2 2026"}
    assert Rule.MEASURED_TWICE not in rules_on("x", an_x(), first, next_one)


def test_an_indicator_nobody_has_measured_is_found():
    coming = measured(an_x(), 8.0, on=TODAY + days(1))
    words = measured(an_x(), None, text="om lag som før")
    assert the_only(Rule.NOT_MEASURED, an_x(), coming, words).details == {}


@pytest.mark.parametrize(("age", "is_found"), [(365, False), (395, False), (396, True)])
def test_an_indicator_not_measured_in_its_cadence_and_grace_is_found(age, is_found):
    last = TODAY - days(age)
    items = (an_x(), measured(an_x(), 8.0, on=last))
    assert (Rule.NOT_MEASURED in rules_on("x", *items)) is is_found
    if is_found:
        assert the_only(Rule.NOT_MEASURED, *items).details == {"last": last}


def test_a_figure_withheld_for_a_small_group_was_measured_all_the_same():
    masked = measured(an_x(), 8.0, group_size=3)
    assert Rule.NOT_MEASURED not in rules_on("x", an_x(), masked)


def test_an_implausible_measurement_is_found_with_its_value_and_period():
    series = [
        a_measurement(an_x(unit="dager"), id="a", value=8.3, on=TODAY - days(20)),
        a_measurement(an_x(unit="dager"), id="b", value=None, on=TODAY - days(15)),
        a_measurement(an_x(unit="dager"), id="c", value=830.0, on=TODAY, period="2026"),
    ]
    finding = the_only(Rule.IMPLAUSIBLE, an_x(unit="dager"), *series)
    assert finding.details == {"value": 830.0, "period": "2026"}


def test_an_implausible_measurement_without_a_period_is_told_by_its_day():
    finding = the_only(Rule.IMPLAUSIBLE, an_x(), measured(an_x(), 101.0))
    assert finding.details == {"value": 101.0, "period": TODAY}


def test_a_jump_is_no_mistake_where_the_series_breaks():
    indicator = an_x(unit="dager")
    before = measured(indicator, 8.3, on=TODAY - days(20))
    after = measured(indicator, 830.0, series_break=True)
    assert Rule.IMPLAUSIBLE not in rules_on("x", indicator, before, after)


# --- all together --------------------------------------------------------------------------------


def test_the_most_pressing_findings_come_first():
    goal = Goal(id="g", code="1", pillar_id="p", title="Mål", owner_id="position")
    vacant = Position(id="position", title="Rådgiver")
    rules = [f.rule for f in found(vacant, a_halfway_action("x"), goal, an_x())]
    assert rules == [
        Rule.VACANT_OWNER,
        Rule.NO_OWNER,
        Rule.NEVER_UPDATED,
        Rule.GOAL_WITHOUT_ACTION,
        Rule.GOAL_WITHOUT_INDICATOR,
        Rule.ACTION_WITHOUT_GOAL,
        Rule.INDICATOR_WITHOUT_BASELINE,
        Rule.INDICATOR_WITHOUT_TARGET,
        Rule.NOT_MEASURED,
    ]
