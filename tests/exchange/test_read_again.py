"""Reading what we wrote, or the same file twice, changes nothing, whatever state a plan is in."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from strategy.domain.items import (
    JUDGEMENTS,
    Action,
    ActionState,
    CheckIn,
    Comparison,
    Direction,
    Goal,
    Indicator,
    Measurement,
    Milestone,
    Pillar,
    Position,
    Precision,
    Target,
)
from strategy.domain.plan import Plan
from strategy.exchange.stratml.files import Edition, preview_stratml, write_plan
from strategy.exchange.workbook.columns import SHEET_KINDS
from strategy.exchange.workbook.workbook import (
    Preview,
    preview,
    read_workbook,
    write_csv,
    write_workbook,
)
from strategy.i18n import LANGUAGES, words
from tests.exchange.plans import TODAY, a_file, an_empty_plan, imported, previewed
from tests.exchange.stratml_documents import a_goal_with, a_report, read

QUICK = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
SAID = st.sampled_from(
    [
        "", "Kort", "To  blanke", "Linje\nog en til", "Med; semikolon", "=1+1", "Så: ja", "- nei",
        "T-1", "2026", "ÆØÅ – «så»", "[tom]", "Nei", "1.10", "x" * 300, "Punkt 1:\nden som vil",
    ]
)  # fmt: skip
TITLES = SAID.filter(lambda text: text and "\n" not in text)
DAYS = st.dates(date(2020, 1, 1), date(2026, 8, 31))
LATER = st.dates(date(2026, 9, 2), date(2032, 12, 31))
NUMBERS = st.one_of(st.none(), st.sampled_from([0.0, -1.5, 8.3, 100.0, 1e-7, 12345678.9]))


@st.composite
def plans(draw) -> Plan:
    """A plan with something in every state there is."""
    count = draw(st.integers(1, 3))
    ids = iter(range(1, 10_000))

    def new_id() -> str:
        return f"{next(ids):032x}"

    pillars = [
        Pillar(id=new_id(), code=str(n), title=draw(TITLES), description=draw(SAID), position=n)
        for n in range(1, count + 1)
    ]
    position = Position(id=new_id(), title="Rektor")
    goals, indicators, targets, measurements = [], [], [], []
    for n in range(1, draw(st.integers(1, 4))):
        pillar = draw(st.sampled_from(pillars))
        goals.append(
            Goal(id=new_id(), code=f"{pillar.code}.{n}", pillar_id=pillar.id, title=draw(TITLES),
                 description=draw(SAID), owner_text=draw(TITLES), due=draw(st.none() | LATER),
                 due_text="")
        )  # fmt: skip
    for n in range(1, draw(st.integers(1, 4))):
        goal = draw(st.sampled_from([None, *goals]))
        indicator = Indicator(
            id=new_id(), code=f"I-{n}", goal_id=goal.id if goal else None, title=draw(TITLES),
            unit=draw(st.sampled_from(["", "%", "antall"])), description=draw(SAID),
            direction=draw(st.sampled_from(Direction)), baseline=draw(NUMBERS),
            source=draw(TITLES),
        )  # fmt: skip
        indicators.append(indicator)
        for _ in range(draw(st.integers(0, 3))):
            due = draw(st.none() | st.just(date(2027, 12, 31)))
            targets.append(
                Target(id=new_id(), indicator_id=indicator.id, text=draw(TITLES),
                       comparison=Comparison.REACH, low=draw(NUMBERS), due=due)
            )  # fmt: skip
        measurements += [
            Measurement(
                id=new_id(),
                indicator_id=indicator.id,
                period=str(year),
                on=date(year, 12, 31),
                value=draw(NUMBERS),
                text=draw(TITLES),
                note=draw(SAID),
            )
            for year in draw(st.lists(st.integers(2020, 2025), unique=True, max_size=3))
        ]
    actions, check_ins, milestones = [], [], []
    for n in range(1, draw(st.integers(1, 5))):
        state = draw(st.sampled_from(ActionState))
        action = Action(
            id=new_id(), code=f"T-{n}", title=draw(TITLES), description=draw(SAID),
            goal_ids=tuple(g.id for g in goals if draw(st.booleans())),
            owner_id=draw(st.none() | st.just(position.id)), start=draw(st.none() | DAYS),
            due=draw(st.none() | LATER), due_precision=Precision.DAY, state=state,
            closed_on=None if state is ActionState.OPEN else draw(st.none() | DAYS),
            experiment=draw(st.booleans()), budget_nok=draw(st.none() | st.just(5)),
        )  # fmt: skip
        action = action.model_copy(update={"original_due": action.due})
        actions.append(action)
        if draw(st.booleans()):
            check_ins.append(
                CheckIn(id=new_id(), action_id=action.id, on=draw(DAYS), by_id="hege",
                        percent=draw(st.integers(0, 100)), comment=draw(SAID),
                        judgement=draw(st.sampled_from([None, *JUDGEMENTS])))
            )  # fmt: skip
        if draw(st.booleans()):
            milestones.append(Milestone(id=new_id(), action_id=action.id, title=draw(TITLES)))
    return replace(
        an_empty_plan(),
        pillars=tuple(pillars),
        goals=tuple(goals),
        positions=(position,),
        indicators=tuple(indicators),
        targets=tuple(targets),
        measurements=tuple(measurements),
        actions=tuple(actions),
        check_ins=tuple(check_ins),
        milestones=tuple(milestones),
    )


def changes_nothing(result: Preview) -> None:
    assert result.problems == ()
    assert result.items_to_add == ()
    assert result.updates == ()
    assert result.renames == ()


@QUICK
@given(plan=plans(), language=st.sampled_from(LANGUAGES))
def test_our_own_workbook_changes_nothing(plan, language):
    changes_nothing(previewed(plan, write_workbook(plan, words(language), include_people=True)))


@QUICK
@given(plan=plans(), sheet=st.sampled_from(SHEET_KINDS))
def test_our_own_list_changes_nothing(plan, sheet):
    content = write_csv(plan, sheet.kind, words("nb"), include_people=True)
    changes_nothing(previewed(plan, content, f"{sheet.kind}.csv"))


@QUICK
@given(plan=plans(), edition=st.sampled_from(Edition), language=st.sampled_from(LANGUAGES))
def test_our_own_stratml_changes_nothing(plan, edition, language):
    content = write_plan(plan, words(language), edition=edition, published=TODAY)
    changes_nothing(read(content, plan))


@QUICK
@given(plan=plans())
def test_a_document_read_into_an_empty_plan_adds_nothing_the_second_time(plan):
    content = write_plan(plan, words("nb"), edition=Edition.PLAN, published=TODAY)
    once = imported(an_empty_plan(), read(content))
    changes_nothing(read(content, once))


# --- files of others, twice -----------------------------------------------------------------------

HISTORY = {
    "Tiltak": [["Tittel", "Frist"], ["Kurs", "2027"], ["Kurs", "2028"]],
    "Indikatorer": [["Indikator", "2024", "2025"], ["Sykefravær", "8 %", 7.5]],
    "Måltall": [["Indikator", "Tekst", "Frist"], ["Sykefravær", "under 6 %", "2027"],
                ["Sykefravær", "under 5 %", "2027"], ["Sykefravær", "under 5 %", "2027"]],
    "Milepæler": [["Tiltak", "Tittel"], ["T-001", "A"], ["T-001", "A"]],
    "Statusoppdateringer": [["Tiltak", "Dato", "Framdrift"], ["T-001", "2026-01-01", 10],
                            ["T-001", "2026-03-01", 40], ["T-001", "2026-05-01", 60]],
}  # fmt: skip


def test_the_same_file_twice_changes_nothing():
    content = a_file(HISTORY)
    first = previewed(an_empty_plan(), content)
    assert first.problems == ()
    said = [item for item in first.items_to_add if isinstance(item, CheckIn)]
    assert len(said) == 3
    plan = imported(an_empty_plan(), first)
    # The store keeps every report; a plan holds the latest of each action.
    latest = replace(plan, check_ins=said[-1:])
    again = preview(
        read_workbook(content, "plan.xlsx"), latest, today=TODAY, earlier=lambda _: tuple(said)
    )
    changes_nothing(again)


def test_a_report_that_differs_from_an_earlier_one_is_new():
    content = a_file(HISTORY)
    plan = imported(an_empty_plan(), previewed(an_empty_plan(), content))
    said = plan.check_ins
    rows = [["Tiltak", "Dato", "Framdrift"], ["T-001", "2026-02-01", 20]]
    other = read_workbook(a_file({"Statusoppdateringer": rows}), "plan.xlsx")
    result = preview(other, plan, today=TODAY, earlier=lambda _: said)
    assert [item.percent for item in result.items_to_add if isinstance(item, CheckIn)] == [20]


def test_targets_of_the_same_day_stay_apart_in_a_document_read_twice():
    results = "".join(
        f"<TargetResult><NumberOfUnits>{n}</NumberOfUnits><EndDate>2027-12-31</EndDate>"
        f"<Description>Mål {n}</Description></TargetResult>"
        for n in (5, 3, 9, 1)
    )
    content = a_report(
        a_goal_with(
            "<PerformanceIndicator><MeasurementDimension>Fravær</MeasurementDimension>"
            f"<MeasurementInstance>{results}</MeasurementInstance></PerformanceIndicator>"
        )
    )
    plan = imported(an_empty_plan(), read(content))
    shuffled = replace(plan, targets=tuple(reversed(plan.targets)))
    assert len(plan.targets) == 4
    changes_nothing(read(content, shuffled))


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.STOPPED])
def test_our_own_report_makes_no_status_of_what_is_closed(state):
    action = Action(id="a" * 32, code="T-1", title="A", state=state, closed_on=date(2026, 5, 1))
    said = CheckIn(id="b" * 32, action_id=action.id, on=date(2026, 3, 1), by_id="ola", percent=40)
    plan = replace(an_empty_plan(), actions=(action,), check_ins=(said,))
    content = write_plan(plan, words("nb"), edition=Edition.PLAN, published=TODAY)
    changes_nothing(preview_stratml(content, "plan.xml", plan, today=TODAY, by_id="hege"))


def test_goals_of_an_action_in_another_order_than_in_the_plan_are_no_change():
    pillar = Pillar(id="p" * 32, code="1", title="Å våge", position=1)
    first, second, third = (
        Goal(id=letter * 32, code=f"1.{n}", pillar_id=pillar.id, title=f"Mål {n}")
        for n, letter in enumerate("efg", start=1)
    )
    action = Action(id="a" * 32, code="T-1", title="A", goal_ids=(second.id, first.id))
    goals = (first, second, third)
    plan = replace(an_empty_plan(), pillars=(pillar,), goals=goals, actions=(action,))
    changes_nothing(
        read(write_plan(plan, words("nb"), edition=Edition.PLAN, published=TODAY), plan)
    )
    moved = replace(plan, actions=(action.model_copy(update={"goal_ids": (third.id,)}),))
    told = read(write_plan(moved, words("nb"), edition=Edition.PLAN, published=TODAY), plan)
    (update,) = told.updates
    assert update.after.goal_ids == (third.id,)


def test_a_report_of_another_installation_is_not_taken_for_one_of_ours():
    content = a_file(HISTORY)
    plan = imported(an_empty_plan(), previewed(an_empty_plan(), content))
    rows = [["Tiltak", "Dato", "Framdrift", "Id"], ["T-001", "2026-02-01", 20, "c" * 32]]
    other = read_workbook(a_file({"Statusoppdateringer": rows}), "plan.xlsx")
    result = preview(other, plan, today=TODAY, earlier=lambda _: plan.check_ins)
    assert [item.id for item in result.items_to_add if isinstance(item, CheckIn)] == ["c" * 32]
