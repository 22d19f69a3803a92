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
