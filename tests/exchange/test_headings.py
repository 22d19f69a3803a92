"""A workbook says what the pages say, and reads what workbooks said before and other plans say."""

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from strategy.domain.items import Action
from strategy.exchange.owners.sheet import SHEET
from strategy.exchange.workbook.columns import BY_KIND, SHEET_KINDS
from strategy.exchange.workbook.complaints import explain
from strategy.exchange.workbook.vocabulary import (
    CHOICE_WORDS,
    choices_by_word,
    columns_by_word,
    folded,
    heading,
    own_headings,
    sheets_by_word,
)
from strategy.i18n import LANGUAGES, words
from tests.exchange.plans import a_file, an_empty_plan, previewed

SAID_BEFORE = tomllib.loads(
    (Path(__file__).parent / "said_before.toml").read_text(encoding="utf-8")
)
READ_AS = tomllib.loads(Path("strategy/exchange/workbook/read_as.toml").read_text(encoding="utf-8"))
ALL_SHEETS = (*SHEET_KINDS, SHEET)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_heading_is_the_word_the_pages_have_for_the_field(language):
    w = words(language)
    for sheet in SHEET_KINDS:
        for column in sheet.columns:
            own = f"field.{sheet.kind}.{column.field}"
            page = w(own) if w.has(own) else w(f"field.{column.field}")
            assert heading(sheet, column, w) == page


def test_some_headings_written_out():
    def said(kind: str, field: str) -> tuple[str, ...]:
        sheet = BY_KIND[kind]
        column = sheet.column(field)
        assert column is not None
        return tuple(heading(sheet, column, words(language)) for language in LANGUAGES)

    assert said("action", "state") == ("Tilstand", "Tilstand", "State")
    assert said("action", "experiment") == ("Utprøving", "Utprøving", "Experiment")
    assert said("goal", "confidential_to") == (
        "Fortrolig, bare synlig for",
        "Fortruleg, berre synleg for",
        "Confidential, visible only to",
    )
    assert said("indicator", "cadence_days") == (
        "Dager mellom målinger",
        "Dagar mellom målingar",
        "Days between measurements",
    )
    assert said("check_in", "percent") == ("Framdrift", "Framdrift", "Progress")


@pytest.mark.parametrize("sheet", ALL_SHEETS, ids=lambda sheet: sheet.kind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_columns_of_a_sheet_have_the_same_heading(sheet, language):
    said = Counter(folded(heading(sheet, column, words(language))) for column in sheet.columns)
    assert [word for word, times in said.items() if times > 1] == []


@pytest.mark.parametrize("sheet", SHEET_KINDS, ids=lambda sheet: sheet.kind)
def test_a_heading_in_one_language_is_no_other_column_in_another(sheet):
    meant: dict[str, set[str]] = {}
    for column in sheet.columns:
        for language in LANGUAGES:
            word = folded(heading(sheet, column, words(language)))
            meant.setdefault(word, set()).add(column.field)
    assert {word: fields for word, fields in meant.items() if len(fields) > 1} == {}


@pytest.mark.parametrize("sheet", SHEET_KINDS, ids=lambda sheet: sheet.kind)
def test_no_word_of_other_plans_means_two_columns_of_a_sheet(sheet):
    def others(name: str) -> set[str]:
        return {folded(word) for word in READ_AS.get(f"column.{name}", ())}

    for rank in ("{kind}.{field}", "{field}"):
        meant: dict[str, list[str]] = {}
        for column in sheet.columns:
            for word in others(rank.format(kind=sheet.kind, field=column.field)):
                meant.setdefault(word, []).append(column.field)
        assert {word: fields for word, fields in meant.items() if len(fields) > 1} == {}


def test_every_word_of_other_plans_is_for_something_there_is():
    sheets = {f"sheet.{sheet.kind}" for sheet in SHEET_KINDS}
    columns = {
        f"column.{name}"
        for sheet in SHEET_KINDS
        for column in sheet.columns
        for name in (column.field, f"{sheet.kind}.{column.field}")
    }
    choices = {f"choice.{kind.__name__}.{value.value}" for kind in CHOICE_WORDS for value in kind}
    assert set(READ_AS) <= sheets | columns | choices


# --- what workbooks said before -------------------------------------------------------------------


@pytest.mark.parametrize("kind", SAID_BEFORE["heading"])
def test_headings_of_earlier_workbooks_are_read(kind):
    known = columns_by_word(kind)
    for field, headings in SAID_BEFORE["heading"][kind].items():
        assert [known[folded(said)].field for said in headings] == [field] * 3


@pytest.mark.parametrize("name", SAID_BEFORE["choice"])
def test_choices_of_earlier_workbooks_are_read(name):
    choices = next(kind for kind in CHOICE_WORDS if kind.__name__ == name)
    known = choices_by_word(choices)
    for value, written in SAID_BEFORE["choice"][name].items():
        assert [known[folded(said)].value for said in written] == [value] * 3


def test_sheets_of_earlier_workbooks_are_read():
    for kind, names in SAID_BEFORE["sheet"].items():
        assert [sheets_by_word()[folded(name)].kind for name in names] == [kind] * 3


def test_an_action_of_an_earlier_workbook_is_read_whole():
    said = {
        "Tittel": "Kurs i turnus",
        "Status": "Pågår eller venter",
        "Eksperiment": "Ja",
        "Budsjett (kr)": 50_000,
        "Frist slik den ble skrevet": "før sommeren",
        "Slik vet vi om det virker": "Færre vakante vakter",
        "Omorganisering": "Ja",
    }
    content = a_file({"Tiltak": [list(said), list(said.values())]})
    result = previewed(an_empty_plan(), content)
    (action,) = result.items_to_add
    assert isinstance(action, Action)
    assert (result.problems, result.notices) == ((), ())
    assert (action.state, action.experiment, action.budget_nok) == ("open", True, 50_000)
    assert action.due_text == "før sommeren"
    assert action.success_criterion == "Færre vakante vakter"
    assert action.reorganisation


# --- which column counts --------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["Kostnad", "Cost", "kostnad"])
def test_a_cost_is_not_read_as_the_budget(word):
    content = a_file({"Tiltak": [["Tittel", word], ["Kurs", 50_000]]})
    result = previewed(an_empty_plan(), content)
    (action,) = result.items_to_add
    assert isinstance(action, Action)
    assert action.budget_nok is None
    assert [(notice.rule, notice.heading) for notice in result.notices] == [
        ("column.unknown", word)
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [("Budsjett", "Ramme"), ("Budsjett i kroner", "Budsjett i kroner"), ("Frist", "Frist:")],
)
def test_two_columns_for_one_field_are_refused_by_name(first, second):
    content = a_file({"Tiltak": [["Tittel", first, second], ["Kurs", 1, 2]]})
    (problem,) = previewed(an_empty_plan(), content).problems
    assert (problem.rule, problem.column) == ("column.twice", "C")
    assert explain(problem, words("nb")) == (
        f"Kolonnene «{first} (B)» og «{second} (C)» betyr det samme. "
        "Slett den ene, eller gi den et annet navn."
    )


def test_another_word_beside_our_own_heading_is_left_out_and_told_of():
    content = a_file({"Tiltak": [["Budsjett", "Tittel", "Budsjett i kroner"], [1, "Kurs", 2]]})
    result = previewed(an_empty_plan(), content)
    (action,) = result.items_to_add
    assert isinstance(action, Action)
    assert action.budget_nok == 2
    (notice,) = result.notices
    assert explain(notice, words("nb")) == (
        "«Budsjett (A)» betyr det samme som «Budsjett i kroner (C)», som er lest. "
        "Kolonnen ble hoppet over."
    )


def test_the_headings_of_a_sheet_are_its_own():
    assert set(own_headings("value")) >= {"tittel", "beskrivelse", "beskriving", "description"}
