"""What municipalities write in a status column is understood, or asked about; never guessed."""

import pytest

from strategy.domain.items import ActionState, Signal
from strategy.exchange.status_words import (
    SaidStatus,
    Standing,
    folded_status,
    status_said,
    words_meaning,
)
from strategy.exchange.workbook.workbook import explain
from strategy.i18n import words
from tests.exchange.plans import a_file, a_rich_plan, an_empty_plan, imported, previewed

KNOWN = {
    Standing.NOT_STARTED: ("ikke påbegynt", "Ikkje påbegynt", "To do", "Ej påbörjad", "Planlagt"),
    Standing.UNDER_WAY: ("Under arbeid", "igangsatt", "Pågående", "In progress", "påbegyndt"),
    Standing.NOT_DONE: ("Ikke ferdig", "Ikkje gjennomført", "Ej klart", "Videreføres"),
    Standing.CONTINUOUS: ("løpende", "Løpande", "Löpande", "Løbende", "Ongoing", "Kontinuerlig"),
    Standing.PARTLY_DONE: ("delvis gjennomført", "Delvis genomfört", "Partly completed"),
    Standing.POSTPONED: ("utsatt", "Utsett", "Uppskjuten", "Udskudt", "Postponed"),
    Standing.ON_HOLD: ("På vent", "Avventer", "On hold", "Vilande", "Sat på pause"),
    Standing.AWAITING_DECISION: ("til politisk behandling", "På høring", "Under review"),
    Standing.ON_TRACK: ("grønn", "Grøn", "Green", "Enligt plan", "I rute", "🟢"),
    Standing.AT_RISK: ("gul", "Yellow", "Noe forsinket", "I risiko"),
    Standing.OFF_TRACK: ("rød", "Raud", "Röd", "Forsinket", "Forseinka", "Försenad", "Behind"),
    Standing.DONE: ("ferdigstilt", "Fullført", "Slutfört", "Afsluttet", "Completed", "✔️"),
    Standing.STOPPED: ("Utgår", "Avbrutt", "Aflyst", "Inställd", "Cancelled", "Ikkje aktuelt"),
}


@pytest.mark.parametrize(
    ("word", "meant"), [(word, meant) for meant, said in KNOWN.items() for word in said]
)
def test_a_word_municipalities_use_is_understood(word, meant):
    said = status_said(word)
    assert said is not None
    assert said.standing is meant


def test_there_are_words_for_every_standing_and_none_means_two_things():
    every = [folded_status(word) for standing in Standing for word in words_meaning(standing)]
    assert sorted(every) == sorted(set(every))
    assert set(KNOWN) == set(Standing)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ferdig 2024", Standing.DONE),
        ("Pågår (fase 2)", Standing.UNDER_WAY),
        ("Utsatt til høsten 2027", Standing.POSTPONED),
        ("På vent pga. økonomi", Standing.ON_HOLD),
        ("GJENNOMFØRT.", Standing.DONE),
        ("Delvis  gjennomført", Standing.PARTLY_DONE),
    ],
)
def test_a_word_with_something_after_it_is_understood(text, meant):
    said = status_said(text)
    assert said is not None
    assert (said.standing, said.says_more) == (meant, text != "GJENNOMFØRT.")


@pytest.mark.parametrize(
    "text", ["Klar til oppstart", "Fjernes?", "I gang/forsinket", "Se kapittel 11", "3", ""]
)
def test_what_is_not_surely_understood_is_not_guessed(text):
    assert status_said(text) is None


@pytest.mark.parametrize(
    ("word", "state", "judgement", "percent", "says_more"),
    [
        ("Ferdig", ActionState.DONE, None, 100, False),
        ("Utgår", ActionState.STOPPED, None, None, False),
        ("Ikke startet", ActionState.OPEN, None, 0, True),
        ("Under arbeid", ActionState.OPEN, None, None, False),
        ("Gul", ActionState.OPEN, Signal.AT_RISK, None, True),
        ("Grønn", ActionState.OPEN, Signal.ON_TRACK, None, True),
        ("Rød", ActionState.OPEN, Signal.OFF_TRACK, None, True),
        ("Utsatt", ActionState.OPEN, None, None, True),
    ],
)
def test_a_word_gives_no_more_than_it_says(word, state, judgement, percent, says_more):
    said = status_said(word)
    assert isinstance(said, SaidStatus)
    assert (said.state, said.judgement, said.percent) == (state, judgement, percent)
    assert said.says_more is says_more


# --- in a file ------------------------------------------------------------------------------------


def test_an_unknown_status_refuses_no_file_and_is_kept_and_asked_about():
    rows = [["Tittel", "Status", "Beskrivelse"], ["Kurs", "Fjernes?", "To dager"]]
    rows.append(["B", "Utsatt", ""])
    content = a_file({"Tiltak": rows})
    result = previewed(an_empty_plan(), content)
    assert result.problems == ()
    assert [item.description for item in result.items_to_add] == [
        "To dager\n\nStatus i filen: Fjernes?",
        "",
    ]
    (notice,) = result.notices
    assert (notice.rule, notice.row, notice.column) == ("cell.status_unknown", 2, "B")
    assert "«Fjernes?» er ikke en status vi kjenner" in explain(notice, words("nb"))
    again = previewed(imported(an_empty_plan(), result), content)
    assert (again.new, again.changed, again.problems) == (0, 0, ())


def test_a_new_unknown_status_takes_the_place_of_the_one_before():
    def said(status):
        return a_file({"Tiltak": [["Tittel", "Status"], ["Kurs", status]]})

    plan = imported(an_empty_plan(), previewed(an_empty_plan(), said("Fjernes?")))
    (changed,) = previewed(plan, said("Blå")).items_to_update
    assert changed.description == "Status i filen: Blå"


def test_an_unknown_judgement_is_kept_in_the_comment():
    rows = [["Tiltak", "Dato", "Framdrift", "Vurdering"], ["T-001", "1.9.2026", 60, "Tja"]]
    (said,) = previewed(a_rich_plan(), a_file({"Statusoppdateringer": rows})).items_to_add
    assert (said.judgement, said.comment) == (None, "Status i filen: Tja")


def test_a_status_with_something_after_it_closes_an_action_only_where_it_says_so():
    rows = [["Tittel", "Status"], ["A", "Ferdig 2024"], ["B", "Utsatt til høsten"]]
    result = previewed(an_empty_plan(), a_file({"Tiltak": rows}))
    assert [item.state for item in result.items_to_add] == [ActionState.DONE, ActionState.OPEN]
