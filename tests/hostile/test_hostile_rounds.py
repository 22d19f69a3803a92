"""A round of reflection in a meeting: by forged values nobody answers, reveals or agrees."""

from datetime import UTC, date, datetime

import pytest

from strategy.domain.items import new_id
from strategy.domain.meeting_items import AgendaItem, Topic
from strategy.services.meetings import rounds as meeting_rounds
from strategy.services.meetings import running as meetings
from strategy.services.reflection import answering as reflection
from tests.builders import HEGE, LIV, RITA, a_meeting, an_agenda_item, an_attendance, today_here
from tests.hostile.test_hostile_meetings import sent

pytestmark = pytest.mark.postgres

UNSEEN = "Det Hege skrev for seg selv"
FORGED = "Forfalsket"
QUESTION = "Hva har vi pr"
"""How the question begins; a component's data writes other letters than these in figures."""


class Room:
    """A meeting Liv runs, whose reflection Hege and Rita are asked to; Hege has answered."""

    def __init__(self, municipality, *, anonymous):
        self.municipality, self.store = municipality, municipality.store
        meeting = a_meeting(id=new_id(), title="Hemmelig møte", on=date(2026, 7, 1))
        item = an_agenda_item(meeting, id=new_id(), title="Hemmelig sak", topic=Topic.REFLECTION)
        asked = [an_attendance(meeting, id=new_id(), person_id=p.id) for p in (LIV, HEGE, RITA)]
        with self.store.change(by=LIV.id) as writing:
            writing.add_many((meeting, item, *asked))
        now = datetime.now(UTC).replace(tzinfo=None)
        meetings.start(
            self.store,
            meeting.model_copy(update={"version": 1}),
            by=LIV,
            now=now,
            on_another_day=True,
        )
        meetings.show_item(
            self.store, meetings.clock(self.store, meeting.id), item.id, by=LIV, now=now
        )
        given = {"prompts": ("dare-1", "dare-2"), "anonymous": anonymous, "seats": 0}
        self.round = meeting_rounds.begin(
            self.store, item.id, given, by=LIV, today=today_here()
        )  # fmt: skip
        self.item_id = item.id
        reflection.answer(
            self.store, self.round.id, "dare-1", text=UNSEEN, level=5, by=HEGE, today=today_here()
        )
        self.places = (
            ("meeting", f"meeting={meeting.id}"),
            ("reflection", f"round={self.round.id}"),
        )

    def as_it_stands(self):
        """All there is of the round, and what came of it."""
        with self.store.reflections.looking_at(self.round.id) as one:
            return one.round, one.answers(), one.marks(), self.store.revision()

    def widgets(self, who):
        """What somebody is shown on the meeting's page and on the round's."""
        with self.municipality.comes(who) as somebody:
            hashes = somebody.visit().pages
            return [
                (hashes[place], query, somebody.visit(page_hash=hashes[place], query=query).widgets)
                for place, query in self.places
            ]

    def attacks(self, who, harvest, forge):
        """Somebody sends every value, one by one and all at once; returns all they were sent."""
        told = []
        with self.municipality.comes(who) as hostile:
            for page_hash, query, widgets in harvest:
                told.append(hostile.visit(page_hash=page_hash, query=query))
                states = [state for widget in widgets for state in forge(widget)]
                told += [
                    hostile.visit(page_hash=page_hash, query=query, values=[state])
                    for state in states
                ]
                told.append(hostile.visit(page_hash=page_hash, query=query, values=states))
        return "".join(shown.everything for shown in told)


def steering(widget):
    """Reveal, put another question up, agree, and every other button and field."""
    if widget.kind != "bidi_component":
        yield widget.holding(FORGED)
        return
    for do in ("reveal", "put_up", "agree", "close"):
        yield sent(widget, "act", {"do": do, "prompt": "dare-2"})
    yield sent(widget, "act", {"do": "reveal", "prompt": "dare-1"})
    yield sent(widget, "act", ["nonsense"])


def answering(widget):
    """Answer, as oneself and as somebody else, and what is no answer at all."""
    if widget.kind == "bidi_component":
        answer = {"prompt": "dare-1", "text": FORGED, "level": 1, "id": "x-1"}
        yield sent(widget, "answered", {**answer, "person_id": "hege", "who": "hege"})
        yield sent(widget, "answered", {**answer, "id": "x-2", "level": 99})
        yield sent(widget, "answered", {**answer, "id": "x-3", "level": "1"})
        yield sent(widget, "answered", {**answer, "id": "x-4", "prompt": "learn-1"})
        yield sent(widget, "answered", "nonsense")


def all_of_it(widget):
    yield from steering(widget)
    yield from answering(widget)


@pytest.fixture
def named(municipality):
    return Room(municipality, anonymous=False)


@pytest.fixture
def unnamed(municipality):
    return Room(municipality, anonymous=True)


@pytest.mark.parametrize("who", ["per", "guest", ""])
def test_an_outsider_forges_everything_and_changes_and_learns_nothing(named, who):
    harvest = named.widgets("liv")
    assert sum(len(widgets) for _, _, widgets in harvest) > 10
    before = named.as_it_stands()
    told = named.attacks(who, harvest, all_of_it)
    assert named.as_it_stands() == before
    for secret in (UNSEEN, "Hemmelig sak", QUESTION):
        assert secret not in told


def test_who_follows_the_meeting_but_was_not_asked_changes_and_learns_nothing(unnamed):
    harvest = unnamed.widgets("liv")
    before = unnamed.as_it_stands()
    told = unnamed.attacks("ola", harvest, all_of_it)
    assert unnamed.as_it_stands() == before
    assert UNSEEN not in told
    assert QUESTION not in told


def test_who_takes_part_reveals_and_agrees_on_nothing(named):
    harvest = named.widgets("liv")
    before = named.as_it_stands()
    told = named.attacks("rita", harvest, steering)
    assert named.as_it_stands() == before
    assert UNSEEN not in told


def test_who_takes_part_answers_for_themselves_alone_whatever_they_send(named):
    told = named.attacks("rita", named.widgets("rita"), answering)
    assert UNSEEN not in told
    _, answers, marks, _ = named.as_it_stands()
    assert {(a.person_id, a.text, a.level) for a in answers} == {
        ("hege", UNSEEN, 5),
        ("rita", FORGED, 1),
    }
    assert marks == {("dare-1", "hege"), ("dare-1", "rita")}


def test_an_anonymous_answer_is_given_once_however_often_it_is_sent(unnamed):
    told = unnamed.attacks("rita", unnamed.widgets("rita"), answering)
    assert UNSEEN not in told
    _, answers, _, _ = unnamed.as_it_stands()
    assert sorted(a.text for a in answers) == sorted((UNSEEN, FORGED))
    assert {a.person_id for a in answers} == {None}


@pytest.mark.parametrize("who", ["liv", "hege"])
def test_not_even_who_runs_it_is_sent_an_answer_before_the_reveal(unnamed, who):
    with unnamed.municipality.comes(who) as somebody:
        hashes = somebody.visit().pages
        for place, query in unnamed.places:
            shown = somebody.visit(page_hash=hashes[place], query=query)
            assert QUESTION in shown.everything
            assert UNSEEN not in shown.everything


def test_hege_reveals_this_very_way_and_agrees(named):
    store = named.store
    ((page_hash, query, widgets), _) = named.widgets("hege")
    with named.municipality.comes("hege") as hege:
        hege.visit(page_hash=page_hash, query=query)
        for widget in widgets:
            if widget.kind == "bidi_component":
                reveal = sent(widget, "act", {"do": "reveal", "prompt": "dare-1"})
                hege.visit(page_hash=page_hash, query=query, values=[reveal])
        shown = hege.visit(page_hash=page_hash, query=query)
        assert UNSEEN in shown.everything
        fields = [w for w in shown.widgets if f"agree.{named.round.id}" in w.form]
        values = [w.holding("Vi ble enige") for w in fields if w.kind != "button_group"]
        hege.visit(page_hash=page_hash, query=query, values=values)
    assert named.as_it_stands()[0].revealed == ("dare-1",)
    (agreed,) = [a for a in store.plan().agreements if a.round_key == named.round.id]
    assert agreed.sentence == "Vi ble enige"
    assert store.plan().find(AgendaItem, named.item_id).round_key == named.round.id
