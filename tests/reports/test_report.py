"""A publication in a reader's words, the same in every form it takes."""

from datetime import date

import pytest

from strategy.domain.items import Signal
from strategy.domain.publishing.publication import Content
from strategy.domain.publishing.sealing import LogEnd
from strategy.i18n import words
from strategy.reports.publication.drawing import bar_drawing, trend_drawing
from strategy.reports.publication.report import Trend, decisions_table, report_of, since_part
from tests.reports.publications import before, everything

NB = words("nb")
PAINT = {signal.value: "#000" for signal in Signal} | {
    "edge": "#111", "line": "#222", "aim": "#333",
}  # fmt: skip


def test_the_finding_comes_first(report):
    assert report.finding == "0 av 2 mål er i rute, 1 er bak plan"
    assert report.period == "T1 2026, status per 30. april 2026"
    assert report.summary == ("Det går bra.", "Det meste.")
    assert report.bar.said == "2 mål: ■ Bak plan 1, ○ Ukjent 1."


def test_activity_and_effect_stand_side_by_side_with_what_they_rest_on(report):
    assert report.activity.said == "20\xa0%"
    assert report.activity.share == pytest.approx(0.2)
    assert (report.effect.label, report.effect.said, report.effect.note) == (
        "Effekt", "0\xa0%", "1 av 3 teller",
    )  # fmt: skip


def test_what_is_not_measured_is_never_nothing(report):
    empty = report.pillars[0].goals[1]
    other = report.pillars[1]

    assert (empty.effect.said, empty.effect.share) == ("ikke målt", None)
    assert (empty.activity.said, empty.activity.share) == ("ingen tiltak", None)
    assert other.bar.slices == ()
    assert other.bar.said == "Ingen mål ennå"
    assert empty.facts == ()
    assert report.pillars[0].goals[0].facts == (
        "Ansvarlig: Kommunalsjef oppvekst", "Frist: 31.12.2026",
    )  # fmt: skip


def test_an_indicator_says_where_it_started_where_it_is_and_where_it_is_to_be(report):
    measured, small = report.pillars[0].goals[0].indicators

    assert (measured.baseline, measured.latest, measured.aim) == (
        "10\xa0%", "10,5\xa0% (31.12.2025), dårligere enn ved start", "6 · 31.12.2027",
    )  # fmt: skip
    assert measured.trend.said == (
        "Sykefravær gikk fra 9,5\xa0% (2024) til 10,5\xa0% (31.12.2025). Mål: 6 · 31.12.2027."
    )
    assert (small.latest, small.aim, small.baseline) == ("skjermet (31.12.2025)", "3", "–")
    assert small.trend.points == ()
    assert report.pillars[0].indicators[0].latest == "ikke målt"
    assert report.pillars[0].indicators[0].aim == "uten måltall"


def test_an_action_says_who_when_how_far_and_why_it_is_late(report):
    late, undated = report.pillars[0].goals[0].actions

    assert (late.responsible, late.due, late.percent) == (
        "Kommunalsjef oppvekst", "31.03.2026", "60\xa0%",
    )  # fmt: skip
    assert late.why == "30 dager over fristen. Utsatt én gang, opprinnelig frist 31.12.2025. Streik"
    assert (undated.due, undated.responsible, undated.why) == ("ingen frist", "ikke avklart", "")
    assert [action.code for action in report.loose] == ["T-3"]


def test_since_last_time_tells_what_happened_and_why(report):
    told = {part.news: part.lines for part in report.since.parts}

    assert report.since.heading == "Siden sist: T3 2025 (31. desember 2025)"
    assert told["late"] == (
        "T-1 Lederutvikling for alle: 30 dager over fristen 31.03.2026. Streik.",
    )
    assert told["postponed"] == (
        "T-1 Lederutvikling for alle: fra 31.12.2025 til 31.03.2026. Streik.",
    )
    assert told["worse"][0].endswith(": fra i rute til bak plan.")
    assert told["gone"] == ("T-8 Borte.",)
    assert told["decided"] == ("KS 47/24 Kommunestyret (19.06.2025).",)


def test_a_reason_nobody_gave_is_said_to_be_missing():
    now = everything()
    silent = tuple(action.model_copy(update={"explanation": ""}) for action in now.actions)
    told = since_part(before(), now.model_copy(update={"actions": silent}), NB)

    assert told.parts[0].lines[0].endswith("Grunnen er ikke oppgitt.")


def test_where_nothing_happened_that_is_said():
    same = everything()

    assert since_part(same, same, NB).nothing == ""
    quiet = same.model_copy(update={"actions": ()})
    assert since_part(quiet, quiet, NB).nothing == "Ingenting har endret seg."


def test_decisions_stand_in_the_columns_committees_ask_for(content):
    table = decisions_table(content, NB)

    assert table.head == ("Utvalg", "Møtedato", "Tittel", "Vedtak", "Status")
    assert table.rows == (
        (
            "Kommunestyret",
            "19.06.2025",
            "Arbeidsgiverstrategi 2025–2029",
            "KS 47/24 – Enstemmig",
            "Fulgt opp",
        ),
    )


def test_a_publication_says_which_it_is_and_a_preview_that_it_is_none(report, content):
    preview = report_of(content, NB)

    assert report.about[2].startswith("Publikasjon nummer 1, publisert 20. mai 2026")
    assert report.about[3].startswith("Kontrollsum (SHA-256): ")
    assert report.notices == ("Denne publikasjonen retter nummer 1. Målt på nytt.",)
    assert preview.about[-1] == "Forhåndsvisning. Ikke publisert."
    assert (preview.since, preview.notices) == (None, ())


def test_a_plan_without_goals_has_no_finding_to_boast_of():
    empty = Content(organisation="Fjordvik", title="T1", day=date(2026, 4, 30), revision=1)

    report = report_of(empty, NB)

    assert report.finding == "Ingen mål ennå"
    assert report.decisions.rows == ()


def test_the_words_are_the_readers(content):
    english = report_of(content, words("en"))

    assert english.finding == "0 of 2 goals are on track, 1 behind"
    assert english.pillars[0].goals[0].state.word == "Behind"


def test_a_bar_has_one_piece_a_goal(report):
    drawn = bar_drawing(report.bar, PAINT)

    assert drawn.count("<rect") == 2
    assert 'aria-label="2 mål: ■ Bak plan 1, ○ Ukjent 1."' in drawn


def test_a_trend_is_drawn_from_two_figures_on():
    said = "Opp & fram"

    assert trend_drawing(Trend(((1, 2.0),), None, said), PAINT) == ""
    drawn = trend_drawing(Trend(((1, 2.0), (11, 4.0)), 5.0, said), PAINT)
    flat = trend_drawing(Trend(((1, 2.0), (1, 2.0)), None, said), PAINT, spoken=False)
    assert 'aria-label="Opp &amp; fram"' in drawn
    assert "stroke-dasharray" in drawn
    assert "stroke-dasharray" not in flat
    assert 'aria-hidden="true"' in flat


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"entry": LogEnd(3, "seal"), "log_before": LogEnd(2, "other")},
            NB("published.about_entry", number="3", seal="seal"),
        ),
        ({"log_before": LogEnd(2, "other")}, NB("published.about_log", count=2, seal="other")),
        ({"log_before": LogEnd()}, NB("published.about_log_begins")),
    ],
)
def test_a_publication_tells_its_place_in_the_log(content, publication, given, told: str):
    assert report_of(content, NB, publication=publication, **given).about[-1] == told


def test_a_preview_has_no_place_in_the_log(content):
    assert report_of(content, NB).about[-1] == NB("published.about_preview")
