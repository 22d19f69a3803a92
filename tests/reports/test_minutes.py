"""Minutes and agendas on paper: what there is to tell is told, and nothing stands empty."""

import io
from dataclasses import replace
from datetime import date, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn

from strategy.domain.figures.changes import Change, ChangeKind
from strategy.domain.items import Precision, Signal
from strategy.domain.meetings.decisions import Became
from strategy.domain.meetings.minutes import Happened, Minutes
from strategy.i18n import words
from strategy.reports.minutes.paper import (
    MinutesPaper,
    PaperPart,
    became_words,
    facts_of,
    paper_of,
    since_parts,
)
from strategy.reports.minutes.word import agenda_word, minutes_word
from tests.builders import (
    LIV,
    a_decision,
    a_meeting,
    an_action,
    an_agenda_item,
)
from tests.claims import none
from tests.domain.plans import a_plan

NB = words("nb")
WRITTEN = datetime(2026, 7, 1, 9)  # noqa: DTZ001 - the store speaks UTC without a zone
MEETING = a_meeting(id="meeting", on=date(2026, 7, 1), begins="09:00", place="Rådhuset")
ACTION = an_action(id="action", code="T-1")


def minutes(**given) -> Minutes:
    nothing = dict.fromkeys(
        (
            *("attendees", "treated", "decisions", "parked"),
            *("agreements", "happened", "followed_up"),
        ),
        (),
    )
    return Minutes(**{"meeting": MEETING, "previous": None, **nothing, **given})


def paper(told: Minutes, *items) -> MinutesPaper:
    return paper_of(told, a_plan(MEETING, *items), NB, with_names=True)


def read(document: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(document)).paragraphs]


def test_when_a_meeting_was_is_told_as_far_as_it_is_known():
    assert "kl. 09.00" in " ".join(facts_of(minutes(), NB)).replace(":", ".")
    ended = MEETING.model_copy(update={"ends": "11:00"})
    assert "11" in " ".join(facts_of(minutes(meeting=ended), NB)).replace("2026", "")
    bare = a_meeting(on=date(2026, 7, 1))
    assert list(facts_of(minutes(meeting=bare), NB)) == [NB.formats.day(date(2026, 7, 1))]


@pytest.mark.parametrize(
    ("became", "said"),
    [
        (Became(ACTION, None, None, Precision.DAY), "T-1"),
        (Became(ACTION, Signal.OFF_TRACK, date(2026, 6, 1), Precision.DAY, 30), "30"),
        (Became(ACTION, Signal.ON_TRACK, date(2026, 9, 1), Precision.DAY), "2026"),
        (Became(ACTION, Signal.ON_TRACK, None, Precision.DAY), "T-1"),
        (Became(ACTION, Signal.DONE, None, Precision.DAY, closed_on=date(2026, 5, 4)), "04.05"),
        (Became(ACTION, Signal.OFF_TRACK, None, Precision.DAY, cause="Venter på NAV"), "NAV"),
    ],
)
def test_what_became_of_a_decision_is_told_in_words(became: Became, said: str):
    assert said in became_words(became, NB)


def test_a_strategy_that_took_over_since_the_last_meeting_is_told_with_its_day():
    day = date(2026, 1, 1)
    change = Change(ChangeKind.NEW_STRATEGY, "strategy", "new", "", "Strategi 2026", after=day)

    (part,) = since_parts((Happened(change, ""),), words("nb"))

    assert part.heading == "Ny strategi"
    assert part.lines == ("«Strategi 2026» gjelder fra 1. januar 2026",)


def test_a_new_date_since_the_last_meeting_is_told_with_its_cause():
    change = Change(ChangeKind.POSTPONED, "action", "a", "T-1", "Heltid", after=date(2026, 6, 1))

    (part,) = since_parts((Happened(change, "Venter på NAV"),), words("nb"))

    assert part.lines == ("T-1 Heltid (ny frist 01.06.2026): Venter på NAV",)


def test_a_decision_names_what_it_is_about_and_leaves_out_what_is_unknown():
    decision = a_decision(MEETING, id="d", action_ids=("action", "gone"))
    told = paper(minutes(decisions=(decision,)), ACTION, decision)
    assert "T-1" in told.elsewhere[0].facts


def test_minutes_of_next_to_nothing_have_no_empty_headings():
    empty = read(minutes_word(paper(minutes()), written_at=WRITTEN))
    labels = paper(minutes()).labels
    for name in ("followed_up", "elsewhere", "agreements", "parked"):
        assert labels[name] not in empty


def test_everything_there_is_to_tell_is_in_the_word_document():
    decision = a_decision(MEETING, id="d")
    parked = an_agenda_item(MEETING, title="Lønn", parked=True)
    told = replace(
        paper(minutes(decisions=(decision,), parked=(parked,)), decision),
        followed_up=("1/2026 Vi prøver – ferdig",),
        since=(PaperPart("Fullført", ("T-7 Kurs",)),),
        since_heading="Siden sist",
    )
    read_back = read(minutes_word(told, written_at=WRITTEN))
    for text in ("1/2026 Vi prøver – ferdig", "T-7 Kurs", "Siden sist", told.labels["elsewhere"]):
        assert text in read_back
    assert any("Lønn" in line for line in read_back)


def test_a_decision_stands_out_with_all_that_is_said_of_it():
    decision = a_decision(MEETING, id="d", code="3/2026", title="Vi prøver", description="I ett år")
    told = paper(minutes(decisions=(decision,)), decision)
    document = Document(io.BytesIO(minutes_word(told, written_at=WRITTEN)))

    bar = f"{qn('w:pPr')}/{qn('w:pBdr')}"
    barred = [p.text for p in document.paragraphs if p._p.find(bar) is not None]  # noqa: SLF001 - no other way
    assert barred[0] == f"{told.labels['decision']} 3/2026: Vi prøver"
    assert "I ett år" in barred


@pytest.mark.parametrize("begins", ["", "09:00"])
def test_an_agenda_has_no_word_of_what_is_confidential(begins: str):
    meeting = MEETING.model_copy(update={"begins": begins})
    plan = a_plan(
        meeting,
        an_agenda_item(meeting, id="open", title="Sykefravær", description="Hva nå?"),
        an_agenda_item(meeting, id="secret", title="Sammenslåing", confidential_to=(LIV.id,)),
    )
    document = Document(io.BytesIO(agenda_word(plan, meeting, NB, written_at=WRITTEN)))
    cells = [cell.text for row in document.tables[0].rows for cell in row.cells]
    assert "Sykefravær\nHva nå?" in cells
    assert none("Sammenslåing" in cell for cell in cells)
