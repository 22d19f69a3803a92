"""What people type never runs in a file of ours, and reads back as they typed it."""

import csv
import io
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from strategy.domain.items import Goal
from strategy.exchange.formulas import SIGNS, as_typed, could_run, from_workbook, in_workbook, inert
from strategy.exchange.spreadsheets import csv_text, norwegian_csv, saved, write_text
from strategy.exchange.workbook.reading import read_workbook
from strategy.exchange.workbook.workbook import write_csv, write_workbook
from strategy.i18n import words
from tests.builders import a_goal, a_pillar
from tests.exchange.plans import an_empty_plan, previewed

UNSEEN = {
    "nothing": "",
    "a space": " ",
    "a space that does not break": "\u00a0",
    "a wide space": "\u3000",
    "a zero-width space": "\u200b",
    "a zero-width joiner": "\u200d",
    "a word joiner": "\u2060",
    "a byte-order mark": "\ufeff",
    "a soft hyphen": "\u00ad",
    "a mark from right to left": "\u200f",
    "an override from right to left": "\u202e",
    "an isolate": "\u2066",
    "a variation selector": "\ufe0f",
    "a combining joiner": "\u034f",
    "a Hangul filler": "\u3164",
    "a blank Braille pattern": "\u2800",
    "a tag": "\U000e0041",
    "a tab": "\t",
    "a line": "\n",
    "a return": "\r\n",
    "a quote": '"',
    "several": "\u200b\ufeff \u202e\u00ad",
}
STARTS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212", "\ufe66", "\u207b")
BEFORE = st.text(st.sampled_from("".join(UNSEEN.values())), max_size=4)
TEXTS = st.text(st.sampled_from("=+-@'\uff1d\u2212a1 ,;|\t\n\r\"" + "".join(UNSEEN.values())))
nb = words("nb")


def runs(cell: str) -> bool:
    """Whether some program could take a cell for a formula: seen from outside our own rule."""
    for character in cell:
        category = unicodedata.category(character)
        if category[0] in "ZCM" or character in '\u3164\u2800\uffa0\u115f\u1160"':
            continue
        return unicodedata.normalize("NFKC", character) in set("=+-@\u2212")
    return False


@pytest.mark.parametrize("before", UNSEEN.values(), ids=UNSEEN)
@pytest.mark.parametrize("sign", STARTS)
def test_a_formula_is_known_whatever_unseen_stands_before_it(before, sign):
    text = f"{before}{sign}1+1"
    assert could_run(text)
    assert not runs(inert(text))
    assert as_typed(inert(text)) == text


def test_every_sign_that_is_another_form_of_one_that_runs_is_known():
    forms = {
        chr(code)
        for code in range(0x110000)
        if unicodedata.normalize("NFKC", chr(code)) in set("=+-@\u2212")
    }
    assert forms < SIGNS
    assert SIGNS - forms == {"'"}


@pytest.mark.parametrize(
    "text", ["Vi våger", "8,3 %", "– fra nå av", "(=1)", "a=b", "", "Å, ja; vel"]
)
def test_what_runs_nowhere_is_left_as_it_is(text):
    assert inert(text) == text


@given(TEXTS | st.text())
def test_every_text_comes_back_as_it_was_typed(text):
    assert as_typed(inert(text)) == text


@given(TEXTS, st.sampled_from(",;\t|"))
def test_nothing_runs_however_a_csv_file_is_split(text, delimiter):
    written = csv_text([["Tittel", "Ansvar"], [text, "Ola"], ["Kari", text]])
    for row in csv.reader(io.StringIO(written, newline=""), delimiter=delimiter):
        assert not [cell for cell in row if runs(cell)], row


@given(TEXTS)
def test_nothing_runs_where_a_program_knows_no_quotes(text):
    written = csv_text([["Tittel", "Ansvar"], [text, "Ola"]], delimiter=",")
    for line in written.replace("\r", "\n").split("\n"):
        for cell in line.replace(",", ";").replace("\t", ";").replace("|", ";").split(";"):
            assert not runs(cell), written


def test_figures_and_days_are_not_marked():
    assert norwegian_csv([["-3", -3, -2.5, None]], shown=str).decode("utf-8-sig") == (
        "'-3;-3;-2.5;\r\n"
    )


@given(TEXTS)
def test_a_cell_of_a_workbook_is_text_and_stays_so_when_it_is_edited(text):
    book = Workbook()
    cell = book.worksheets[0].cell(1, 1)
    write_text(cell, text.replace("\r", ""))
    assert cell.data_type == "s"
    assert cell.quotePrefix or not runs(text)


@pytest.mark.parametrize(
    "text", ["_x003D_1+1", "_x005F_x003D_", "_x005F_x005F_", "a_x000D_b", "_x003d_cmd"]
)
def test_what_looks_like_an_escape_in_a_workbook_is_what_was_typed(text):
    assert from_workbook(in_workbook(text)) == text
    book = Workbook()
    write_text(book.worksheets[0].cell(1, 1), text)
    ((row,),) = (sheet.rows for sheet in read_workbook(saved(book), "x.xlsx").sheets)
    assert row.cells == (text,)
    # A program that reads escapes reads "=1+1" neither.
    assert not runs(from_workbook(load_workbook(io.BytesIO(saved(book))).worksheets[0]["A1"].value))


def test_an_escape_by_another_program_is_read_as_it_means_it():
    book = Workbook()
    book.worksheets[0].cell(1, 1).value = "Vi_x0020_våger _xD800_"
    ((row,),) = (sheet.rows for sheet in read_workbook(saved(book), "x.xlsx").sheets)
    assert row.cells == ("Vi våger _xD800_",)


@given(BEFORE, st.sampled_from(STARTS), TEXTS)
def test_a_hostile_title_survives_our_own_files_unchanged(before, sign, rest):
    title = f"{before}{sign}{rest}1"[:300]
    pillar = a_pillar()
    goal = a_goal(id="g", title=title, description=f"Linje\n{title}")
    plan = replace(an_empty_plan(), pillars=(pillar,), goals=(goal,))
    kept = Goal.model_validate(goal.model_dump())
    assert kept.title == title.strip()
    for content, name in (
        (write_workbook(plan, nb), "plan.xlsx"),
        (write_csv(plan, "goal", nb), "goal.csv"),
    ):
        told = previewed(plan, content, name)
        assert told.problems == ()
        assert (told.items_to_add, told.updates) == ((), ())
