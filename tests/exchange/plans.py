"""Plans that tests carry out into a file and back in again."""

import io
from datetime import date

from openpyxl import Workbook

from strategy.domain.items import (
    Action,
    ActionState,
    Adoption,
    Challenge,
    CheckIn,
    Comparison,
    Direction,
    Goal,
    Indicator,
    Involvement,
    Measurement,
    Milestone,
    Organisation,
    Outcome,
    Party,
    Person,
    Pillar,
    PlanLink,
    Position,
    Postponement,
    Precision,
    Role,
    Signal,
    Strategy,
    StrategyStatus,
    Target,
    Unit,
    Value,
)
from strategy.domain.meeting_items import Meeting
from strategy.domain.plan import Plan
from strategy.exchange.workbook.columns import SHEET_KINDS
from strategy.exchange.workbook.workbook import Preview, preview, read_workbook

TODAY = date(2026, 9, 1)


def an_empty_plan() -> Plan:
    """A plan with an organisation and nothing else."""
    return Plan(revision=1, organisation=Organisation(name="Nyfjord kommune"))


def a_rich_plan() -> Plan:
    """A plan with something of every kind, and the oddities real plans have."""
    return Plan(
        revision=7,
        organisation=Organisation(name="Nyfjord kommune", number="999 888 777", version=3),
        strategy=Strategy(
            id="strategy",
            title="Sammen om Nyfjord",
            vision="Vi våger\nsammen",
            period_from=date(2024, 1, 1),
            period_to=date(2028, 12, 31),
            status=StrategyStatus.ADOPTED,
        ),
        adoptions=(
            Adoption(id="ad1", body="Kommunestyret", on=date(2023, 12, 14), case_number="94/23"),
            Adoption(id="ad2", body="Kommunestyret", on=date(2025, 6, 12)),
        ),
        plan_links=(PlanLink(id="pl1", title="Samfunnsdelen; del 1", url="https://example.org/a"),),
        values=(
            Value(id="v1", title="Åpen", description="=1+1", position=1),
            Value(id="v2", title="Nær", position=2),
        ),
        challenges=(Challenge(id="ch1", code="U-1", title="Aldring", position=1),),
        units=(
            Unit(id="u1", code="E-1", title="Kommunedirektør"),
            Unit(id="u2", code="E-2", title="Oppvekst", parent_id="u1"),
        ),
        positions=(
            Position(id="po1", title="Kommunedirektør", unit_id="u1", holder_id="pe1"),
            Position(id="po2", title="Rektor", unit_id="u2", deputy_id="pe2"),
            Position(id="po3", title="Rektor", unit_id="u1"),
        ),
        people=(
            Person(
                id="pe1",
                name="Kari Nes",
                email="kari@example.org",
                roles=(Role.ADMINISTRATOR, Role.LEADER),
                language="nn",
            ),
            Person(id="pe2", name="Ola Vik", roles=(Role.HR,)),
            Person(id="pe3", name="", erased=True),
        ),
        pillars=(
            Pillar(id="p1", code="1", title="Å våge", position=1),
            Pillar(id="p2", code="2", title="Å lede", description="-2 grader", position=2),
        ),
        goals=(
            Goal(
                id="g1",
                code="1.1",
                pillar_id="p1",
                title="Flere prøver nytt",
                owner_id="po1",
                unit_id="u2",
                due=date(2027, 6, 30),
                due_precision=Precision.HALF_YEAR,
                challenge_ids=("ch1",),
                un_goals=(4, 8),
                plan_link_ids=("pl1",),
            ),
            Goal(
                id="g2",
                code="1.10",
                pillar_id="p1",
                title="@Alle er med",
                owner_text="Alle ledere",
                due_text="første halvår",
                reorganisation=True,
                confidential_to=("pe1",),
            ),
            Goal(id="g3", code="2.1", pillar_id="p2", title="Ledere leder", owner_id="po3"),
        ),
        indicators=(
            Indicator(
                id="i1",
                code="I-01",
                goal_id="g1",
                title="Sykefravær",
                unit="%",
                direction=Direction.DOWN,
                baseline=8.2,
                baseline_on=date(2023, 12, 31),
                baseline_text="8,2 %*",
                owner_id="po2",
            ),
            Indicator(id="i2", code="I-02", pillar_id="p2", title="Ansatte", baseline=9694),
        ),
        targets=(
            Target(
                id="t1",
                indicator_id="i1",
                text="< 6 %",
                comparison=Comparison.BELOW,
                high=6,
                due=date(2026, 12, 31),
                due_precision=Precision.YEAR,
            ),
            Target(id="t2", indicator_id="i2", text="skal øke", comparison=Comparison.TEXT),
        ),
        measurements=(
            Measurement(
                id="m1", indicator_id="i1", on=date(2024, 12, 31), period="2024", value=8.3
            ),
            Measurement(
                id="m2",
                indicator_id="i1",
                on=date(2025, 12, 31),
                period="2025",
                text="> 7 %",
                note="+ vikarer",
                series_break=True,
                preliminary=True,
            ),
            Measurement(id="m3", indicator_id="i2", on=date(2025, 6, 1), group_size=3),
            Measurement(
                id="m4",
                indicator_id="i2",
                on=date(2025, 12, 31),
                period="2025",
                value=-0.1234567,
                text="-0,12**",
            ),
        ),
        actions=(
            Action(
                id="a1",
                code="T-001",
                title="Prøv firedagersuke",
                goal_ids=("g1", "g3"),
                owner_id="po1",
                contributor_ids=("po2", "po3"),
                start=date(2026, 1, 15),
                due=date(2026, 12, 31),
                due_precision=Precision.TERTIAL,
                original_due=date(2026, 8, 31),
                budget_nok=1_000_000,
                experiment=True,
                hypothesis="Færre timer gir færre feil",
            ),
            Action(
                id="a2",
                code="T-002",
                title="Kurs, «lederskole»",
                owner_text="HR",
                state=ActionState.DONE,
                closed_on=date(2026, 3, 1),
            ),
        ),
        milestones=(Milestone(id="mi1", action_id="a1", title="Oppstart", due=date(2026, 2, 1)),),
        check_ins=(
            CheckIn(
                id="c1",
                action_id="a1",
                on=date(2026, 8, 20),
                by_id="pe1",
                percent=40,
                judgement=Signal.AT_RISK,
                comment="Går tregt; men går",
                unchanged_count=2,
            ),
        ),
        postponements=(
            Postponement(
                id="pp1",
                action_id="a1",
                from_due=date(2026, 8, 31),
                proposed_due=date(2026, 12, 31),
                proposed_by="pe1",
                proposed_on=date(2026, 6, 1),
                outcome=Outcome.APPROVED,
                decided_by="pe2",
                decided_on=date(2026, 6, 5),
            ),
        ),
        involvements=(
            Involvement(
                id="in1", item_kind="goal", item_id="g1", party=Party.UNION_REP, on=date(2026, 1, 9)
            ),
            Involvement(
                id="in2",
                item_kind="action",
                item_id="a1",
                party=Party.SAFETY_REP,
                on=date(2026, 1, 9),
            ),
        ),
        meetings=(Meeting(id="md1", title="Ledermøte", on=date(2026, 9, 7)),),
    )


def imported(plan: Plan, preview: Preview) -> Plan:
    """The plan as it would stand after an import."""
    changed = {item.id: item for item in preview.items_to_update}
    items = [changed.get(item.id, item) for item in plan.by_id.values()] + list(
        preview.items_to_add
    )
    found = {
        sheet.kind: tuple(item for item in items if isinstance(item, sheet.type))
        for sheet in SHEET_KINDS
    }
    (organisation,) = found.pop("organisation")
    strategies = found.pop("strategy")
    people = found.pop("person")
    return Plan(
        revision=plan.revision + 1,
        organisation=organisation,
        strategy=strategies[0] if strategies else None,
        people=people,
        **{f"{kind}s": members for kind, members in found.items()},
    )


def a_file(sheets: dict[str, list[list[object]]]) -> bytes:
    """A workbook somebody else made: sheet names, and rows of which the first are headings."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def previewed(plan: Plan, content: bytes, name: str = "plan.xlsx") -> Preview:
    """What importing a file into a plan would do."""
    return preview(read_workbook(content, name), plan, today=TODAY)
