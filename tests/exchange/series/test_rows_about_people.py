"""Rows about people are counted; only sums about enough people come out."""

import pytest

from strategy.exchange.series.files import read_series
from strategy.i18n import words

NB = words("nb")
HEAD = "Ansattnr;Navn;Enhet;Kjønn;Stillingsprosent;Dato\n"


def read(text, name="lonn.csv", **given):
    return read_series(text.encode(), name, w=NB, **given)


def rows(*groups):
    """Rows for so many people of a unit and sex, with so large a position."""
    numbered = [(unit, sex, share) for unit, sex, share, count in groups for _ in range(count)]
    return "".join(
        f"{number};Hemmelig Navn{number};{unit};{sex};{share};31.12.2024\n"
        for number, (unit, sex, share) in enumerate(numbered)
    )


def told(found, title):
    return {
        tuple(one.dimensions.values()): one.points[0].value
        for one in found.series
        if one.title == title
    }


def test_positions_are_summed_for_all_by_unit_and_by_sex():
    found = read(
        HEAD + rows(("Skole", "K", 100, 6), ("Helse", "K", 50, 6), ("Helse", "M", "60 %", 6))
    )
    assert told(found, "Ansatte") == {(): 18, ("Skole",): 6, ("Helse",): 12, ("K",): 12, ("M",): 6}
    assert told(found, "Årsverk") == {
        (): 12.6,
        ("Skole",): 6,
        ("Helse",): 6.6,
        ("K",): 9,
        ("M",): 3.6,
    }
    assert told(found, "Andel heltid") == {
        (): 33.3, ("Skole",): 100, ("Helse",): 0, ("K",): 50, ("M",): 0,
    }  # fmt: skip
    assert told(found, "Gjennomsnittlig stillingsstørrelse")[()] == 70
    (question,) = found.questions
    assert (question.rule, question.details["count"]) == ("rows_about_people", "18")


def test_nobodys_name_or_number_comes_out():
    found = read(HEAD + rows(("Skole", "K", 100, 6)) + "999;Hemmelig Navn;;;100;Hemmelig dato\n")
    assert "Hemmelig" not in repr(found)
    assert [problem.rule for problem in found.problems] == ["no_period"]


def test_several_positions_of_one_person_are_one_person():
    table = HEAD + rows(("Skole", "K", 60, 5)) + rows(("Helse", "K", 40, 5))
    found = read(table)
    assert told(found, "Ansatte")[()] == 5
    assert told(found, "Andel heltid")[()] == 100


def test_groups_of_few_are_hidden_and_so_is_what_would_reveal_them():
    table = HEAD + rows(("Skole", "K", 100, 9), ("Helse", "K", 50, 6), ("Teknisk", "K", 60, 2))
    found = read(table)
    assert told(found, "Ansatte") == {
        (): 17, ("Skole",): 9, ("Helse",): None, ("Teknisk",): None, ("K",): 17,
    }  # fmt: skip
    two_small = read(HEAD + rows(("A", "K", 100, 3), ("B", "K", 100, 4), ("C", "K", 100, 9)))
    assert told(two_small, "Ansatte")["C",] == 9
    only_one = read(HEAD + rows(("A", "K", 100, 3)))
    assert set(told(only_one, "Ansatte").values()) == {None}
    assert {point.mark for one in only_one.series for point in one.points} == {":"}


def test_a_whole_position_may_be_written_as_one():
    assert told(read(HEAD + rows(("A", "K", "0,5", 6), ("B", "K", 1, 6))), "Årsverk")[()] == 9


def test_absence_is_days_lost_out_of_days_agreed():
    head = "Navn;Sykedagsverk;Avtalte dagsverk\n"
    table = head + "".join(f"P{n};{n};100\n" for n in range(5)) + "P9;;\n"
    found = read(table, period="2024")
    assert told(found, "Sykefravær") == {(): 2}
    assert {one.title for one in found.series} == {"Ansatte", "Sykefravær"}
    nothing = read(head + "".join(f"P{n};1;\n" for n in range(5)), "2024.csv")
    assert told(nothing, "Sykefravær") == {(): None}


@pytest.mark.parametrize("name", ["Ansattliste 2024.csv", "Ansattliste.csv"])
def test_without_a_date_the_file_says_which_period_it_is_about(name):
    found = read("Navn;Stillingsprosent\n" + "".join(f"P{n};100\n" for n in range(6)), name)
    if "2024" in name:
        assert told(found, "Ansatte") == {(): 6}
    else:
        assert [problem.rule for problem in found.problems] == ["period_not_told"]


def test_absence_by_the_persons_own_word_and_by_a_doctors_are_told_apart():
    head = "Ressursnr;Org.enhet;År;Måned;Egenmeldte dager;Sykedager legemeldt;Fravær egenmeldt %"
    rows_of = "".join(f"\n{n};Skole;2024;3;1;4;5;100" for n in range(6))
    found = read(head + ";Mulige dagsverk" + rows_of)
    assert told(found, "Sykefravær") == {(): 5, ("Skole",): 5}
    assert told(found, "Sykefravær, egenmeldt")[()] == 1
    assert told(found, "Sykefravær, legemeldt")[()] == 4
    assert str(found.series[0].points[0].period.on) == "2024-03-31"


def test_people_without_numbers_are_told_apart_by_all_their_names():
    people = "".join(f"Kari;Nordmann;0{n}.01.1990;100\n" for n in range(1, 7))
    table = f"Fornavn;Etternavn;Fødselsdato;Still.%\n{people}Sum;;;600\n"
    assert told(read(table, period="2024"), "Ansatte") == {(): 6}


def test_rows_that_name_people_are_counted_even_where_nothing_else_is_said():
    found = read("Ansattnr;År\n" + "".join(f"{n};2024\n" for n in range(7)))
    assert {one.title for one in found.series} == {"Ansatte"}
    paid = read("Navn;År;Årslønn\n" + "".join(f"Navn{n};2024;500000\n" for n in range(7)))
    assert told(paid, "Ansatte") == {(): 7}
    assert "500000" not in repr(paid)
    units = read("Navn;2024\nSkole;7\n")
    assert units.series[0].title == "Skole"
