"""What may not be said in a form may not be said in a file: every rule is tried at every door."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from strategy.commands import running
from strategy.commands.outcome import Exit, Request
from strategy.domain.errors import InvalidInputError, RowsRefusedError
from strategy.domain.items import Action, ActionState, Milestone, Signal
from strategy.domain.sayable import last_day
from strategy.exchange.stratml.files import Edition, write_plan
from strategy.i18n import words
from strategy.services import planning
from strategy.services.administration import transfer
from strategy.services.follow_up import grid, my_tasks
from strategy.services.follow_up import owner_rows as rows_of_owners
from strategy.services.follow_up import reporting_in as follow_up
from strategy.store.database import Database
from tests.builders import HEGE, a_check_in, a_measurement, a_postponement, an_action
from tests.exchange.plans import a_file
from tests.services.fjordvik import FIGURE, OPEN, TODAY, item, refused, settle
from tests.services.follow_up.test_owner_rows import filled, sent, taken_in

YEARS_AHEAD = date(2062, 1, 1)
OUT_OF_REACH = date(2106, 12, 31)
CLOSED = an_action(
    id="closed", code="T-5", state=ActionState.DONE, closed_on=date(2026, 5, 1), goal_ids=("goal",)
)
RULES = {
    "report of tomorrow": "in_the_future",
    "figure of tomorrow": "in_the_future",
    "milestone reached tomorrow": "in_the_future",
    "report on what is closed": "closed",
    "figure that says nothing": "required",
    "date out of reach": "too_far",
    "judgement nobody may give": "not_a_judgement",
}
Try = Callable[[Database], object]


@pytest.fixture
def town(duck: Database) -> Database:
    return settle(duck, CLOSED)


# --- the doors ------------------------------------------------------------------------------------

SHEETS: dict[str, tuple[str, list[str], list[object]]] = {
    "report of tomorrow": ("Statusoppdateringer", ["Tiltak", "Dato", "Framdrift"],
                           ["T-1", YEARS_AHEAD, 50]),
    "figure of tomorrow": ("Målinger", ["Indikator", "Periode", "Dato", "Verdi"],
                           ["I-1", "2062", YEARS_AHEAD, 5]),
    "milestone reached tomorrow": ("Milepæler", ["Tiltak", "Tittel", "Nådd dato"],
                                   ["T-1", "Ny", YEARS_AHEAD]),
    "report on what is closed": ("Statusoppdateringer", ["Tiltak", "Dato", "Framdrift"],
                                 ["T-5", TODAY, 50]),
    "figure that says nothing": ("Målinger", ["Indikator", "Periode", "Dato", "Verdi"],
                                 ["I-1", "2025", date(2025, 12, 31), None]),
    "date out of reach": ("Tiltak", ["Kode", "Frist"], ["T-1", OUT_OF_REACH]),
    "judgement nobody may give": ("Statusoppdateringer",
                                  ["Tiltak", "Dato", "Framdrift", "Vurdering"],
                                  ["T-1", TODAY, 50, "Fullført"]),
}  # fmt: skip


def workbook(rule: str) -> bytes:
    sheet, headings, row = SHEETS[rule]
    return a_file({sheet: [headings, row]})


def csv(rule: str) -> tuple[bytes, str]:
    sheet, headings, row = SHEETS[rule]
    said = ("" if cell is None else str(cell) for cell in row)
    return f"{';'.join(headings)}\n{';'.join(said)}\n".encode(), f"{sheet}.csv"


def stratml(town: Database, rule: str) -> bytes:
    plan = town.plan().seen_by(HEGE.id)
    tomorrow = a_check_in(OPEN, on=YEARS_AHEAD)
    late = a_measurement(FIGURE, on=YEARS_AHEAD, period="2062", value=5)
    mute = a_measurement(FIGURE, on=date(2025, 12, 31), period="2025", value=None, text="", note="")
    far = OPEN.model_copy(update={"due": OUT_OF_REACH})
    changed = {
        "report of tomorrow": {"check_ins": (tomorrow,)},
        "figure of tomorrow": {"measurements": (late,)},
        "report on what is closed": {"check_ins": (a_check_in(CLOSED, on=TODAY, percent=7),)},
        "figure that says nothing": {"measurements": (mute,)},
        "date out of reach": {"actions": (far, *plan.actions[1:])},
    }[rule]
    told = replace(plan, **changed)
    # A document of today leaves out what is dated ahead; one written by others may not.
    return write_plan(told, words("nb"), edition=Edition.PLAN, published=YEARS_AHEAD)


def carried_in(town: Database, content: bytes, name: str, rule: str) -> None:
    previewed = transfer.preview_import(town, content, name, by=HEGE, today=TODAY)
    assert f"cell.{RULES[rule]}" in {problem.rule for problem in previewed.problems}
    transfer.apply_import(town, previewed, by=HEGE)


def by_command(town: Database, rule: str) -> None:
    request = Request("import", {"name": "plan.xlsx"}, workbook(rule))
    outcome = running.run(request, town, progress=lambda _, __: None)
    if outcome.exit_code is Exit.REFUSED and outcome.document["problems"]:
        raise InvalidInputError(())


def in_the_grid(town: Database, action: str, **values: object) -> None:
    version = item(town, action).version
    row = grid.RowChange(action, version, None, values)
    grid.save_rows(town, [row], by=HEGE, today=TODAY)


def in_owners_rows(town: Database, **cells: object) -> None:
    taken_in(town, filled(sent(town), cells))


def on_my_page(town: Database, action: str = "action", **told: object) -> None:
    report = my_tasks.ActionReport(action, item(town, action).version, None, **told)
    my_tasks.report_all(town, [report], by=HEGE, today=TODAY)


def figure_on_my_page(town: Database, **measured: object) -> None:
    report = my_tasks.FigureReport("indicator", item(town, "indicator").version, None, measured)
    my_tasks.report_all(town, [report], by=HEGE, today=TODAY)


def in_a_form(rule: str) -> Try | None:
    forms: dict[str, Try] = {
        "figure of tomorrow": lambda town: follow_up.record_measurement(
            town, "indicator", {"on": YEARS_AHEAD, "value": 5}, by=HEGE, today=TODAY
        ),
        "milestone reached tomorrow": lambda town: follow_up.complete_milestone(
            town, "milestone", done_on=YEARS_AHEAD, by=HEGE, today=TODAY
        ),
        "report on what is closed": lambda town: follow_up.check_in(
            town, "closed", {"percent": 50}, by=HEGE, today=TODAY
        ),
        "figure that says nothing": lambda town: follow_up.record_measurement(
            town, "indicator", {"on": TODAY}, by=HEGE, today=TODAY
        ),
        "date out of reach": lambda town: planning.change(
            town, item(town, "action"), {"due": OUT_OF_REACH}, by=HEGE, today=TODAY
        ),
        "judgement nobody may give": lambda town: follow_up.check_in(
            town, "action", {"percent": 5, "judgement": Signal.DONE}, by=HEGE, today=TODAY
        ),
    }
    return forms.get(rule)


def in_a_new_form(rule: str) -> Try | None:
    forms: dict[str, Try] = {
        "milestone reached tomorrow": lambda town: planning.add(
            town, Milestone, {"action_id": "action", "title": "A", "done_on": YEARS_AHEAD}, by=HEGE
        ),
        "date out of reach": lambda town: planning.add(
            town, Action, {"code": "T-6", "title": "A", "due": OUT_OF_REACH}, by=HEGE
        ),
    }
    return forms.get(rule)


def with_its_target(rule: str) -> Try | None:
    if rule != "date out of reach":
        return None
    return lambda town: planning.add_indicator(
        town, {"code": "I-6", "title": "A"}, target={"text": "5", "due": OUT_OF_REACH}, by=HEGE
    )


def with_the_grid(rule: str) -> Try | None:
    tries: dict[str, Try] = {
        "report on what is closed": lambda town: in_the_grid(town, "closed", percent=5),
        "date out of reach": lambda town: in_the_grid(town, "action", due=OUT_OF_REACH),
    }
    return tries.get(rule)


def with_my_page(rule: str) -> Try | None:
    tries: dict[str, Try] = {
        "report on what is closed": lambda town: on_my_page(town, "closed", said={"percent": 5}),
        "figure of tomorrow": lambda town: figure_on_my_page(town, on=YEARS_AHEAD, value=5),
        "figure that says nothing": lambda town: figure_on_my_page(town, on=TODAY),
        "date out of reach": lambda town: on_my_page(
            town, proposal={"proposed_due": OUT_OF_REACH, "reason": "Mer tid"}
        ),
        "judgement nobody may give": lambda town: on_my_page(
            town, said={"percent": 5, "judgement": Signal.DONE}
        ),
    }
    return tries.get(rule)


def with_owners_rows(rule: str) -> Try | None:
    tries: dict[str, Try] = {
        "date out of reach": lambda town: in_owners_rows(
            town, proposed_due=OUT_OF_REACH, reason="Mer tid"
        ),
        "judgement nobody may give": lambda town: in_owners_rows(
            town, percent=5, judgement="Ukjent"
        ),
    }
    return tries.get(rule)


def with_stratml(rule: str) -> Try | None:
    if rule in {"milestone reached tomorrow", "judgement nobody may give"}:
        return None
    return lambda town: carried_in(town, stratml(town, rule), "plan.xml", rule)


DOORS: dict[str, Callable[[str], Try | None]] = {
    "form": in_a_form,
    "form for something new": in_a_new_form,
    "form for an indicator with its target": with_its_target,
    "grid": with_the_grid,
    "my page": with_my_page,
    "owners' rows": with_owners_rows,
    "workbook": lambda rule: lambda town: carried_in(town, workbook(rule), "plan.xlsx", rule),
    "csv": lambda rule: lambda town: carried_in(town, *csv(rule), rule),
    "stratml": with_stratml,
    "command line": lambda rule: lambda town: by_command(town, rule),
}

CANNOT_BE_SAID = {
    "form": {"report of tomorrow"},
    "form for something new": set(RULES) - {"milestone reached tomorrow", "date out of reach"},
    "form for an indicator with its target": set(RULES) - {"date out of reach"},
    "grid": set(RULES) - {"report on what is closed", "date out of reach"},
    "my page": {"report of tomorrow", "milestone reached tomorrow"},
    "owners' rows": set(RULES) - {"date out of reach", "judgement nobody may give"},
    "stratml": {"milestone reached tomorrow", "judgement nobody may give"},
}
"""What a door has no cell for: its reports are of today, it knows no milestones, and so on."""


LEFT_OUT = "figure that says nothing"
FILES = ("workbook", "csv", "stratml", "command line")
TRIED = [(door, rule) for door in DOORS for rule in RULES if door not in FILES or rule != LEFT_OUT]


@pytest.mark.parametrize(("door", "rule"), TRIED)
def test_no_door_lets_in_what_another_refuses(town, door, rule):
    attempt = DOORS[door](rule)
    assert (attempt is None) is (rule in CANNOT_BE_SAID.get(door, set()))
    if attempt is not None:
        expected = RowsRefusedError if door in {"grid", "my page"} else InvalidInputError
        with refused(town, expected):
            attempt(town)


@pytest.mark.parametrize("door", FILES)
def test_a_row_without_a_figure_is_left_out_of_a_file_and_said_to_be(town, door):
    before = town.revision()
    content, name = workbook(LEFT_OUT), "plan.xlsx"
    if door == "csv":
        content, name = csv(LEFT_OUT)
    if door == "stratml":
        content, name = stratml(town, LEFT_OUT), "plan.xml"
    if door == "command line":
        request = Request("import", {"name": name}, content)
        outcome = running.run(request, town, progress=lambda _, __: None)
        told = [notice["message"] for notice in outcome.document["notices"]]
        assert told == ["Raden har ingen verdi, og ble hoppet over."]
    else:
        previewed = transfer.preview_import(town, content, name, by=HEGE, today=TODAY)
        assert "row.no_value" in {notice.rule for notice in previewed.notices}
        transfer.apply_import(town, previewed, by=HEGE)
    assert town.revision() == before


# --- what may be said -----------------------------------------------------------------------------


def test_a_closed_action_may_come_in_with_what_was_reported_until_then(town):
    content = a_file(
        {
            "Tiltak": [["Kode", "Tittel", "Tilstand", "Avsluttet dato"],
                       ["T-70", "Kurs", "Fullført", date(2026, 5, 1)]],
            "Statusoppdateringer": [["Tiltak", "Dato", "Framdrift"],
                                    ["T-70", date(2026, 4, 1), 60]],
        }
    )  # fmt: skip
    previewed = transfer.preview_import(town, content, "plan.xlsx", by=HEGE, today=TODAY)
    assert previewed.problems == ()
    transfer.apply_import(town, previewed, by=HEGE)
    action = town.plan().coded(Action, "T-70")
    assert town.plan().latest_check_in(action.id).percent == 60


def test_what_was_closed_after_the_preview_is_not_reported_on(town):
    sheet = [["Tiltak", "Dato", "Framdrift"], ["T-1", date(2026, 6, 30), 60]]
    content = a_file({"Statusoppdateringer": sheet})
    previewed = transfer.preview_import(town, content, "plan.xlsx", by=HEGE, today=TODAY)
    assert previewed.problems == ()
    closing = TODAY - timedelta(days=30)
    follow_up.check_in(
        town, "action", {"percent": 100}, by=HEGE, today=closing, state=ActionState.DONE
    )
    with refused(town, InvalidInputError) as caught:
        transfer.apply_import(town, previewed, by=HEGE)
    assert [problem.rule for problem in caught.value.problems] == ["closed"]


def test_a_report_on_an_action_that_is_open_comes_in(town):
    sheet = [["Tiltak", "Dato", "Framdrift"], ["T-1", TODAY, 60]]
    previewed = transfer.preview_import(
        town, a_file({"Statusoppdateringer": sheet}), "plan.xlsx", by=HEGE, today=TODAY
    )
    transfer.apply_import(town, previewed, by=HEGE)
    assert town.plan().latest_check_in("action").percent == 60


def test_a_plan_may_look_fifty_years_ahead_and_no_further(town):
    action = planning.change(
        town, item(town, "action"), {"due": last_day(TODAY)}, by=HEGE, today=TODAY
    )
    assert action.due == date(2076, 12, 31)


def test_what_stands_already_is_not_complained_of_when_something_else_is_changed(duck):
    odd = an_action(id="far", code="T-6", due=OUT_OF_REACH)
    town = settle(duck, odd, a_postponement(odd, id="moved"))
    action = planning.change(town, item(town, "far"), {"title": "Ny"}, by=HEGE, today=TODAY)
    assert (action.title, action.due) == ("Ny", OUT_OF_REACH)


def test_a_figure_for_the_running_year_is_of_today(town):
    content = a_file({"Indikatorer": [["Kode", "2025", "2026"], ["I-1", 5, 6]]})
    previewed = transfer.preview_import(town, content, "plan.xlsx", by=HEGE, today=TODAY)
    assert [m.on for m in previewed.items_to_add] == [date(2025, 12, 31), TODAY]
    transfer.apply_import(town, previewed, by=HEGE)
    later = TODAY + timedelta(days=9)
    again = transfer.preview_import(town, content, "plan.xlsx", by=HEGE, today=later)
    assert (again.new, again.changed, again.problems) == (0, 0, ())


def test_a_figure_in_a_column_of_next_year_is_refused_at_its_cell(town):
    content = a_file({"Indikatorer": [["Kode", "2025", "2027"], ["I-1", 5, 6]]})
    previewed = transfer.preview_import(town, content, "plan.xlsx", by=HEGE, today=TODAY)
    (problem,) = previewed.problems
    assert (problem.rule, problem.row, problem.column) == ("cell.in_the_future", 2, "C")


def test_the_workbook_of_owners_names_the_rule_where_it_is_broken(town):
    returned = rows_of_owners.preview_returned(
        town,
        [("fra-ola.xlsx", filled(sent(town), {"proposed_due": OUT_OF_REACH, "reason": "Tid"}))],
        by=HEGE,
        today=TODAY,
    )
    assert [p.rule for row in returned.rows for p in row.problems] == ["cell.too_far"]
