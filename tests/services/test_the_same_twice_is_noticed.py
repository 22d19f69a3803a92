"""What one person does twice within a minute is noticed; what others do is not theirs."""

from strategy.services import repeats
from tests.builders import HEGE, OLA

SAID = {"title": "Lærlinger i alle enheter", "due": None}


def test_the_same_thing_within_a_minute_is_a_repeat(duck):
    assert not repeats.is_repeat(duck, "decide", SAID, by=HEGE)
    repeats.note(duck, "decide", SAID, by=HEGE)
    assert repeats.is_repeat(duck, "decide", SAID, by=HEGE)


def test_other_words_another_form_and_another_person_are_no_repeat(duck):
    repeats.note(duck, "decide", SAID, by=HEGE)
    assert not repeats.is_repeat(duck, "decide", {**SAID, "title": "Noe annet"}, by=HEGE)
    assert not repeats.is_repeat(duck, "goal.new", SAID, by=HEGE)
    assert not repeats.is_repeat(duck, "decide", SAID, by=OLA)


def test_after_a_minute_it_is_forgotten(duck, monkeypatch):
    monkeypatch.setattr(repeats, "WITHIN", 0.0)
    repeats.note(duck, "decide", SAID, by=HEGE)
    assert not repeats.is_repeat(duck, "decide", SAID, by=HEGE)
    repeats.note(duck, "decide", {"title": "Noe annet"}, by=HEGE)
    assert not repeats.is_repeat(duck, "decide", SAID, by=HEGE)
