"""Tables of figures come in, wide or long, as municipalities and statistics offices write them."""

import csv
import io
from datetime import date

import pytest
from openpyxl import Workbook

from strategy.domain.series.marks import Missing
from strategy.exchange.series.files import read_series
from strategy.i18n import words
from tests.exchange.cases import CASES, TIME_SERIES, a_case, indicators
from tests.exchange.tables.table_files import a_document, an_open_document

NB = words("nb")


def read(content, name="tall.csv", **given):
    content = content if isinstance(content, bytes) else content.encode()
    return read_series(content, name, w=NB, **given)


def told(found):
    """What each series is about, with its figures or the marks instead of them."""
    return {
        (one.title, *one.dimensions.values()): {
            p.period.text: p.mark if p.value is None else p.value for p in one.points
        }
        for one in found.series
    }


def remarks(found):
    return [
        (one.rule, f"{one.column}{one.row or ''}") for one in (*found.questions, *found.problems)
    ]


def a_workbook(rows, *, title="Ark1", formats=None):
    book = Workbook()
    page = book.worksheets[0]
    page.title = title
    for row in rows:
        page.append(row)
    for cell, number_format in (formats or {}).items():
        page[cell].number_format = number_format
    with io.BytesIO() as file:
        book.save(file)
        return file.getvalue()


# --- real files -----------------------------------------------------------------------------------


def test_every_figure_and_note_of_a_real_time_series_is_found_again():
    found = read(TIME_SERIES.read_bytes(), TIME_SERIES.name)
    assert (found.questions, found.problems) == ((), ())
    rows = list(csv.DictReader(io.StringIO(TIME_SERIES.read_text(encoding="utf-8"))))
    assert [(one.title, one.unit) for one in found.series] == [
        (row["indikator"], row["enhet"]) for row in rows
    ]
    for one, row in zip(found.series, rows, strict=True):
        assert [point.period.text for point in one.points] == [str(y) for y in range(2013, 2020)]
        for point in one.points:
            cell = row[point.period.text]
            assert point.value == float(cell.rstrip("*").replace(",", "."))
            assert point.mark == "*" * cell.count("*")
        said = "\n".join([*one.notes, *(point.note for point in one.points)])
        assert row["merknad"].lstrip("* ") in said


def test_what_a_real_file_says_of_a_mark_is_said_of_the_figure():
    found = read(TIME_SERIES.read_bytes(), TIME_SERIES.name)
    seniors = next(one for one in found.series if "senioravtaler" in one.title)
    first = seniors.points[0]
    assert first.note == "ny senioravtale fra 1. mars 2013 – ikke sammenlignbart"
    assert (first.series_break, first.preliminary) == (True, False)


@pytest.mark.parametrize("name", CASES)
def test_the_indicators_of_a_real_report_come_in_as_a_table(name):
    """Every indicator with figures, as somebody would set them up: a column for each year."""
    given = [each for _, _, each in indicators(a_case(name)) if each.get("values")]
    years = sorted({str(v["period"]) for each in given for v in each["values"] if v.get("period")})
    if not years:
        pytest.skip("this report has no figures")
    rows = [["Indikator", "Måleenhet", *years]]
    for each in given:
        by_year = {str(v["period"]): v["value"] for v in each["values"]}
        rows.append([each["name"], each.get("unit"), *(by_year.get(year) for year in years)])
    found = read(a_workbook(rows), f"{name}.xlsx")
    figures = {
        (one.title, p.period.text): p.value
        for one in found.series
        for p in one.points
        if p.value is not None
    }
    assert figures == {
        (each["name"], str(v["period"])): v["value"]
        for each in given
        for v in each["values"]
        if v["value"] is not None
    }


# --- periods across -------------------------------------------------------------------------------


def test_survey_results_with_the_year_beside_the_group():
    table = (
        "10-FAKTOR Ringebu;;;;\nFaktor;Ringebu 2016;Ringebu 2018;Norge 2018;Mål 2020\n"
        "Oppgavemotivasjon;4,2;4,3;4,3;4,5\nMestringstro;4,3;;:;4,4\nKilde: KS;;;;\n"
    )
    found = read(table)
    assert told(found) == {
        ("Oppgavemotivasjon", "Ringebu"): {"2016": 4.2, "2018": 4.3},
        ("Oppgavemotivasjon", "Norge"): {"2018": 4.3},
        ("Mestringstro", "Ringebu"): {"2016": 4.3, "2018": ""},
        ("Mestringstro", "Norge"): {"2018": ":"},
    }
    assert {one.source for one in found.series} == {"KS"}
    assert {tuple(one.dimensions) for one in found.series} == {("gruppe",)}


def test_a_statistics_offices_csv_has_its_title_above_and_its_legend_below():
    table = (
        '"12441: Sykefravær (prosent)";;;\n\n"kjønn";"statistikkvariabel";"2023K1";"2023K2"\n'
        '"Begge kjønn";"Sykefravær";"7,1";".."\n"";"Dagsverk";"100";"-"\n'
        '"Menn";"Sykefravær";"5,1";"4,9*"\n'
        '".. = Tallgrunnlag mangler";;;\n"Sist oppdatert: 1.3.2024";;;\n'
        '"Kilde: Statistisk sentralbyrå";;;\n'
        '"Uten vikarer";;;\n'
    )
    found = read(table)
    assert told(found) == {
        ("Sykefravær", "Begge kjønn"): {"2023K1": 7.1, "2023K2": ".."},
        ("Dagsverk", "Begge kjønn"): {"2023K1": 100, "2023K2": "-"},
        ("Sykefravær", "Menn"): {"2023K1": 5.1, "2023K2": 4.9},
    }
    one, days, men = found.series
    assert (one.source, one.updated) == ("Statistisk sentralbyrå", "1.3.2024")
    assert (one.unit, one.notes) == ("prosent", ("Uten vikarer",))
    assert one.points[1].reason == "Tallgrunnlag mangler"
    assert days.points[1].missing is Missing.NIL
    assert men.points[1].preliminary


def test_years_above_and_sexes_below():
    table = (
        "Sykefravær;;;;;\n;;2023;;2024;\nSektor;;Kvinner;Menn;Kvinner;Menn\nOppvekst;;8,1;5,2;8;5\n"
    )
    assert told(read(table)) == {
        ("Sykefravær", "Oppvekst", "Kvinner"): {"2023": 8.1, "2024": 8},
        ("Sykefravær", "Oppvekst", "Menn"): {"2023": 5.2, "2024": 5},
    }


def test_years_above_and_quarters_below():
    quarters = "1. kvartal;2. kvartal"
    table = f"Sykefravær (%);2023;;2024;\n;{quarters};{quarters}\nHelse;8,1;5,2;8;5\n"
    found = read(table)
    assert [point.period.on.isoformat() for point in found.series[0].points] == [
        "2023-03-31",
        "2023-06-30",
        "2024-03-31",
        "2024-06-30",
    ]
    assert list(told(found)) == [("Sykefravær", "Helse")]
    assert found.series[0].unit == "%"


def test_what_is_measured_above_and_years_below():
    table = ";;Sykefravær;;Turnover;\nEnhet;;2023;2024;2023;2024\nHelse;;8,1;5,2;8;5\n"
    assert told(read(table)) == {
        ("Sykefravær", "Helse"): {"2023": 8.1, "2024": 5.2},
        ("Turnover", "Helse"): {"2023": 8, "2024": 5},
    }


def test_groups_that_do_not_begin_above_the_first_year():
    table = "Enhet;Andel;2022;2023;2024\n;;;Etter reformen;\nA;;1;2;3\n"
    assert told(read(table)) == {("tall", "A"): {"2022": 1, "2023": 2, "2024": 3}}
    table = "Rapport;;;Etter reformen\nEnhet;2022;2023;2024\nA;1;2;3\n"
    assert told(read(table)) == {
        ("tall", "A"): {"2022": 1, "2023": 2},
        ("Etter reformen", "A"): {"2024": 3},
    }


def test_headings_between_rows_are_groups_and_blanks_repeat_what_is_above():
    table = "Indikator;Kjønn;2023;2024\nHelse;;;\nSykefravær;Menn;5;6\n;Kvinner;7;8\n"
    table += "Heltid;Menn;60;61\n"
    assert told(read(table)) == {
        ("Sykefravær", "Menn", "Helse"): {"2023": 5, "2024": 6},
        ("Sykefravær", "Kvinner", "Helse"): {"2023": 7, "2024": 8},
        ("Heltid", "Menn", "Helse"): {"2023": 60, "2024": 61},
    }


def test_one_row_of_figures_is_called_what_the_sheet_is():
    found = read(a_workbook([[2022, 2023, 2024], [8.1, 0, None]], title="Sykefravær"))
    assert told(found) == {("Sykefravær",): {"2022": 8.1, "2023": 0, "2024": ""}}


def test_cells_of_a_workbook_are_read_as_they_are_shown():
    rows = [
        ["Indikator", date(2024, 4, 30), date(2024, 8, 31), "2024-12"],
        ["Sykefravær", 0.081, "=1/0", "7,9 %"],
    ]
    found = read(a_workbook(rows, formats={"B2": "0.0%"}), "plan.xlsx")
    assert remarks(found) == [("formula_without_value", "C2")]
    (one,) = found.series
    assert [(p.period.on.isoformat(), p.value) for p in one.points] == [
        ("2024-04-30", 8.1),
        ("2024-12-31", 7.9),
    ]
    assert (one.unit, one.decimals) == ("%", 1)


def test_a_column_enhet_is_a_unit_of_measure_or_a_part_of_the_organisation():
    measured = read("Indikator;Enhet;2023\nFravær;%;8\nÅrsverk;antall;900\n")
    assert [(one.title, one.unit) for one in measured.series] == [
        ("Fravær", "%"),
        ("Årsverk", "antall"),
    ]
    parts = read("Indikator;Unit;2023\nFravær;Helse;8\nFravær;Skole;9\n")
    assert told(parts) == {("Fravær", "Helse"): {"2023": 8}, ("Fravær", "Skole"): {"2023": 9}}


def test_sources_and_notes_have_columns_and_sheets_have_asides():
    table = (
        "Personal;;;;\nKilde;SSB;;;\nIndikator;2023;2024;Kilde;Merknad;Kode\n"
        "Fravær;8*;9**;KS;* foreløpig; ** ny definisjon;x\nHeltid;60 1);61¹;;Uten vikarer;y\n"
    ).replace("; **", ", **")
    absent, full = read(table).series
    assert (absent.source, full.source) == ("KS", "SSB")
    assert [(p.note, p.preliminary, p.series_break) for p in absent.points] == [
        ("foreløpig", True, False),
        ("ny definisjon", False, True),
    ]
    assert (full.notes, [p.value for p in full.points]) == (("Uten vikarer",), [60, 61])


def test_figures_that_look_like_years_are_no_heading():
    table = "Måling;Kommunen;Fylket\nAnsatte;1950;2010\nÅrsverk;1800;1900\n"
    assert remarks(read(table)) == [("period_not_told", "")]
    table = "Måling;Kommunen\nAnsatte;1950\nÅrsverk;1800\n"
    assert told(read(table, "2024.csv")) == {
        ("Ansatte",): {"2024": 1950},
        ("Årsverk",): {"2024": 1800},
    }
    assert told(read("Ansatte;2023;950\nÅrsverk;2024;800\n", "x.csv")) == {}


# --- one period -----------------------------------------------------------------------------------


def test_a_table_without_periods_takes_the_one_of_its_title_or_the_one_given():
    table = "Faktor;Kommunen;Norge;Kode\nMotivasjon;4,3;4,2;a\nRolle;:;4,1;b\n"
    found = read(table, "10-FAKTOR 2018.csv")
    assert remarks(found) == [("period_from_title", "")]
    assert told(found)["Rolle", "Kommunen"] == {"2018": ":"}
    assert told(found)["Rolle", "Norge"] == {"2018": 4.1}
    given = read(table, "10-FAKTOR.csv", period="T1 2019")
    assert remarks(given) == []
    assert told(given)["Motivasjon", "Norge"] == {"T1 2019": 4.2}
    assert remarks(read(table, "10-FAKTOR.csv")) == [("period_not_told", "")]
    assert remarks(read(table, period="en gang")) == [("not_a_period", "")]


# --- periods down the side ------------------------------------------------------------------------


def test_a_row_for_each_period_unit_and_sex():
    table = (
        "Periode;Enhet;Kjønn;Sykefravær (%);Antall svar;Merknad\n2024K1;Skole;Kvinner;8,1;40;\n"
        "2024K2;Skole;Kvinner;7,9;0,5;Streik\n2024K1;Skole;Menn;<5;3;\n"
        "2024K2;Skole;Menn;ikke målt;;\n"
    )
    found = read(table)
    assert told(found) == {
        ("Sykefravær", "Skole", "Kvinner"): {"2024K1": 8.1, "2024K2": 7.9},
        ("Sykefravær", "Skole", "Menn"): {"2024K1": "<5", "2024K2": "ikke målt"},
    }
    women, men = found.series
    assert (women.unit, [p.group_size for p in women.points]) == ("%", [40, None])
    assert [p.note for p in women.points] == ["", "Streik"]
    assert [p.missing for p in men.points] == [Missing.CONFIDENTIAL, Missing.OTHER]


def test_years_down_the_side_and_several_things_measured():
    table = "Personal\n;Antall ansatte;Heltid (%)\n2018;1950;60\n2019;1990;\n2020;2010;62\n"
    assert told(read(table)) == {
        ("Antall ansatte",): {"2018": 1950, "2019": 1990, "2020": 2010},
        ("Heltid",): {"2018": 60, "2019": "", "2020": 62},
    }


def test_indicator_and_value_in_columns_of_their_own():
    table = "Indikator;År;Verdi;Måleenhet;Kilde\nFravær;2023;8,1;%;KS\n"
    table += "Heltid;2023;60;%;\nFravær;2024;8;%;\n"
    found = read(table)
    assert told(found) == {("Fravær",): {"2023": 8.1, "2024": 8}, ("Heltid",): {"2023": 60}}
    assert [(one.unit, one.source) for one in found.series] == [("%", "KS"), ("%", "")]


def test_several_figures_for_an_indicator_are_named_after_their_columns():
    table = "Indikator;År;Kvinnene;Mennene\nFravær;2023;8;5\n"
    assert set(told(read(table))) == {
        ("Fravær, Kvinnene",),
        ("Fravær, Mennene",),
    }
    assert set(told(read("Indikator;År;Målt andel\nFravær;2023;8\n"))) == {("Fravær",)}


@pytest.mark.parametrize(
    ("heading", "cells", "ends"),
    [
        ("Kvartal", ("1", "2. kvartal"), ("2024-03-31", "2024-06-30")),
        ("Måned", ("1", "februar"), ("2024-01-31", "2024-02-29")),
        ("Tertial", ("1", "T2"), ("2024-04-30", "2024-08-31")),
        ("Tid", ("x", "x"), ("2024-12-31",)),
    ],
)
def test_year_and_part_of_the_year_in_two_columns(heading, cells, ends):
    table = f"År;{heading};Verdi\n2024;{cells[0]};1\n2024;{cells[1]};1\n"
    (one,) = read(table).series
    assert tuple(point.period.on.isoformat() for point in one.points) == ends


def test_a_per_cent_is_worked_out_from_its_two_parts():
    table = "År;Enhet;Teller;Nevner\n2023;A;10;200\n2024;A;12;0\n2023;B;:;50\n2024;B;5;50\n"
    found = read(table)
    assert told(found) == {
        ("tall", "A"): {"2023": 5, "2024": ""},
        ("tall", "B"): {"2023": ":", "2024": 10},
    }
    assert {one.unit for one in found.series} == {"%"}


def test_what_is_wrong_is_told_by_its_cell():
    found = read("Indikator;2018;2018;2019\nX;8;9;ca. 8\n")
    assert remarks(found) == [("not_a_figure", "D2"), ("period_twice", "")]
    found = read("År;Verdi\n2023;8\n2024;8\n2025;8\ni fjor;9\n;\nmerk;\n2022;ca. 8\n")
    assert remarks(found) == [("no_period", "A5"), ("not_a_figure", "B8")]


def test_a_file_without_figures_is_refused():
    assert remarks(read("Hei på deg\n")) == [("no_table", "")]
    assert remarks(read("År;Tekst\n2023;x\n")) == [("no_table", "")]
    assert remarks(read(b"\x00\x01")) == [("file.not_a_workbook", "")]
    assert remarks(read("År\n")) == [("no_table", "")]
    assert remarks(read("Verdi;År\n")) == [("no_table", "")]


def test_rows_or_columns_for_each_sex_are_groups_of_what_the_corner_or_the_title_says():
    table = "Sjukfrånvaro;2016;2017\nTotalt;8,2 %;7,3 %\nKvinnor;9,1 %;8 %\n"
    assert told(read(table)) == {
        ("Sjukfrånvaro", "Totalt"): {"2016": 8.2, "2017": 7.3},
        ("Sjukfrånvaro", "Kvinnor"): {"2016": 9.1, "2017": 8},
    }
    table = "Periode;Kvinner;Menn\n1. kvartal 2024;8;5\n"
    assert told(read(table, "Fravær.csv")) == {
        ("Fravær", "Kvinner"): {"1. kvartal 2024": 8},
        ("Fravær", "Menn"): {"1. kvartal 2024": 5},
    }


def test_a_result_is_no_group_and_a_title_may_say_that_it_is_in_per_cent():
    found = read("Indikator;Resultat 2022;Resultat 2023\nSvarprosent;78;79\n")
    assert told(found) == {("Svarprosent",): {"2022": 78, "2023": 79}}
    assert found.series[0].unit == "%"


def test_notes_below_with_a_cell_of_their_own_are_not_figures():
    table = "Indikator;2023;2024\nFravær;8;9\nKilde;KS;\nMerknad;Uten vikarer;\n"
    (one,) = read(table).series
    assert one.source == "KS"
    assert list(told(read(table))) == [("Fravær",)]


def test_headings_longer_than_anybody_writes_are_no_periods():
    assert remarks(read(f"Indikator;{'x' * 200} 2024\nFravær;8\n")) == [("period_not_told", "")]


def test_json_goes_its_own_way():
    assert remarks(read('{"a": 1}')) == [("not_json_stat", "")]


# --- the same table, whichever way it comes -------------------------------------------------------

MERGED = (
    "<h2>Sykefravær i prosent</h2><table><tr><th rowspan=2>Enhet</th><th colspan=2>2023</th>"
    "<th colspan=2>2024</th></tr><tr>" + "<th>Kvinner</th><th>Menn</th>" * 2 + "</tr>"
    "<tr><td>Skole</td><td>8,1</td><td>5,2</td><td>8</td><td>..</td></tr></table>"
    "<table><caption>Turnover</caption><tr><th>Enhet</th><th>2024</th></tr>"
    "<tr><td>Skole</td><td>9</td></tr></table><table><tr><th>År</th><th>Lærlinger</th></tr>"
    "<tr><td>2024</td><td>7</td></tr></table>"
)


def a_saved_document(*rows, above):
    with io.BytesIO() as file:
        a_document(*rows, above=above).save(file)
        return file.getvalue()


def test_headings_merged_across_and_down_in_a_web_page():
    assert told(read(f"<html><body>{MERGED}</body></html>", "rapport.xls")) == {
        ("Sykefravær i prosent", "Skole", "Kvinner"): {"2023": 8.1, "2024": 8},
        ("Sykefravær i prosent", "Skole", "Menn"): {"2023": 5.2, "2024": ".."},
        ("Turnover", "Skole"): {"2024": 9},
        ("Lærlinger",): {"2024": 7},
    }


def test_a_table_in_a_letter_or_an_open_document():
    rows = [("Faktor", "2016", "2018"), ("Mestringstro", "4,3", "4,4")]
    letter = read(a_saved_document(*rows, above=["10-FAKTOR"]), "brev.docx")
    assert told(letter) == {("Mestringstro",): {"2016": 4.3, "2018": 4.4}}
    assert told(read(an_open_document(*rows), "tall.ods")) == told(letter)


def test_the_same_letters_in_another_encoding():
    table = "Indikator;2023\nSykefravær på Ås;8,1\n"
    for encoding in ("cp1252", "utf-16", "utf-8-sig", "mac_roman"):
        assert told(read(table.encode(encoding))) == {("Sykefravær på Ås",): {"2023": 8.1}}


# --- numbers that read two ways -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("beside", "expected"), [("7,5", 9694), ("7.5", 9.694), ("7,5 %", 9694), ("0.512", 9.694)]
)
def test_a_point_means_what_the_other_numbers_of_the_table_show(beside, expected):
    found = read(f"Indikator;2013\nAnsatte;9.694**\nFravær;{beside}\n")
    assert told(found)["Ansatte",] == {"2013": expected}


def test_a_comma_marks_thousands_only_where_points_mark_decimals():
    assert told(read("A\t2013\nStaff\t9,694\nAbsence\t7.5\n"))["Staff",] == {"2013": 9694}
    assert told(read("A\t2013\nStaff\t9,694\nAbsence\t7\n"))["Staff",] == {"2013": 9.694}


def test_a_number_that_nothing_explains_is_asked_about_not_guessed():
    found = read("Indikator;2013\nAnsatte;9.694\n")
    assert (remarks(found), told(found)) == ([("reads_two_ways", "B2")], {})
    assert remarks(read("År;Ansatte\n2013;9.694\n")) == [("reads_two_ways", "B2")]
    assert remarks(read("År;Teller;Nevner\n2013;1;9.694\n")) == [("reads_two_ways", "C2")]


# --- what stands beside the figures ---------------------------------------------------------------


def test_how_many_answered_is_the_size_of_the_group_not_a_figure():
    table = (
        "10-FAKTOR;;;;;;\n;2016;;2018;;Norge;\n"
        "Faktor;Snitt;Antall svar;Snitt;Antall svar;2018;Antall svar\n"
        "Mestringstro;4,3;210;4,4;190;4,3;50000\n"
    )
    ours, country = read(table).series
    assert [(p.period.text, p.value, p.group_size) for p in ours.points] == [
        ("2016", 4.3, 210), ("2018", 4.4, 190),
    ]  # fmt: skip
    assert dict(country.dimensions) == {"gruppe": "Norge"}
    assert [p.group_size for p in country.points] == [50000]
    only_sizes = read("Faktor;Antall svar 2016;Antall svar 2018\nTro;210;190\n")
    assert told(only_sizes) == {("Tro", "Antall svar"): {"2016": 210, "2018": 190}}


def test_a_status_in_a_column_of_its_own_says_why_a_figure_is_missing():
    table = (
        "kpi_id;kpi_title;municipality;period;gender;value;count;status\n"
        "N00090;Sjukfrånvaro (%);Ale;2019;T;7.1;1;\nN00090;Sjukfrånvaro (%);Ale;2020;T;7.3;1;p\n"
        "N00090;Sjukfrånvaro (%);Ale;2021;T;7.4;1;b\nN00090;Sjukfrånvaro (%);Ale;2022;T;0;1;..\n"
        "N00090;Sjukfrånvaro (%);Ale;2023;T;;1;Missing\nN00090;Sjukfrånvaro (%);Ale;2024;T;7;1;A\n"
        "N00090;Sjukfrånvaro (%);Ale;2025;T;;1;Private\n"
    )
    (one,) = read(table).series
    assert (one.title, one.unit) == ("Sjukfrånvaro", "%")
    assert dict(one.dimensions) == {"municipality": "Ale", "gender": "T"}
    assert [p.value for p in one.points] == [7.1, 7.3, 7.4, None, None, 7, None]
    assert [p.preliminary for p in one.points] == [False, True, *[False] * 5]
    assert [p.series_break for p in one.points] == [False, False, True, *[False] * 4]
    assert [p.missing for p in one.points if p.missing] == [
        Missing.NO_DATA, Missing.NO_DATA, Missing.CONFIDENTIAL,
    ]  # fmt: skip


def test_the_corner_says_what_is_measured_in_all_rows_and_dashes_are_no_names():
    table = "Sykefravær;2017;2018\nBærum kommune;7,5 %;7,3 %\n– Egenmeldt;1,2 %;1,1 %\n"
    found = read(table)
    assert [(one.title, one.unit) for one in found.series] == [("Sykefravær", "%")] * 2
    listed = read("Indikator;2017\n– Egenmeldt;1,2\n")
    assert told(listed) == {("Egenmeldt",): {"2017": 1.2}}


def test_a_part_of_the_row_above_is_a_group_of_it():
    table = "Nyckeltal;Enhet;2016\nSjukfrånvaro;%;8,2\nvarav kvinnor;%;9,2\nherav menn;%;5\n"
    assert told(read(table)) == {
        ("Sjukfrånvaro",): {"2016": 8.2},
        ("Sjukfrånvaro", "kvinnor"): {"2016": 9.2},
        ("Sjukfrånvaro", "menn"): {"2016": 5},
    }


def test_short_words_for_parts_of_the_year_and_years_over_two_calendar_years():
    table = "Sykefravær (%);2023;;2024;\nEnhet;1. kv.;2. kv.;1. kv.;2. kv.\nSkole;7;6;8;5\n"
    (one,) = read(table).series
    assert (one.title, one.unit) == ("Sykefravær", "%")
    assert [str(p.period.on) for p in one.points] == [
        "2023-03-31", "2023-06-30", "2024-03-31", "2024-06-30",
    ]  # fmt: skip
    school = read("Indikator;2015/16;2016/17\nUfaglærte;7,5;7,3\n")
    assert [str(p.period.on) for p in school.series[0].points] == ["2016-12-31", "2017-12-31"]
    assert read("Indikator;2015/17\nUfaglærte;7,5\n").series == ()


def test_months_without_a_year_are_those_of_the_year_in_the_title():
    found = read("Sykefravær i prosent 2024\nEnhet;Januar;Februar\nSkole;7,1;6,1\n")
    assert [p.period.text for p in found.series[0].points] == ["Januar 2024", "Februar 2024"]
    assert remarks(found) == [("period_from_title", "")]


def test_a_row_without_a_figure_at_the_end_is_a_period_not_a_note():
    table = "År;Kjønn;Verdi\n2023;K;7\n2024;K;\nKilde: KS;;\n"
    (one,) = read(table).series
    assert (one.missing, one.source, one.notes) == (1, "KS", ())


def test_a_code_beside_a_name_says_nothing_more():
    (one,) = read("Region;Region nr;År;Verdi\nHamar;3403;2024;7\n").series
    assert dict(one.dimensions) == {"Region": "Hamar"}
    (coded,) = read("Kommunenr;År;Verdi\n3403;2024;7\n").series
    assert dict(coded.dimensions) == {"Kommunenr": "3403"}


def test_many_cells_that_contradict_each_other_are_not_all_named():
    found = read("År;Verdi\n" + "".join(f"2024;{number}\n" for number in range(9)))
    (problem,) = found.problems
    assert problem.details["cells"] == "B2, B3, B4, B5, B6, B7 …"


def test_headings_with_nothing_or_only_words_below_are_no_table():
    for table in ("Indikator;2023;2024\n", "Indikator;2023;2024\nFravær;høyt;lavt\n"):
        assert remarks(read(table)) == [("no_table", "")]


OFFICE = [
    ["12441: Sykefravær (prosent), etter region, kjønn, statistikkvariabel og kvartal"],
    [None, None, None, "2023K1", "2023K2"],
    ["3411 Ringsaker", "Menn", "Sykefraværsprosent", 5.1, ".."],
    [None, "Kvinner", "Sykefraværsprosent", 8.1, 8.2],
    ["3403 Hamar", "Menn", "Sykefraværsprosent", 4.1, ":"],
    [".. = Tallgrunnlag mangler"],
    ["statistikkvariabel:"],
    ["Sist endret:"],
    ["Sykefraværsprosent:"],
    ["20240301 08:00"],
    ["Kilde:"],
    ["Statistisk sentralbyrå"],
    ["Kontakt:"],
    ["Kari Nordmann, +47 400 00 000"],
    ["Måleenhet:"],
    ["prosent"],
]


def test_a_statistics_offices_workbook_names_its_divisions_in_the_title_alone():
    found = read(a_workbook(OFFICE), "12441.xlsx")
    assert [dict(one.dimensions) for one in found.series] == [
        {"region": region, "kjønn": sex, "statistikkvariabel": "Sykefraværsprosent"}
        for region, sex in (
            ("3411 Ringsaker", "Menn"),
            ("3411 Ringsaker", "Kvinner"),
            ("3403 Hamar", "Menn"),
        )
    ]
    assert [[point.value for point in one.points] for one in found.series] == [
        [5.1, None], [8.1, 8.2], [4.1, None],
    ]  # fmt: skip
    assert {(one.source, one.updated, one.unit) for one in found.series} == {
        ("Statistisk sentralbyrå", "20240301 08:00", "prosent")
    }
    assert found.series[0].points[1].reason == "Tallgrunnlag mangler"
    assert "Nordmann" not in repr(found)


def test_divisions_that_no_title_names_are_groups():
    table = "Sykefravær;;\n;;2023\nSkole;Menn;5\nSkole;Kvinner;8\n"
    assert [dict(one.dimensions) for one in read(table).series] == [
        {"gruppe": "Skole", "gruppe 2": "Menn"}, {"gruppe": "Skole", "gruppe 2": "Kvinner"},
    ]  # fmt: skip


def test_the_number_of_a_row_is_not_its_name():
    table = "Faktor;Beskrivelse;2016;2018\n1;Indre motivasjon;4,2;4,3\n2;Mestringstro;4,3;4,4\n"
    assert [one.title for one in read(table).series] == ["Indre motivasjon", "Mestringstro"]


@pytest.mark.parametrize("so_far", ["Hittil i år 2024", "Per august 2024", "Akkumulert 2024"])
def test_the_year_so_far_beside_years_is_no_year(so_far):
    table = f"Enhet;2022;2023;{so_far}\nSkole;7,1;7,4;8,9\nHelse;9,1;9,4;9,9\n".encode()
    found = read(table)
    values = {point.value for series in found.series for point in series.points}
    assert values == {7.1, 7.4, 9.1, 9.4}
