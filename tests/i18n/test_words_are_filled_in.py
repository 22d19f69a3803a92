"""How a key becomes a text: blanks filled in, plural forms picked, figures written right."""

from pathlib import Path
from types import MappingProxyType

import pytest

from strategy.i18n import LANGUAGES, Words, words
from strategy.i18n.catalogue import MissingWordError, read_entries
from strategy.i18n.formats import Formats

SOME = {
    "plain": "I rute",
    "blank": "{title} har {value}",
    "percent": "100 % {sikkert}",
    "counted": {"zero": "ingen mål", "one": "ett mål", "other": "{count} mål"},
    "noun": "{days:dag|dager} igjen av {weeks:uke|uker}",
    "no_zero": {"one": "ett tiltak", "other": "{count} tiltak"},
}
W = Words("nb", MappingProxyType(SOME), Formats("nb"))


def test_a_key_gives_its_text():
    assert W("plain") == "I rute"


def test_a_key_nobody_wrote_words_for_is_a_mistake_of_ours():
    with pytest.raises(MissingWordError, match=r"goal\.nothing"):
        W("goal.nothing")
    assert not W.has("goal.nothing")
    assert W.has("plain")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("{braces} and <b>", "Vi lærer har {braces} and <b>"),
        (9694, "Vi lærer har 9\N{NO-BREAK SPACE}694"),
        (8.346, "Vi lærer har 8,35"),
        (True, "Vi lærer har True"),
        (None, "Vi lærer har None"),
    ],
)
def test_details_are_written_as_the_reader_writes_them(value, text):
    assert W("blank", title="Vi lærer", value=value) == text


def test_a_text_without_details_is_given_as_it_stands():
    assert W("percent") == "100 % {sikkert}"


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "ingen mål"), (1, "ett mål"), (2, "2 mål"), (1200, "1\N{NO-BREAK SPACE}200 mål")],
)
def test_the_form_follows_the_count(count, text):
    assert W("counted", count=count) == text


@pytest.mark.parametrize(
    ("days", "weeks", "text"),
    [
        (1, 2, "1 dag igjen av 2 uker"),
        (0, 1, "0 dager igjen av 1 uke"),
        (1200, "3", "1\N{NO-BREAK SPACE}200 dager igjen av 3 uker"),
        ("1", "1", "1 dag igjen av 1 uke"),
    ],
)
def test_a_noun_follows_the_number_before_it_also_where_that_is_text(days, weeks, text):
    assert W("noun", days=days, weeks=weeks) == text


def test_none_is_counted_like_many_where_it_has_no_form_of_its_own():
    assert W("no_zero", count=0) == "0 tiltak"


def test_a_counted_text_without_a_count_is_about_none():
    assert W("counted") == "ingen mål"


def test_a_form_the_text_does_not_have_becomes_the_usual_one():
    only_other = Words("en", MappingProxyType({"k": {"other": "{count} goals"}}), Formats("en"))
    assert only_other("k", count=1) == "1 goals"


@pytest.mark.parametrize(
    ("language", "signal", "finding"),
    [
        ("nb", "Ikke startet", "«Heltid» har ikke fått ny status på 153 dager."),
        ("nn", "Ikkje starta", "«Heltid» har ikkje fått ny status på 153 dagar."),
        ("en", "Not started", "“Heltid” has had no status update for 153 days."),
    ],
)
def test_every_language_has_its_own_words(language, signal, finding):
    w = words(language)
    assert w.language == language
    assert w("signal.not_started") == signal
    assert w("rule.silent.message", code="T-1", title="Heltid", days=153) == finding


def test_words_are_read_once():
    assert [words(language) is words(language) for language in LANGUAGES] == [True, True, True]


def test_a_key_written_in_two_files_is_refused(tmp_path: Path):
    for name in ("goals", "plan"):
        path = tmp_path / f"{name}.toml"
        path.write_text('"goal.add" = { nb = "Nytt", nn = "Nytt", en = "New" }', encoding="utf-8")
    with pytest.raises(ValueError, match=r"plan\.toml repeats \['goal\.add'\]"):
        read_entries(tmp_path)


def test_a_key_that_means_another_has_its_words(tmp_path: Path):
    (tmp_path / "a.toml").write_text('"list.due" = "field.due"', encoding="utf-8")
    (tmp_path / "b.toml").write_text(
        '"field.due" = { nb = "Frist", nn = "Frist", en = "Due date" }', encoding="utf-8"
    )
    entries = read_entries(tmp_path)
    assert entries["list.due"] == {"nb": "Frist", "nn": "Frist", "en": "Due date"}


@pytest.mark.parametrize("meant", ["nothing", "a"])
def test_a_key_that_means_one_without_words_is_refused(tmp_path: Path, meant):
    (tmp_path / "a.toml").write_text(f'"a" = "b"\n"b" = "{meant}"', encoding="utf-8")
    with pytest.raises(ValueError, match="which has no words of its own"):
        read_entries(tmp_path)


def test_catalogues_of_several_files_are_one(tmp_path: Path):
    for key in ("a.b", "c.d"):
        path = tmp_path / f"{key}.toml"
        path.write_text(f'"{key}" = {{ nb = "x", nn = "y", en = "z" }}', encoding="utf-8")
    assert read_entries(tmp_path) == {
        "a.b": {"nb": "x", "nn": "y", "en": "z"},
        "c.d": {"nb": "x", "nn": "y", "en": "z"},
    }
