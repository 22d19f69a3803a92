"""HR sends the owners their rows; what comes back is looked at, then taken in, or not at all."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    RowsRefusedError,
    StaleEditError,
)
from strategy.domain.items import ActionState, Outcome, Role, Signal
from strategy.exchange.owners.sheet import MARK, Scope
from strategy.exchange.workbook.complaints import explain
from strategy.i18n import LANGUAGES, words
from strategy.services import planning
from strategy.services.administration import people
from strategy.services.follow_up import owner_files, owner_rows
from strategy.services.follow_up import reporting_in as follow_up
from strategy.services.follow_up.owner_rows import Choice, Happens, Meanwhile
from strategy.store.database import Database, open_database
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_check_in,
    a_position,
    a_postponement,
    a_unit,
    an_action,
)
from tests.services.fjordvik import DINA, ODD, OPEN, TODAY, item, refused, settle

NB = words("nb")
FILES = "*.xlsx"
EARLIER = a_check_in(
    OPEN,
    id="earlier",
    percent=30,
    judgement=Signal.AT_RISK,
    override_reason="Vi har fått hjelp",
    comment="Halvveis",
)


def sent(database: Database, *, by=HEGE, language="nb", **narrowed) -> bytes:
    """The workbook of the position Ola holds, unless another is asked for."""
    asked = narrowed or {"position_id": "position"}
    ((_, content),) = owner_files.owner_workbooks(
        database, by=by, today=TODAY, language=language, **asked
    )
    return content


def filled(content: bytes, *rows: dict, fill: Callable[[Worksheet], object] | None = None) -> bytes:
    """The workbook as its owner sends it back, with these cells filled in row by row."""
    book = load_workbook(io.BytesIO(content))
    page = book.worksheets[0]
    places, first = keys_of(page)
    for number, cells in enumerate(rows, start=first):
        for name, said in cells.items():
            page.cell(number, places[name]).value = said
    if fill is not None:
        fill(page)
    return bytes_of(book)


def bytes_of(book: Workbook) -> bytes:
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


def keys_of(page: Worksheet) -> tuple[dict[str, int], int]:
    for row in page.iter_rows():
        if row[0].value == "action_id":
            return {cell.value: cell.column for cell in row}, row[0].row + 2
    raise AssertionError


def looked_at(database: Database, *contents: bytes, by=HEGE) -> owner_rows.Returned:
    files = [(f"fra-ola-{n}.xlsx", content) for n, content in enumerate(contents, 1)]
    return owner_rows.preview_returned(database, files, by=by, today=TODAY)


def taken_in(database: Database, *contents: bytes, by=HEGE, choices=None, leave_out=False):
    return owner_rows.apply_returned(
        database,
        looked_at(database, *contents, by=by),
        by=by,
        today=TODAY,
        choices=choices or {},
        leave_out_problems=leave_out,
    )


def happening(returned: owner_rows.Returned) -> list[tuple[str, ...]]:
    return [tuple(map(str, row.happens)) for row in returned.rows]


def wrong(returned: owner_rows.Returned) -> list[str]:
    return [problem.rule for row in returned.rows for problem in row.problems]


# --- out -----------------------------------------------------------------------------------------


def test_hr_sends_every_owner_a_workbook_of_their_own(small_town):
    files = owner_files.owner_workbooks(small_town, by=HEGE, today=TODAY, language="nb")
    assert [name for name, _ in files] == [
        "tiltak-kommunalsjef-helse-2026-07-01.xlsx",
        "tiltak-kommunalsjef-oppvekst-2026-07-01.xlsx",
    ]


def test_a_workbook_holds_the_open_actions_and_what_was_last_said(duck):
    database = settle(
        duck, EARLIER, an_action(id="done", code="T-5", owner_id="position", state=ActionState.DONE)
    )
    page = load_workbook(io.BytesIO(sent(database))).worksheets[0]
    places, first = keys_of(page)
    row = {name: page.cell(first, column).value for name, column in places.items()}
    assert row["code"] == "T-1"
    assert row["title"] == "Lederutvikling for alle"
    assert row["due"] == "31.12.2026"
    assert row["last_comment"] == "Halvveis"
    assert row["percent"] == 30
    assert (row["judgement"], row["override_reason"]) == (None, None)
    assert (page.page_setup.fitToWidth, page.print_title_cols) == (2, "$E:$F")
    assert row["state"] == "Pågår"
    assert row["comment"] is None
    assert page.cell(first + 1, 1).value is None


def test_only_what_an_owner_fills_in_can_be_changed(small_town):
    page = load_workbook(io.BytesIO(sent(small_town))).worksheets[0]
    places, first = keys_of(page)
    still_open = {
        name for name, column in places.items() if not page.cell(first, column).protection.locked
    }
    assert page.protection.sheet
    assert still_open == {
        "percent", "judgement", "override_reason", "state", "comment", "cause", "remedy",
        "proposed_due", "reason",
    }  # fmt: skip
    assert [page.column_dimensions[letter].hidden for letter in "ABCDE"] == [
        True, True, True, True, False,
    ]  # fmt: skip
    offered = {str(rule.sqref)[0]: rule.formula1 for rule in page.data_validations.dataValidation}
    assert offered["L"] == '"I rute,I risiko,Bak plan"'


@pytest.mark.parametrize(("rows", "kept"), [(12, "G1"), (13, "G10")])
def test_the_headings_of_a_long_list_stay_in_sight(duck, rows, kept):
    more = (an_action(id=f"a{n}", code=f"A-{n}", owner_id="position") for n in range(rows - 1))
    page = load_workbook(io.BytesIO(sent(settle(duck, *more)))).worksheets[0]
    assert page.freeze_panes == kept


def test_a_text_that_looks_like_a_formula_stays_a_text(duck):
    database = settle(duck, a_check_in(OPEN, comment="=HYPERLINK(1)"))
    page = load_workbook(io.BytesIO(sent(database))).worksheets[0]
    places, first = keys_of(page)
    cell = page.cell(first, places["last_comment"])
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_an_owner_gets_their_own_and_nobody_elses(small_town):
    files = owner_files.owner_workbooks(small_town, by=OLA, today=TODAY, language="nb")
    assert [name for name, _ in files] == ["tiltak-kommunalsjef-oppvekst-2026-07-01.xlsx"]
    assert sent(small_town, by=DINA)
    for asked in ({"position_id": "other"}, {"unit_id": "unit"}, {"each": Scope.UNIT}):
        with pytest.raises(NotAllowedError):
            owner_files.owner_workbooks(small_town, by=OLA, today=TODAY, language="nb", **asked)


@pytest.mark.parametrize("outsider", [RITA, PER], ids=lambda person: person.id)
def test_an_outsider_neither_sends_nor_takes_in(small_town, outsider):
    with pytest.raises(NotAllowedError):
        owner_files.owner_workbooks(small_town, by=outsider, today=TODAY, language="nb")
    with pytest.raises(NotAllowedError):
        owner_rows.preview_returned(small_town, [], by=outsider, today=TODAY)
    with pytest.raises(NotAllowedError):
        owner_rows.apply_returned(
            small_town, owner_rows.Returned(), by=outsider, today=TODAY, choices={}
        )


def test_nobody_gets_what_is_kept_from_them(small_town):
    # Liv sees the reorganisation; neither Ola nor whoever gets the unit's file does.
    for asked in ({"position_id": "position"}, {"unit_id": "unit"}):
        page = load_workbook(io.BytesIO(sent(small_town, by=LIV, **asked))).worksheets[0]
        _, first = keys_of(page)
        assert [page.cell(first, 1).value, page.cell(first + 1, 1).value] == ["action", None]


def test_whoever_holds_a_position_gets_what_they_alone_may_see(duck):
    own = an_action(id="own", code="T-6", owner_id="livs", confidential_to=(LIV.id,))
    database = settle(duck, a_position(id="livs", title="Kommunedirektør", holder_id="liv"), own)
    page = load_workbook(io.BytesIO(sent(database, by=LIV, position_id="livs"))).worksheets[0]
    _, first = keys_of(page)
    assert page.cell(first, 1).value == "own"


def test_a_units_workbook_holds_the_units_below_too(duck):
    database = settle(
        duck,
        a_unit(id="below", code="110", title="Barnehage", parent_id="unit"),
        an_action(id="low", code="T-7", unit_id="below"),
    )
    returned = looked_at(database, sent(database, unit_id="unit"))
    assert {row.line.code for row in returned.rows} == {"T-1", "T-7"}
    files = owner_files.owner_workbooks(
        database, by=HEGE, today=TODAY, language="nb", each=Scope.UNIT
    )
    assert [name for name, _ in files] == [
        "tiltak-oppvekst-2026-07-01.xlsx",
        "tiltak-barnehage-2026-07-01.xlsx",
    ]


def test_what_is_not_there_has_no_workbook(small_town):
    for asked in ({"position_id": "nobody"}, {"unit_id": "nowhere"}):
        with pytest.raises(NotFoundError):
            sent(small_town, **asked)


def test_a_position_without_open_actions_gets_an_empty_workbook_only_when_asked_for(duck):
    database = settle(duck, a_position(id="idle", title="Fagsjef", holder_id=None))
    assert looked_at(database, sent(database, position_id="idle")).rows == ()
    files = owner_files.owner_workbooks(database, by=HEGE, today=TODAY, language="nb")
    assert len(files) == 2


def test_two_positions_of_one_name_are_told_apart_in_the_archive(duck):
    database = settle(
        duck,
        a_position(id="twin", title="Kommunalsjef helse", holder_id=None),
        an_action(id="twins", code="T-6", owner_id="twin"),
    )
    files = owner_files.owner_workbooks(database, by=HEGE, today=TODAY, language="nb")
    archive = zipfile.ZipFile(io.BytesIO(owner_files.all_in_one(files)))
    assert archive.namelist() == [
        "tiltak-kommunalsjef-helse-2026-07-01.xlsx",
        "tiltak-kommunalsjef-helse-2026-07-01-2.xlsx",
        "tiltak-kommunalsjef-oppvekst-2026-07-01.xlsx",
    ]


# --- back unchanged ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_comes_back_untouched_changes_nothing(database, language):
    settle(database, EARLIER)
    before = database.revision()
    returned = looked_at(database, sent(database, language=language))
    assert happening(returned) == [("unchanged",)]
    assert taken_in(database, sent(database, language=language)) == ()
    assert database.revision() == before


TEXTS = st.text(max_size=40) | st.sampled_from(["=1+1", "'", "-", "  to  ", "a\r\nb", "\x00", "1"])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    percent=st.integers(0, 100),
    judgement=st.sampled_from([None, Signal.ON_TRACK, Signal.AT_RISK, Signal.OFF_TRACK]),
    texts=st.tuples(TEXTS, TEXTS, TEXTS, TEXTS),
    due=st.none() | st.dates(date(2026, 1, 1), date(2100, 1, 1)),
    language=st.sampled_from(LANGUAGES),
)
def test_no_file_changes_anything_by_going_out_and_coming_in(
    percent, judgement, texts, due, language
):
    why, comment, cause, title = (text.replace("\x00", "") for text in texts)
    database = open_database("duckdb:///:memory:")
    told = {"comment": comment, "cause": cause, "override_reason": why, "judgement": judgement}
    settle(
        database,
        an_action(
            id="any",
            code="T-7",
            owner_id="position",
            title=title.strip() or "Tiltak",
            due=due,
            original_due=due,
        ),
        a_check_in(OPEN.model_copy(update={"id": "any"}), percent=percent, **told),
    )
    returned = looked_at(database, sent(database, language=language))
    database.close()
    assert [(row.happens, row.problems) for row in returned.rows] == [
        ((Happens.UNCHANGED,), ()), ((Happens.UNCHANGED,), ()),
    ]  # fmt: skip


# --- back filled in ------------------------------------------------------------------------------


def test_what_an_owner_wrote_becomes_a_check_in(database):
    settle(database, EARLIER)
    back = filled(sent(database), {"percent": 45, "judgement": None, "comment": "Kurs holdt"})
    assert happening(looked_at(database, back)) == [("check_in",)]
    (saved,) = taken_in(database, back)
    assert (saved.percent, saved.judgement, saved.comment) == (45, None, "Kurs holdt")
    assert (saved.by_id, saved.on) == ("hege", TODAY)
    assert database.revisions()[0].reason == "fra-ola-1.xlsx"


def test_an_owner_takes_in_their_own_file(small_town):
    back = filled(
        sent(small_town, by=OLA), {"percent": "45 %", "cause": "Sykdom", "remedy": "Vikar"}
    )
    (saved,) = taken_in(small_town, back, by=OLA)
    assert (saved.percent, saved.cause, saved.remedy, saved.by_id) == (45, "Sykdom", "Vikar", "ola")


def test_a_completed_action_is_closed_at_a_hundred_per_cent(small_town):
    back = filled(sent(small_town), {"state": "Fullført"})
    assert happening(looked_at(small_town, back)) == [("completed",)]
    taken_in(small_town, back)
    assert item(small_town, "action").state is ActionState.DONE
    assert small_town.plan().latest_check_in("action").percent == 100


def test_a_lower_percent_is_taken_without_a_judgement_the_file_filled_in(duck):
    judged = EARLIER.model_copy(update={"judgement": Signal.ON_TRACK, "override_reason": "Alt vel"})
    database = settle(duck, judged)
    (saved,) = taken_in(database, filled(sent(database), {"percent": 20}))
    assert (saved.percent, saved.judgement, saved.override_reason) == (20, None, "")


def test_completed_beside_seventy_six_per_cent_is_asked_about(small_town):
    back = filled(sent(small_town), {"percent": 76, "state": "Fullført"})
    (row,) = looked_at(small_town, back).conflicts
    assert row.meanwhile == (owner_rows.Meanwhile.DONE_BELOW,)
    assert taken_in(small_town, back, choices={row.key: owner_rows.Choice.TOOL}) == ()
    taken_in(small_town, back, choices={row.key: owner_rows.Choice.FILE})
    assert small_town.plan().latest_check_in("action").percent == 100


def test_a_stopped_action_needs_a_reason(small_town):
    content = sent(small_town)
    returned = looked_at(small_town, filled(content, {"state": "Stoppet"}))
    assert wrong(returned) == ["said.reason_required.comment"]
    back = filled(content, {"state": "Stopped", "comment": "Ikke lenger aktuelt"})
    assert happening(looked_at(small_town, back)) == [("stopped",)]
    taken_in(small_town, back)
    assert item(small_town, "action").state is ActionState.STOPPED
    assert small_town.plan().latest_check_in("action").percent == 0


def test_a_new_date_is_proposed_and_changes_nothing_yet(small_town):
    back = filled(
        sent(small_town), {"proposed_due": date(2027, 3, 31), "reason": "Venter på lokaler"}
    )
    assert happening(looked_at(small_town, back)) == [("new_date",)]
    (proposal,) = taken_in(small_town, back)
    assert (proposal.proposed_due, proposal.outcome) == (date(2027, 3, 31), Outcome.PENDING)
    assert item(small_town, "action").due == date(2026, 12, 31)


def test_a_figure_and_a_date_come_together(small_town):
    back = filled(
        sent(small_town), {"percent": 10, "proposed_due": "31.03.2027", "reason": "Mer tid"}
    )
    assert happening(looked_at(small_town, back)) == [("check_in", "new_date")]
    assert len(taken_in(small_town, back)) == 2


def test_a_figure_that_was_wiped_out_says_nothing(duck):
    database = settle(duck, EARLIER)
    wiped = filled(sent(database), {"percent": None, "state": None})
    assert happening(looked_at(database, wiped)) == [("unchanged",)]
    (saved,) = taken_in(database, filled(sent(database), {"percent": None, "comment": "Går bra"}))
    assert saved.percent == 30


# --- what is wrong with it -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "rule", "column", "said"),
    [
        ({"percent": 140}, "cell.out_of_range", "K", "Tallet er for stort eller for lite."),
        ({"percent": "mye"}, "cell.not_a_number", "K", "«mye» er ikke et tall."),
        ({"percent": 0.5}, "cell.not_whole", "K", "«0.5» er ikke et helt tall."),
        ({"comment": "Uten tall"}, "cell.required", "K", "Må fylles ut."),
        (
            {"percent": 1, "judgement": "Grønn som gress"},
            "said.not_a_judgement",
            "L",
            "Velg I rute, I risiko eller Bak plan, eller la cellen stå tom.",
        ),
        (
            {"percent": 1, "judgement": "Fullført"},
            "said.not_a_judgement",
            "L",
            "Velg I rute, I risiko eller Bak plan, eller la cellen stå tom.",
        ),
        (
            {"percent": 1, "judgement": "I rute"},
            "said.reason_required.override_reason",
            "M",
            "Verktøyet regner ut «Bak plan». Skriv hvorfor du vurderer det annerledes, "
            "eller la vurderingen stå tom.",
        ),
        (
            {"percent": 1, "state": "Nesten"},
            "cell.unknown_choice",
            "N",
            "«Nesten» er ikke et av valgene. Velg: Pågår, Fullført, Stoppet.",
        ),
        (
            {"percent": 1, "comment": "x" * 10_001},
            "cell.too_long",
            "O",
            "Teksten er lengre enn 10000 tegn.",
        ),
        (
            {"proposed_due": "snart", "reason": "Ja"},
            "cell.not_a_date",
            "R",
            "«snart» er ikke en dato vi forstår.",
        ),
        ({"reason": "Mer tid"}, "cell.required", "R", "Må fylles ut."),
        (
            {"proposed_due": "31.12.2026", "reason": "Ja"},
            "said.same_date",
            "R",
            "Fristen er alt denne datoen.",
        ),
        (
            {"proposed_due": "31.12.2025", "reason": "Ja"},
            "said.before_start",
            "R",
            "Datoen er før tiltaket starter.",
        ),
        (
            {"proposed_due": "31.12.2027"},
            "said.reason_required.reason",
            "S",
            "Skriv hvorfor fristen må flyttes.",
        ),
        (
            {"state": "Fullført", "proposed_due": "31.12.2027", "reason": "Ja"},
            "said.date_of_closed",
            "R",
            "Et tiltak som fullføres eller stoppes, trenger ingen ny frist.",
        ),
        (
            {"percent": "=1+1"},
            "cell.formula_without_value",
            "K",
            "Formelen i cellen er ikke regnet ut. Åpne filen i et regneark, lagre den og prøv "
            "igjen.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_sheet_row_and_column(small_town, cells, rule, column, said):
    returned = looked_at(small_town, filled(sent(small_town), cells))
    ((problem,),) = [row.problems for row in returned.rows]
    assert (problem.rule, problem.sheet, problem.column) == (rule, "Tiltak", column)
    assert problem.row == returned.rows[0].line.row
    assert explain(problem, NB) == said


def test_a_date_that_awaits_an_answer_is_not_proposed_twice(duck):
    database = settle(duck, a_postponement(OPEN))
    back = filled(sent(database), {"proposed_due": "31.12.2028", "reason": "Mer tid"})
    assert wrong(looked_at(database, back)) == ["said.already_pending"]


def put(**cells) -> Callable[[Worksheet], None]:
    """Write into the first row whatever the protection of the sheet would not allow."""

    def write(page: Worksheet) -> None:
        places, first = keys_of(page)
        for name, said in cells.items():
            page.cell(first, places[name]).value = said

    return write


def below(**cells) -> Callable[[Worksheet], None]:
    """Write a row of one's own below the last one."""

    def write(page: Worksheet) -> None:
        places, first = keys_of(page)
        for name, said in cells.items():
            page.cell(first + 1, places[name]).value = said

    return write


@pytest.mark.parametrize(
    ("forge", "rule"),
    [
        (put(action_id="no-such-action"), "row.unknown_action"),
        (put(action_id="secret-action", percent=5), "row.unknown_action"),
        (put(action_id="goal"), "row.unknown_action"),
        (put(action_id="theirs", code="T-2", percent=5), "row.not_theirs"),
        (put(action_id="theirs", title="Noe annet", percent=5), "row.mixed_up"),
        (put(version=99), "row.keys_changed"),
        (put(version="x"), "row.keys_changed"),
        (put(check_in_id="secret-check-in"), "row.keys_changed"),
        (below(title="Et helt nytt tiltak", percent=5), "row.added_by_hand"),
    ],
)
def test_rows_that_are_not_ours_are_told_and_never_taken(small_town, forge, rule):
    back = filled(sent(small_town), fill=forge)
    returned = looked_at(small_town, back)
    assert wrong(returned) == [rule]
    assert NB(f"exchange.problem.{rule}")
    with refused(small_town, InvalidInputError):
        taken_in(small_town, back)
    assert taken_in(small_town, back, leave_out=True) == ()


def test_an_owner_cannot_report_on_what_is_not_theirs(small_town):
    # Odd was handed the file that was made for Ola.
    back = filled(sent(small_town), {"percent": 5})
    assert wrong(looked_at(small_town, back, by=ODD)) == ["row.not_yours"]
    with refused(small_town, InvalidInputError):
        taken_in(small_town, back, by=ODD)


def test_one_action_in_two_files_is_told_at_both(small_town):
    content = sent(small_town)
    one, other = filled(content, {"percent": 5}), filled(content, {"percent": 50})
    assert wrong(looked_at(small_town, one, other)) == ["row.same_action", "row.same_action"]
    # The same file untouched stands in nobody's way.
    assert happening(looked_at(small_town, one, content)) == [("check_in",), ("unchanged",)]


def a_page(page: Worksheet, *rows: tuple) -> None:
    for row in rows:
        page.append(row)


def test_files_of_the_wrong_kind_are_told_apart(small_town):
    other = Workbook()
    other.worksheets[0].append(["Kode", "Tittel"])
    damaged = Workbook()
    damaged.worksheets[0].append([MARK, "everybody", "x", 1])
    without_keys = Workbook()
    without_keys.worksheets[0].append([MARK, "position", "position", 1])
    twice = load_workbook(io.BytesIO(sent(small_town)))
    twice.copy_worksheet(twice.worksheets[0])
    returned = looked_at(
        small_town,
        b"\x89PNG\r\n\x1a\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512,
        *(bytes_of(book) for book in (other, damaged, without_keys, twice)),
        b"Kode;Tittel\nT-1;Noe",
        b"",
    )
    assert [problems[0].rule for problems in returned.problems.values()] == [
        "file.picture",
        "file.old_or_encrypted",
        "file.not_owner_rows",
        "file.marker_damaged",
        "file.marker_damaged",
        "file.marked_twice",
        "file.not_owner_rows",
        "file.empty",
    ]
    assert returned.rows == ()
    with pytest.raises(InvalidInputError):
        owner_rows.apply_returned(small_town, returned, by=HEGE, today=TODAY, choices={})


def test_a_zip_bomb_is_never_unpacked(small_town):
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 401_000_000)
        content = file.getvalue()
    returned = looked_at(small_town, content)
    assert [p.rule for found in returned.problems.values() for p in found] == ["file.bomb"]


@pytest.mark.parametrize(
    ("marker", "rule"),
    [
        ((MARK, "position", "position", 999), "file.from_elsewhere"),
        ((MARK, "position", "position", "x"), "file.from_elsewhere"),
        ((MARK, "position", "nobody", 1), "file.whose_unknown"),
        ((MARK, "unit", "position", 1), "file.whose_unknown"),
    ],
)
def test_a_file_from_another_plan_is_recognised_as_such(small_town, marker, rule):
    def forge(page: Worksheet) -> None:
        for column, said in enumerate(marker, start=1):
            page.cell(1, column).value = said

    returned = looked_at(small_town, filled(sent(small_town), {"percent": 5}, fill=forge))
    assert [p.rule for found in returned.problems.values() for p in found] == [rule]


def test_more_rows_than_anybody_was_sent_are_not_read(small_town):
    def pad(page: Worksheet) -> None:
        for number in range(2_100):
            page.cell(100 + number, 5).value = "x"

    returned = looked_at(small_town, filled(sent(small_town), fill=pad))
    assert [p.rule for found in returned.problems.values() for p in found] == ["file.too_many_rows"]


def test_columns_that_were_taken_out_or_copied_do_no_harm(small_town):
    def rearrange(page: Worksheet) -> None:
        places, first = keys_of(page)
        page.cell(first - 2, places["cause"]).value = None
        page.cell(first - 2, places["remedy"]).value = "comment"
        page.cell(first - 2, places["reason"]).value = None
        page.cell(first, places["remedy"]).value = "Kopiert"

    back = filled(sent(small_town), {"percent": 5, "comment": "Min"}, fill=rearrange)
    (saved,) = taken_in(small_town, back)
    assert (saved.comment, saved.remedy) == ("Min", "")


def test_a_note_beside_the_table_is_nobodys_row(small_town):
    def note(page: Worksheet) -> None:
        page.cell(40, 40).value = "Ring meg"

    returned = looked_at(small_town, filled(sent(small_town), {"percent": 5}, fill=note))
    assert happening(returned) == [("check_in",)]


def test_rows_put_in_above_the_headings_do_no_harm(small_town):
    def insert(page: Worksheet) -> None:
        page.insert_rows(3, amount=2)

    back = filled(sent(small_town), {"percent": 5}, fill=insert)
    assert happening(looked_at(small_town, back)) == [("check_in",)]


def test_two_files_of_one_name_are_two_files(small_town):
    content = filled(sent(small_town), {"percent": 5})
    returned = owner_rows.preview_returned(
        small_town, [("a.xlsx", content), ("a.xlsx", sent(small_town))], by=HEGE, today=TODAY
    )
    assert [row.key for row in returned.rows] == ["a.xlsx:10", "a.xlsx (2):10"]


# --- what changed meanwhile ----------------------------------------------------------------------


def test_a_newer_check_in_is_shown_and_never_overwritten(database):
    settle(database, EARLIER)
    back = filled(sent(database), {"comment": "Fra filen"})
    newer = follow_up.check_in(
        database, "action", {"percent": 80, "comment": "I møtet"}, by=OLA, today=TODAY
    )
    returned = looked_at(database, back)
    (row,) = returned.conflicts
    assert row.meanwhile == (Meanwhile.CHECK_IN,)
    assert row.latest.comment == "I møtet"
    with refused(database, InvalidInputError) as caught:
        taken_in(database, back)
    assert caught.value.problems[0].rule == "conflict_undecided"
    assert taken_in(database, back, choices={row.key: Choice.TOOL}) == ()
    (saved,) = taken_in(database, back, choices={row.key: Choice.FILE})
    # What the file did not say stays as the tool has it.
    assert (saved.percent, saved.comment) == (80, "Fra filen")
    assert newer in database.check_ins("action")


def test_an_untouched_row_stands_against_nothing(duck):
    database = settle(duck, EARLIER)
    back = sent(database)
    follow_up.check_in(database, "action", {"percent": 80}, by=OLA, today=TODAY)
    returned = looked_at(database, back)
    assert (happening(returned), returned.conflicts) == ([("unchanged",)], ())


def test_another_due_date_is_shown(small_town):
    back = filled(sent(small_town), {"percent": 20})
    action = item(small_town, "action")
    planning.change(small_town, action, {"due": date(2027, 6, 30)}, by=HEGE, reason="Ny plan")
    (row,) = looked_at(small_town, back).conflicts
    assert (row.meanwhile, row.line.from_due) == ((Meanwhile.DUE,), date(2026, 12, 31))
    assert taken_in(small_town, back, choices={row.key: Choice.FILE})[0].percent == 20


def test_what_was_closed_meanwhile_can_only_be_left_as_it_is(small_town):
    back = filled(sent(small_town), {"percent": 20})
    follow_up.check_in(
        small_town, "action", {"percent": 100}, by=OLA, today=TODAY, state=ActionState.DONE
    )
    (row,) = looked_at(small_town, back).conflicts
    assert row.meanwhile == (Meanwhile.CLOSED, Meanwhile.CHECK_IN)
    assert not row.can_be_taken
    with refused(small_town, InvalidInputError):
        taken_in(small_town, back, choices={row.key: Choice.FILE})
    assert taken_in(small_town, back, choices={row.key: Choice.TOOL}) == ()


def test_another_owner_meanwhile_is_told(small_town):
    back = filled(sent(small_town), {"percent": 20})
    planning.change(small_town, item(small_town, "action"), {"owner_id": "other"}, by=HEGE)
    assert wrong(looked_at(small_town, back)) == ["row.not_theirs"]


def test_a_new_holder_takes_in_what_the_last_one_was_sent(small_town):
    back = filled(sent(small_town), {"percent": 20})
    people.take_over(small_town, item(small_town, "position"), by=ADA, newcomer_name="Nina Ny")
    nina = next(p for p in small_town.plan().people if p.name == "Nina Ny")
    assert nina.roles == (Role.OWNER,)
    assert taken_in(small_town, back, by=nina)[0].by_id == nina.id


def test_what_somebody_changes_after_the_look_refuses_everything(duck):
    database = settle(
        duck, an_action(id="second", code="T-6", owner_id="position", due=date(2027, 1, 31))
    )
    back = filled(sent(database), {"percent": 20}, {"percent": 30})
    returned = looked_at(database, back)
    assert happening(returned) == [("check_in",), ("check_in",)]
    follow_up.check_in(database, "action", {"percent": 80}, by=OLA, today=TODAY)
    with refused(database, RowsRefusedError) as caught:
        owner_rows.apply_returned(database, returned, by=HEGE, today=TODAY, choices={})
    ((refusal,),) = [caught.value.refusals]
    assert (refusal.row_id, type(refusal.error)) == ("action", StaleEditError)


def test_what_is_sound_can_be_taken_in_without_the_rest(duck):
    database = settle(
        duck, an_action(id="second", code="T-6", owner_id="position", due=date(2027, 1, 31))
    )
    back = filled(sent(database), {"percent": 20}, {"percent": 300})
    with refused(database, InvalidInputError) as caught:
        taken_in(database, back, b"ikke et regneark")
    assert caught.value.problems[0].details == {"count": "2"}
    (saved,) = taken_in(database, back, b"ikke et regneark", leave_out=True)
    assert (saved.action_id, saved.percent) == ("action", 20)


def test_the_files_recognised_are_named(small_town):
    returned = looked_at(small_town, sent(small_town), sent(small_town, unit_id="unit"))
    assert dict(returned.recognised) == {
        "fra-ola-1.xlsx": "Kommunalsjef oppvekst",
        "fra-ola-2.xlsx": "Oppvekst",
    }
