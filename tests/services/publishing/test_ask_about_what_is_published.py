"""A politician asks, whoever is responsible answers, a leader approves; nothing leaks before."""

from datetime import date

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from strategy.domain.items import Person, Role
from strategy.domain.publishing.questions import Progress, Subject
from strategy.services import planning
from strategy.services.administration import people
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import questions
from strategy.store.database import Database
from strategy.store.outbox import MailKind
from tests.builders import ADA, HEGE, LIV, OLA, PER, RITA, a_person
from tests.services.fjordvik import DINA, ODD, TODAY
from tests.services.publishing.asking import (
    NOW,
    answer,
    answered_once,
    approve,
    ask,
    delegate,
    publish,
    send_back,
    withdraw,
)

SECOND = a_person("pia", "Pia Pihl", Role.POLITICIAN)


def rules(refused) -> list[tuple[str, str]]:
    return [(p.field, p.rule) for p in refused.value.problems]


def told(database: Database) -> list[tuple[int, str]]:
    """Whom a mail waits for, and of which step it tells."""
    waiting = database.outbox.waiting([MailKind.QUESTION], tried_before=NOW)
    return [(one.turn, one.person_id) for one in waiting]


# --- the whole way ------------------------------------------------------------------------------


def test_a_question_comes_all_the_way_to_an_answer_everybody_reads(town: Database):
    asked = ask(town, publish(town))
    assert (asked.progress, asked.due) == (Progress.ASKED, date(2026, 7, 15))
    assert asked.asked_as is Role.POLITICIAN
    sent = delegate(town, asked)
    said = answer(town, sent, text="Vi venter på lokaler.")
    approved = approve(town, said)

    (reply,) = questions.answered(town, by=RITA)
    assert (reply.text, reply.answer) == ("Hvorfor går det så sakte?", "Vi venter på lokaler.")
    assert (reply.asked_by, reply.asked_as) == ("", Role.POLITICIAN)
    assert (reply.answered_as, reply.answered_on) == ("Kommunalsjef oppvekst", TODAY)
    assert not reply.is_reworded
    assert [step.progress for step in approved.steps] == [
        "asked",
        "delegated",
        "answered",
        "approved",
    ]
    assert [step.by_id for step in approved.steps] == ["per", "hege", "ola", "liv"]
    assert questions.asked_by(town, by=PER) == ()
    # That it was asked waits for HR no more: an answer to approve does.
    assert set(told(town)) == {(2, "ola"), (3, "hege"), (4, "per")}
    assert town.questions.one(asked.id) == approved


def test_an_answer_is_sent_back_until_it_is_good(small_town: Database):
    returned = send_back(small_town, answered_once(small_town), note="Si når det skjer.")

    assert (returned.progress, returned.note) == (Progress.RETURNED, "Si når det skjer.")
    assert (4, "ola") in told(small_town)
    approve(small_town, answer(small_town, returned, text="I august."))
    assert questions.answered(small_town, by=PER)[0].answer == "I august."


def test_whoever_plans_may_answer_without_handing_it_on(small_town: Database):
    said = answer(small_town, ask(small_town, publish(small_town)), by=HEGE)
    approve(small_town, said, by=HEGE)

    assert questions.answered(small_town, by=PER)[0].answered_as == ""
    assert set(told(small_town)) == {(1, "hege"), (2, "ada"), (2, "liv"), (3, "per")}


def test_where_nobody_in_hr_can_be_told_whoever_else_delegates_is(small_town: Database):
    hege = small_town.plan().find(Person, "hege")
    planning.change(small_town, hege, {"email": ""}, by=ADA)
    ask(small_town, publish(small_town))

    assert set(told(small_town)) == {(1, "ada"), (1, "liv")}


def test_a_demo_municipality_tells_nobody(small_town: Database):
    published = publish(small_town)
    organisation = small_town.plan().organisation
    with small_town.change(by=None) as change:
        change.update(organisation.model_copy(update={"demo": True}))
    ask(small_town, published)

    assert told(small_town) == []


def test_nobody_is_told_what_they_did_themselves(small_town: Database):
    asked = ask(small_town, publish(small_town), by=HEGE, text="Og vi?")
    approve(small_town, answer(small_town, asked, by=HEGE), by=HEGE)

    assert "hege" not in {person_id for _, person_id in told(small_town)}


# --- what is seen before it is approved ---------------------------------------------------------


@pytest.mark.parametrize("stop", ["asked", "delegated", "answered", "returned"])
def test_before_it_is_approved_nobody_reads_a_word_of_it(small_town: Database, stop: str):
    asked = ask(small_town, publish(small_town))
    if stop != "asked":
        asked = delegate(small_town, asked)
    if stop in {"answered", "returned"}:
        asked = answer(small_town, asked, text="Hemmelig utkast")
    if stop == "returned":
        send_back(small_town, asked, note="Hemmelig merknad")

    assert questions.answered(small_town, by=RITA) == ()
    (own,) = questions.asked_by(small_town, by=PER)
    assert own.waits
    assert "Hemmelig" not in repr(own)
    assert "position" not in repr(own)
    assert questions.asked_by(small_town, by=SECOND) == ()


def test_the_work_is_seen_by_planners_and_by_whom_it_was_handed_to(small_town: Database):
    delegate(small_town, ask(small_town, publish(small_town)))

    for somebody in (ADA, LIV, HEGE, OLA, DINA):
        assert len(questions.to_work_on(small_town, by=somebody)) == 1, somebody.name
    for somebody in (ODD, RITA):
        assert questions.to_work_on(small_town, by=somebody) == (), somebody.name
    for read in (questions.to_work_on, questions.waiting, questions.publications):
        with pytest.raises(NotAllowedError):
            read(small_town, by=PER)


def test_whoever_asked_reads_why_it_was_withdrawn(small_town: Database):
    asked = ask(small_town, publish(small_town))
    withdraw(small_town, asked, by=HEGE, reason="Gjelder en person")

    (own,) = questions.asked_by(small_town, by=PER)
    assert (own.waits, own.reason) == (False, "Gjelder en person")


def test_an_approved_answer_can_be_taken_away_again_with_a_reason(small_town: Database):
    approved = approve(small_town, answered_once(small_town))
    with pytest.raises(InvalidInputError) as refused:
        withdraw(small_town, approved, by=LIV, reason="  ")
    withdraw(small_town, approved, by=LIV, reason="Feil svar")

    assert rules(refused) == [("reason", "required")]
    assert questions.answered(small_town, by=PER) == ()


def test_names_are_shown_only_once_they_are_turned_on(small_town: Database):
    approve(small_town, answered_once(small_town))
    assert questions.answered(small_town, by=OLA)[0].asked_by == ""
    planning.change(small_town, small_town.plan().organisation, {"publish_names": True}, by=ADA)

    assert questions.answered(small_town, by=OLA)[0].asked_by == "Per Pettersen"


# --- asking -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject", "subject_id"),
    [("whole", ""), ("pillar", "pillar"), ("goal", "goal"), ("action", "action")],
)
def test_one_can_ask_about_everything_that_is_published(
    small_town: Database, subject: str, subject_id: str
):
    asked = ask(small_town, publish(small_town), subject=subject, subject_id=subject_id)

    assert (asked.subject, asked.subject_id) == (Subject(subject), subject_id)


@pytest.mark.parametrize(
    ("subject", "subject_id"),
    [
        ("goal", "secret"),
        ("action", "secret-action"),
        ("goal", "no such thing"),
        ("pillar", "goal"),
        ("whole", "goal"),
    ],
)
def test_what_is_not_published_does_not_exist_be_it_in_the_plan_or_not(
    small_town: Database, subject: str, subject_id: str
):
    publication = publish(small_town)

    with pytest.raises(NotFoundError) as refused:
        ask(small_town, publication, subject=subject, subject_id=subject_id)

    assert (refused.value.kind, refused.value.item_id) == (subject, subject_id)
    assert small_town.questions.all() == ()


def test_nobody_asks_about_what_was_withdrawn_or_never_was(small_town: Database):
    publication = publish(small_town)
    publishing.withdraw(small_town, publication, reason="Feil", by=LIV, now=NOW)

    for gone in (publication, "none"):
        with pytest.raises(NotFoundError):
            ask(small_town, gone)


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"text": "  "}, "required"),
        ({"text": "x" * 2001}, "too_long"),
        ({"text": "\x00"}, "required"),
        ({"text": 7}, "invalid"),
    ],
)
def test_a_question_that_says_nothing_or_too_much_is_refused(
    small_town: Database, given: dict, rule: str
):
    publication = publish(small_town)
    with pytest.raises(InvalidInputError) as refused:
        ask(small_town, publication, **given)

    assert rules(refused) == [("text", rule)]
    assert small_town.questions.all() == ()


def test_a_subject_nobody_knows_is_refused(small_town: Database):
    with pytest.raises(InvalidInputError):
        ask(small_town, publish(small_town), subject="person", subject_id="ola")


def test_whoever_has_left_asks_nothing(small_town: Database):
    publication = publish(small_town)
    gone = PER.model_copy(update={"retired": True})

    with pytest.raises(NotAllowedError):
        ask(small_town, publication, by=gone)


def test_one_person_cannot_flood_the_administration(small_town: Database):
    publication = publish(small_town)
    for number in range(20):
        ask(small_town, publication, text=f"Spørsmål {number}")

    with pytest.raises(InvalidInputError) as refused:
        ask(small_town, publication, text="Ett til")

    assert rules(refused) == [("text", "too_many_questions")]
    ask(small_town, publication, by=RITA)
    assert [q.asked_as for q in small_town.questions.all()].count(Role.REPRESENTATIVE) == 1


# --- refusals along the way ---------------------------------------------------------------------


@pytest.mark.parametrize("nobody", [PER, RITA, ODD, OLA])
def test_only_planners_hand_on_approve_and_send_back(small_town: Database, nobody: Person):
    asked = ask(small_town, publish(small_town))
    with pytest.raises(NotAllowedError):
        delegate(small_town, asked, by=nobody)
    said = answer(small_town, delegate(small_town, asked))
    for act in (approve, send_back):
        with pytest.raises(NotAllowedError):
            act(small_town, said, by=nobody)

    assert small_town.questions.one(asked.id) == said


@pytest.mark.parametrize("nobody", [PER, RITA, ODD])
def test_for_everybody_else_there_is_no_question_to_answer(small_town: Database, nobody: Person):
    sent = delegate(small_town, ask(small_town, publish(small_town)))

    with pytest.raises(NotFoundError):
        answer(small_town, sent, by=nobody)
    with pytest.raises(NotFoundError):
        answer(small_town, sent.model_copy(update={"id": "none"}), by=OLA)


def test_nobody_takes_back_what_somebody_else_asked(small_town: Database):
    asked = ask(small_town, publish(small_town))
    for nobody in (SECOND, OLA, RITA):
        with pytest.raises(NotFoundError):
            withdraw(small_town, asked, by=nobody, reason="Fordi")
    withdraw(small_town, asked, by=PER)

    with pytest.raises(InvalidInputError) as refused:
        withdraw(small_town, asked, by=PER)
    assert rules(refused) == [("question", "question_is_withdrawn")]


def test_whoever_asked_does_not_take_an_answer_away(small_town: Database):
    approved = approve(small_town, answered_once(small_town))

    with pytest.raises(InvalidInputError) as refused:
        withdraw(small_town, approved, by=PER)

    assert rules(refused) == [("question", "question_is_approved")]


def test_a_question_goes_to_somebody_who_can_answer_and_to_a_day_that_comes(
    small_town: Database,
):
    asked = ask(small_town, publish(small_town))
    for vacant in ("none", ""):
        with pytest.raises(InvalidInputError) as refused:
            delegate(small_town, asked, position_id=vacant)
        assert rules(refused) == [("position_id", "nobody_to_answer")]
    with pytest.raises(InvalidInputError) as late:
        delegate(small_town, asked, due=date(2026, 6, 30))

    assert rules(late) == [("due", "question_due_past")]
    assert told(small_town) == [(1, "hege")]


def test_the_deputy_is_told_where_the_holder_has_left(small_town: Database):
    asked = ask(small_town, publish(small_town))
    people.deactivate(small_town, small_town.plan().find(Person, "ola"), by=ADA)

    delegate(small_town, asked)

    assert set(told(small_town)) == {(1, "hege"), (2, "dina")}


def test_each_step_has_its_time(small_town: Database):
    asked = ask(small_town, publish(small_town))
    for act in (approve, send_back):
        with pytest.raises(InvalidInputError) as refused:
            act(small_town, asked)
        assert rules(refused) == [("question", "question_is_asked")]
    said = answer(small_town, delegate(small_town, asked))
    for act in (delegate, answer):
        with pytest.raises(InvalidInputError) as refused:
            act(small_town, said)
        assert rules(refused) == [("question", "question_is_answered")]


def test_an_answer_says_something(small_town: Database):
    sent = delegate(small_town, ask(small_town, publish(small_town)))
    with pytest.raises(InvalidInputError) as empty:
        answer(small_town, sent, text=" \x00 ")
    said = answer(small_town, sent)
    with pytest.raises(InvalidInputError) as emptied:
        approve(small_town, said, answer=" ")
    with pytest.raises(InvalidInputError) as unsaid:
        send_back(small_town, said, note=" ")

    assert rules(empty) == rules(emptied) == [("answer", "required")]
    assert rules(unsaid) == [("note", "required")]


def test_two_who_work_with_one_question_do_not_undo_each_other(town: Database):
    asked = ask(town, publish(town))
    delegate(town, asked)

    with pytest.raises(StaleEditError):
        delegate(town, asked, position_id="other")
    assert town.questions.one(asked.id).position_id == "position"


# --- what must not be said ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("Vi vil Slå sammen skolene først.", "must_not_say_confidential"),
        ("Spør Ola Owren.", "must_not_say_name"),
        ("Det gjelder 010190 12345.", "must_not_say_personal"),
    ],
)
def test_what_must_not_be_said_is_not_approved(small_town: Database, said: str, rule: str):
    sent = delegate(small_town, ask(small_town, publish(small_town)))
    given = answer(small_town, sent, text=said)

    with pytest.raises(InvalidInputError) as refused:
        approve(small_town, given, by=HEGE)

    assert rules(refused) == [("answer", rule)]
    if rule == "must_not_say_confidential":
        assert refused.value.problems[0].details == {"about": "–"}
    approve(small_town, given, answer="Vi kommer tilbake til det.")
    assert questions.answered(small_town, by=PER)[0].answer == "Vi kommer tilbake til det."


def test_a_question_that_names_somebody_is_read_in_other_words(small_town: Database):
    asked = ask(small_town, publish(small_town), text="Hvorfor er Ola Owren så treg?")
    said = answer(small_town, delegate(small_town, asked))
    with pytest.raises(InvalidInputError):
        approve(small_town, said)
    approve(small_town, said, shown_as="Hvorfor tar det så lang tid?")

    (reply,) = questions.answered(small_town, by=RITA)
    assert (reply.text, reply.is_reworded) == ("Hvorfor tar det så lang tid?", True)


# --- what waits for whom ------------------------------------------------------------------------


def test_what_waits_is_on_somebodys_list_until_it_is_done(small_town: Database):
    asked = ask(small_town, publish(small_town))

    def lists() -> dict[str, int]:
        cast = (HEGE, LIV, OLA, DINA, RITA)
        return {p.id: len(questions.waiting(small_town, by=p)) for p in cast}

    assert lists() == {"hege": 1, "liv": 1, "ola": 0, "dina": 0, "rita": 0}
    sent = delegate(small_town, asked)
    assert lists() == {"hege": 0, "liv": 0, "ola": 1, "dina": 1, "rita": 0}
    said = answer(small_town, sent)
    assert lists() == {"hege": 1, "liv": 1, "ola": 0, "dina": 0, "rita": 0}
    approve(small_town, said)
    assert set(lists().values()) == {0}


def test_hr_is_told_what_is_late_with_others(small_town: Database):
    asked = ask(small_town, publish(small_town))
    delegate(small_town, asked)

    def late(day: date, by: Person = HEGE) -> int:
        return len(questions.late_elsewhere(small_town, by=by, today=day))

    assert (late(date(2026, 7, 8)), late(date(2026, 7, 9))) == (0, 1)
    assert late(date(2026, 7, 9), by=OLA) == 0


def test_the_publication_somebody_was_reading_is_known(small_town: Database):
    publication = publish(small_town)
    asked = ask(small_town, publication)

    found = questions.publication_of(small_town, asked)
    assert found is not None
    assert found.publication.id == publication
    assert [p.publication.id for p in questions.publications(small_town, by=OLA)] == [publication]
    other = asked.model_copy(update={"publication_id": "none"})
    assert questions.publication_of(small_town, other) is None


def test_a_question_leaves_no_trace_in_the_plan_or_its_journal(small_town: Database):
    publication = publish(small_town)
    before = (small_town.revision(), small_town.plan(), small_town.journal())
    asked = ask(small_town, publication)
    approve(small_town, answer(small_town, delegate(small_town, asked)))

    assert (small_town.revision(), small_town.plan(), small_town.journal()) == before
