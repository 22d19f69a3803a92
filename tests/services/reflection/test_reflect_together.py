"""A group answers each alone, sees the answers all at once, and agrees on one sentence."""

from datetime import date, timedelta

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from strategy.domain.items import Person
from strategy.domain.reflection import Phase
from strategy.services.administration import people
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from tests.builders import (
    ADA,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_meeting,
    an_agenda_item,
)
from tests.services.rounds import DAY, EVA, GROUP, KIM, a_round, all_say, gather, say, seen_by


@pytest.fixture
def town(database):
    return gather(database)


@pytest.fixture
def small_town(duck):
    return gather(duck)


def rules(caught) -> list[tuple[str, str]]:
    return [(p.field, p.rule) for p in caught.value.problems]


# --- preparing ----------------------------------------------------------------------------------


def test_a_leader_prepares_a_round_and_runs_it(town):
    asked = a_round(town, opened=False)

    assert (asked.version, asked.phase, asked.anonymous) == (1, Phase.PREPARED, True)
    assert asked.facilitator_ids == ("liv",)
    assert [prompt.key for prompt in asked.prompts] == ["dare-1", "dare-2"]
    assert asked.prompts[0].pillar_id == "pillar"
    assert asked.prompts[0].text("nn").startswith("Kva har vi prøvd")
    assert reflection.rounds(town, by=LIV) == (asked,)
    assert seen_by(town, asked, LIV).runs
    assert seen_by(town, asked, PER).takes_part


@pytest.mark.parametrize("person", [OLA, RITA, PER], ids=lambda p: p.id)
def test_who_may_not_run_meetings_prepares_nothing(small_town, person):
    with pytest.raises(NotAllowedError):
        a_round(small_town, by=person)
    assert small_town.reflections.rounds() == ()


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"title": " "}, ("title", "required")),
        ({"prompts": ()}, ("prompts", "choose_prompts")),
        ({"prompts": ("dare-1", "none")}, ("prompts", "unknown_reference")),
        ({"participant_ids": ("nobody",)}, ("participant_ids", "unknown_reference")),
        ({"facilitator_ids": ("liv", "ola")}, ("facilitator_ids", "cannot_run")),
        (
            {"facilitator_ids": ("hege",), "participant_ids": ("ola",)},
            ("facilitator_ids", "not_yourself"),
        ),
        ({"anonymous": False, "seats": 10}, ("seats", "guests_are_anonymous")),
        ({"opens": DAY, "closes": date(2026, 5, 3)}, ("closes", "before_start")),
        ({"phase": Phase.REVEALED}, ("phase", "not_here")),
        ({"revealed": ("dare-1",)}, ("revealed", "not_here")),
    ],
)
def test_what_is_wrong_with_a_round_is_told_and_nothing_is_kept(small_town, given, problem):
    with pytest.raises(InvalidInputError) as caught:
        a_round(small_town, opened=False, **given)
    assert rules(caught) == [problem]
    assert small_town.reflections.rounds() == ()


def test_everything_can_be_changed_until_it_opens(small_town):
    asked = a_round(small_town, opened=False)
    values = {"anonymous": False, "prompts": ("dare-2",), "closes": DAY}
    changed = reflection_rounds.change(small_town, asked, values, by=LIV, today=DAY)

    assert (changed.version, changed.anonymous, len(changed.prompts)) == (2, False, 1)
    with pytest.raises(StaleEditError) as caught:
        reflection_rounds.change(small_town, asked, {"title": "Sist"}, by=LIV, today=DAY)
    assert caught.value.theirs == changed


@pytest.mark.parametrize(
    "values",
    [{"anonymous": False}, {"prompts": ("dare-2",)}],
    ids=["anonymity", "questions"],
)
def test_what_those_who_answer_rely_on_stands_fast_once_it_is_open(small_town, values):
    asked = a_round(small_town)
    with pytest.raises(InvalidInputError) as caught:
        reflection_rounds.change(small_town, asked, values, by=LIV, today=DAY)
    assert rules(caught) == [(next(iter(values)), "fixed_once_open")]
    assert small_town.reflections.rounds() == (asked,)


def test_more_time_and_more_people_can_be_given_while_it_is_open(small_town):
    asked = a_round(small_town)
    say(small_town, asked, OLA, level=3)
    values = {"closes": DAY, "participant_ids": (*asked.participant_ids, "eva")}
    changed = reflection_rounds.change(small_town, asked, values, by=LIV, today=DAY)
    assert (changed.closes, changed.participant_ids[-1]) == (DAY, "eva")

    for values, problem in (
        ({"closes": DAY - timedelta(days=1)}, ("closes", "closes_in_the_past")),
        ({"participant_ids": ("liv",)}, ("participant_ids", "has_answered")),
    ):
        with pytest.raises(InvalidInputError) as caught:
            reflection_rounds.change(small_town, changed, values, by=LIV, today=DAY)
        assert rules(caught) == [problem]


def test_nobody_joins_those_who_answered_by_name_among_themselves(small_town):
    asked = a_round(small_town, anonymous=False)
    values = {"participant_ids": (*asked.participant_ids, "eva")}
    asked = reflection_rounds.change(small_town, asked, values, by=LIV, today=DAY)
    say(small_town, asked, OLA, "Ærlig talt")

    for field in ("participant_ids", "facilitator_ids"):
        values = {field: (*getattr(asked, field), "kim")}
        with pytest.raises(InvalidInputError) as caught:
            reflection_rounds.change(small_town, asked, values, by=LIV, today=DAY)
        assert rules(caught) == [("participant_ids", "circle_is_closed")]


def test_only_the_title_changes_once_the_answers_are_shown(small_town):
    asked = a_round(small_town)
    reflection.reveal(small_town, asked.id, by=LIV, today=DAY)
    shown = seen_by(small_town, asked, LIV).round

    renamed = reflection_rounds.change(small_town, shown, {"title": "Mot"}, by=LIV, today=DAY)
    with pytest.raises(InvalidInputError) as caught:
        reflection_rounds.change(small_town, renamed, {"live": True}, by=LIV, today=DAY)

    assert renamed.title == "Mot"
    assert rules(caught) == [("live", "fixed_once_open")]


def test_a_round_is_opened_once_and_with_somebody_to_ask(small_town):
    nobody = a_round(small_town, opened=False, participant_ids=())
    late = a_round(small_town, opened=False, closes=DAY - timedelta(days=1))
    for asked, problem in (
        (nobody, ("participant_ids", "nobody_to_ask")),
        (late, ("closes", "closes_in_the_past")),
    ):
        with pytest.raises(InvalidInputError) as caught:
            reflection_rounds.open_round(small_town, asked.id, by=LIV, today=DAY)
        assert rules(caught) == [problem]

    live = a_round(small_town, live=True)
    again = reflection_rounds.open_round(small_town, live.id, by=LIV, today=DAY)
    assert live.current == "dare-1"
    assert again == live


def test_a_round_nobody_has_answered_can_be_dropped(small_town):
    asked, answered = a_round(small_town, seats=3), a_round(small_town)
    say(small_town, answered, OLA, level=2)

    reflection_rounds.drop(small_town, asked.id, by=LIV)
    with pytest.raises(InvalidInputError) as caught:
        reflection_rounds.drop(small_town, answered.id, by=LIV)

    assert rules(caught) == [("round", "round_has_answers")]
    assert [left.id for left in small_town.reflections.rounds()] == [answered.id]


def test_those_who_can_be_asked_stand_by_name(small_town):
    names = [person.name for person in reflection_rounds.people_to_ask(small_town.plan())]
    assert names[:3] == ["Ada Aune", "Dina Dahl", "Eva Eide"]


# --- answering ----------------------------------------------------------------------------------


def test_before_the_reveal_nobody_sees_what_others_said(town):
    asked = a_round(town)
    all_say(town, asked, 1, 2, 3, 4, 5, 1)

    for person in (LIV, OLA):
        told = seen_by(town, asked, person).prompts[0]
        assert (told.turnout.answered, told.turnout.expected) == (6, 7)
        assert told.shown.answers == ()
        assert (told.shown.spread, told.shown.mean, told.shown.too_few) == (None, None, False)
    assert seen_by(town, asked, LIV).prompts[0].turnout.missing_ids == ("odd",)
    assert seen_by(town, asked, OLA).prompts[0].turnout.missing_ids == ()


def test_after_the_reveal_those_inside_see_texts_and_spread_and_no_names(town):
    asked = a_round(town)
    all_say(town, asked, 1, 2, 2, 4, 5, 1)

    reflection.reveal(town, asked.id, by=LIV, today=DAY)

    told = seen_by(town, asked, OLA).prompts[0].shown
    assert {answer.text for answer in told.answers} == {f"Svar {p.id}" for p in GROUP[:6]}
    assert {(answer.person_id, answer.level) for answer in told.answers} == {(None, None)}
    assert told.spread == (2, 2, 0, 1, 1)
    assert told.mean == 2.5


@pytest.mark.parametrize("person", [ADA, EVA], ids=lambda p: p.id)
def test_who_was_not_asked_sees_figures_of_five_and_no_text(town, person):
    asked = a_round(town)
    all_say(town, asked, 1, 2, 2, 4, 5)
    with pytest.raises(NotFoundError):
        seen_by(town, asked, person)
    assert reflection.rounds(town, by=person) == ()

    reflection.reveal(town, asked.id, by=LIV, today=DAY)

    told = seen_by(town, asked, person)
    assert (told.runs, told.takes_part, told.code) == (False, False, None)
    assert told.prompts[0].shown.answers == ()
    assert told.prompts[0].shown.spread == (1, 2, 0, 1, 1)


def test_a_politician_who_was_not_asked_never_learns_of_it(town):
    asked = a_round(town, participant_ids=("liv", "ola"))
    reflection.reveal(town, asked.id, by=LIV, today=DAY)
    with pytest.raises(NotFoundError):
        seen_by(town, asked, PER)
    assert reflection.rounds(town, by=PER) == ()


def test_four_answers_are_too_few_for_anybody(town):
    asked = a_round(town)
    all_say(town, asked, 1, 2, 3, 4)
    reflection.reveal(town, asked.id, by=LIV, today=DAY)

    for person in (LIV, OLA, EVA):
        told = seen_by(town, asked, person).prompts[0].shown
        assert told.too_few
        assert (told.answers, told.spread, told.mean) == ((), None, None)


def test_named_answers_are_for_those_asked_and_can_be_changed_until_the_reveal(town):
    asked = a_round(town, anonymous=False)
    say(town, asked, OLA, "Først", 2)
    say(town, asked, OLA, "Så", 4)
    say(town, asked, RITA, "Mitt", 1)
    mine = seen_by(town, asked, OLA).prompts[0].mine
    assert (mine.text, mine.level) == ("Så", 4)

    reflection.reveal(town, asked.id, by=LIV, today=DAY)

    told = seen_by(town, asked, LIV).prompts[0].shown
    assert {(a.person_id, a.text, a.level) for a in told.answers} == {
        ("ola", "Så", 4),
        ("rita", "Mitt", 1),
    }
    assert told.spread == (1, 0, 0, 1, 0)
    for outsider in (ADA, EVA):
        shown = seen_by(town, asked, outsider).prompts[0].shown
        assert (shown.answers, shown.spread, shown.too_few) == ((), None, True)
    with pytest.raises(InvalidInputError) as caught:
        say(town, asked, OLA, "For sent")
    assert rules(caught) == [("round", "already_revealed")]


def test_an_anonymous_answer_is_given_once(town):
    asked = a_round(town)
    say(town, asked, OLA, "En gang", 2)
    with pytest.raises(InvalidInputError) as caught:
        say(town, asked, OLA, "En gang til", 5)
    assert rules(caught) == [("text", "already_answered")]
    view = seen_by(town, asked, OLA)
    assert (view.prompts[0].answered, view.prompts[0].mine, view.all_answered) == (
        True,
        None,
        False,
    )


@pytest.mark.parametrize("person", [ADA, EVA], ids=lambda p: p.id)
def test_who_is_not_invited_does_not_answer(town, person):
    asked = a_round(town)
    with pytest.raises(NotFoundError):
        say(town, asked, person, "Jeg også")
    assert seen_by(town, asked, LIV).prompts[0].turnout.answered == 0


def test_who_was_deactivated_does_not_answer_and_is_not_waited_for(small_town):
    asked = a_round(small_town)
    ola = small_town.plan().by_id["ola"]
    people.deactivate(small_town, ola, by=ADA)
    gone = small_town.plan().find(Person, "ola")

    with pytest.raises(NotFoundError):
        say(small_town, asked, gone, "Jeg også")
    assert seen_by(small_town, asked, LIV).prompts[0].turnout.expected == 6


@pytest.mark.parametrize(
    ("text", "level", "problem"),
    [
        ("", None, ("text", "answer_is_empty")),
        ("  \n ", None, ("text", "answer_is_empty")),
        ("å" * 10_000, None, ("text", "too_long")),
        ("Nei", 6, ("level", "out_of_range")),
        ("Nei", 0, ("level", "out_of_range")),
    ],
    ids=["nothing", "blanks", "too long", "above", "below"],
)
def test_what_is_no_answer_is_refused_and_not_kept(town, text, level, problem):
    asked = a_round(town)
    with pytest.raises(InvalidInputError) as caught:
        say(town, asked, OLA, text, level)
    assert rules(caught) == [problem]
    assert not seen_by(town, asked, OLA).prompts[0].answered
    with town.reflections.looking_at(asked.id) as one:
        assert one.answers() == ()


def test_an_answer_may_be_a_text_or_a_level_and_hold_any_character(town):
    asked = a_round(town, anonymous=False)
    say(town, asked, OLA, "🙂 <b>'; drop table reflection_answer;--\x00 {x} $a")
    say(town, asked, OLA, level=3, key="dare-2")
    view = seen_by(town, asked, OLA)
    assert view.prompts[0].mine.text == "🙂 <b>'; drop table reflection_answer;-- {x} $a"
    assert view.prompts[1].mine.level == 3
    assert view.all_answered


def test_answers_are_taken_in_the_days_agreed_and_nowhere_else(small_town):
    day = timedelta(days=1)
    asked = a_round(small_town, opened=False, opens=DAY, closes=DAY + day)
    with pytest.raises(InvalidInputError) as early:
        say(small_town, asked, OLA, "For tidlig")
    reflection_rounds.open_round(small_town, asked.id, by=LIV, today=DAY)
    with pytest.raises(InvalidInputError) as before:
        say(small_town, asked, OLA, "For tidlig", today=DAY - day)
    with pytest.raises(InvalidInputError) as after:
        say(small_town, asked, OLA, "For sent", today=DAY + 2 * day)
    say(small_town, asked, OLA, "Siste dag", today=DAY + day)

    assert rules(early) == rules(before) == [("round", "round_not_open")]
    assert rules(after) == [("round", "round_is_over")]
    with pytest.raises(NotFoundError):
        say(small_town, asked, OLA, "Hva", key="lead-1")


def test_those_who_have_not_answered_are_waited_for(small_town):
    week = timedelta(days=7)
    soon = a_round(small_town, closes=DAY + week)
    later = a_round(small_town)
    assert reflection.waiting_for(small_town, by=OLA, today=DAY) == (soon, later)
    assert reflection.waiting_for(small_town, by=EVA, today=DAY) == ()

    say(small_town, soon, OLA, level=1)
    assert reflection.waiting_for(small_town, by=OLA, today=DAY)[0] == soon
    say(small_town, soon, OLA, level=1, key="dare-2")
    assert reflection.waiting_for(small_town, by=OLA, today=DAY) == (later,)
    assert reflection.waiting_for(small_town, by=RITA, today=DAY + 2 * week) == (later,)


# --- running ------------------------------------------------------------------------------------


def test_one_question_is_put_up_and_revealed_at_a_time(small_town):
    asked = a_round(small_town, live=True)
    all_say(small_town, asked, 1, 2, 3, 4, 5)
    before = reflection.pulse(small_town, asked.id)
    reflection.reveal(small_town, asked.id, by=LIV, today=DAY, prompt_key="dare-1")
    reflection.put_up(small_town, asked.id, "dare-2", by=LIV)

    view = seen_by(small_town, asked, OLA)
    assert [one.shown.revealed for one in view.prompts] == [True, False]
    assert view.current.prompt.key == "dare-2"
    assert view.round.phase is Phase.OPEN
    assert reflection.pulse(small_town, asked.id) != before
    with pytest.raises(InvalidInputError):
        say(small_town, asked, OLA, "Etter")
    say(small_town, asked, OLA, "Den neste", key="dare-2")

    reflection.put_up(small_town, asked.id, None, by=LIV)
    reflection.reveal(small_town, asked.id, by=LIV, today=DAY, prompt_key="dare-2")
    done = seen_by(small_town, asked, OLA)
    assert (done.round.phase, done.current, done.round.revealed_on) == (Phase.REVEALED, None, DAY)
    with pytest.raises(NotFoundError):
        reflection.put_up(small_town, asked.id, "lead-1", by=LIV)


def test_two_facilitators_do_not_get_in_each_others_way(town):
    asked = a_round(town)
    all_say(town, asked, 1, 2, 3, 4, 5)
    reflection.reveal(town, asked.id, by=LIV, today=DAY)
    reflection.reveal(town, asked.id, by=HEGE, today=DAY + timedelta(days=1))
    reflection.close(town, asked.id, by=HEGE, today=DAY)
    reflection.close(town, asked.id, by=LIV, today=DAY)

    view = seen_by(town, asked, HEGE)
    assert (view.round.phase, view.round.revealed_on) == (Phase.CLOSED, DAY)
    assert view.round.day == DAY


def test_nothing_is_revealed_before_anybody_could_answer(small_town):
    asked = a_round(small_town, opened=False)
    for step in (reflection.reveal, reflection.close):
        with pytest.raises(InvalidInputError) as caught:
            step(small_town, asked.id, by=LIV, today=DAY)
        assert rules(caught) == [("round", "round_not_open")]
    assert seen_by(small_town, asked, LIV).round == asked


@pytest.mark.parametrize(
    ("person", "error"),
    [(OLA, NotAllowedError), (PER, NotAllowedError), (ADA, NotFoundError), (EVA, NotFoundError)],
    ids=lambda given: getattr(given, "id", ""),
)
def test_only_those_who_run_it_run_it(small_town, person, error):
    asked = a_round(small_town, seats=5)
    steps = (
        lambda: reflection.reveal(small_town, asked.id, by=person, today=DAY),
        lambda: reflection.close(small_town, asked.id, by=person, today=DAY),
        lambda: reflection.put_up(small_town, asked.id, "dare-1", by=person),
        lambda: reflection.group(small_town, asked.id, {}, by=person),
        lambda: reflection_rounds.change(small_town, asked, {"title": "Min"}, by=person, today=DAY),
        lambda: reflection_rounds.drop(small_town, asked.id, by=person),
        lambda: reflection_rounds.open_round(small_town, asked.id, by=person, today=DAY),
        lambda: reflection.agree(
            small_town, asked.id, "dare-1", sentence="Ja", level=None, by=person, today=DAY
        ),
    )
    for step in steps:
        with pytest.raises(error):
            step()
    assert seen_by(small_town, asked, LIV).round == asked
    assert small_town.plan().agreements == ()


def test_answers_are_laid_in_heaps_that_everybody_inside_sees(town):
    asked = a_round(town)
    all_say(town, asked, 1, 2, 3, 4, 5)
    reflection.reveal(town, asked.id, by=LIV, today=DAY)
    answers = seen_by(town, asked, LIV).prompts[0].shown.answers
    first, second = answers[0].id, answers[1].id

    reflection.group(town, asked.id, {first: " Tid ", second: "Tid"}, by=HEGE)
    told = {a.id: a.heap for a in seen_by(town, asked, OLA).prompts[0].shown.answers}
    assert (told[first], told[second], told[answers[2].id]) == ("Tid", "Tid", "")

    reflection.group(town, asked.id, {first: ""}, by=LIV)
    told = {a.id: a.heap for a in seen_by(town, asked, OLA).prompts[0].shown.answers}
    assert (told[first], told[second]) == ("", "Tid")
    with pytest.raises(InvalidInputError):
        reflection.group(town, asked.id, {second: "x" * 81}, by=LIV)


def test_what_is_not_shown_is_not_grouped(small_town):
    hidden, few = a_round(small_town), a_round(small_town)
    all_say(small_town, hidden, 1, 2, 3, 4, 5)
    all_say(small_town, few, 1, 2)
    reflection.reveal(small_town, few.id, by=LIV, today=DAY)
    for asked in (hidden, few):
        with small_town.reflections.looking_at(asked.id) as one:
            answer_id = one.answers()[0].id
        with pytest.raises(NotFoundError):
            reflection.group(small_town, asked.id, {answer_id: "Tid"}, by=LIV)


# --- agreeing -----------------------------------------------------------------------------------


def agree(database, asked, **given):
    given = {"sentence": "Vi prøver noe hver måned.", "level": 2, "by": LIV, "today": DAY, **given}
    return reflection.agree(database, asked.id, "dare-1", **given)


def test_the_group_agrees_on_a_sentence_that_enters_the_plan_in_one_change(town):
    with town.change(by=None, reason="a meeting") as change:
        meeting = change.add(a_meeting(id="meeting"))
        change.add(an_agenda_item(meeting, id="item"))
    asked = a_round(town)
    item = town.plan().agenda_items[0]
    with town.change(by=LIV.id, reason="round") as change:
        change.update(item.model_copy(update={"round_key": asked.id}))
    reflection.reveal(town, asked.id, by=LIV, today=DAY)
    before = town.revision()

    agreed = agree(town, asked)

    assert town.revision() == before + 1
    assert town.plan().agreements == (agreed,)
    assert (agreed.version, agreed.sentence, agreed.level) == (1, "Vi prøver noe hver måned.", 2)
    assert (agreed.meeting_id, agreed.pillar_id, agreed.theme) == ("meeting", "pillar", "dare")
    assert agreed.question.startswith("Hva har vi prøvd")
    assert seen_by(town, asked, PER).prompts[0].agreement == agreed
    assert seen_by(town, asked, EVA).prompts[0].agreement == agreed


def test_a_sentence_is_corrected_as_a_new_version(town):
    asked = a_round(town)
    reflection.reveal(town, asked.id, by=LIV, today=DAY)
    first = agree(town, asked)
    corrected = agree(town, asked, sentence="Vi prøver to ting.", level=None, version=first.version)

    assert (corrected.version, corrected.sentence, corrected.level) == (
        2,
        "Vi prøver to ting.",
        None,
    )
    assert town.plan().agreements == (corrected,)
    for version in (0, 1):
        with pytest.raises(StaleEditError) as caught:
            agree(town, asked, sentence="Min", by=HEGE, version=version)
        assert caught.value.theirs == corrected


def test_nothing_is_agreed_on_before_the_reveal_or_without_a_sentence(small_town):
    asked = a_round(small_town)
    with pytest.raises(InvalidInputError) as early:
        agree(small_town, asked)
    reflection.reveal(small_town, asked.id, by=LIV, today=DAY)
    for given, problem in (
        ({"sentence": " "}, ("sentence", "required")),
        ({"sentence": "x" * 301}, ("sentence", "too_long")),
        ({"level": 6}, ("level", "out_of_range")),
        ({"confidential_to": ("hege",)}, ("confidential_to", "not_yourself")),
        ({"confidential_to": ("liv", "nobody")}, ("confidential_to", "unknown_reference")),
    ):
        with pytest.raises(InvalidInputError) as caught:
            agree(small_town, asked, **given)
        assert rules(caught) == [problem]
    assert rules(early) == [("sentence", "not_revealed_yet")]
    assert small_town.plan().agreements == ()
    with pytest.raises(NotFoundError):
        reflection.agree(
            small_town, asked.id, "lead-1", sentence="Ja", level=None, by=LIV, today=DAY
        )


def test_what_is_taken_up_among_a_few_stays_among_them(small_town):
    asked = a_round(small_town)
    with small_town.change(by=None, reason="a meeting") as change:
        meeting = change.add(a_meeting(id="meeting"))
        few = {"round_key": asked.id, "confidential_to": ("liv", "hege")}
        change.add(an_agenda_item(meeting, **few))
    all_say(small_town, asked, 1, 2, 3, 4, 5)
    reflection.reveal(small_town, asked.id, by=LIV, today=DAY)
    agreed = agree(small_town, asked)

    assert agreed.confidential_to == ("liv", "hege")
    assert seen_by(small_town, asked, HEGE).prompts[0].agreement == agreed
    assert seen_by(small_town, asked, OLA).prompts[0].agreement is None
    assert reflection.rounds(small_town, by=EVA) == ()
    with pytest.raises(NotFoundError):
        seen_by(small_town, asked, EVA)


def test_who_may_not_know_of_a_sentence_does_not_change_it(small_town):
    asked = a_round(small_town, facilitator_ids=("liv", "kim"))
    reflection.reveal(small_town, asked.id, by=LIV, today=DAY)
    agreed = agree(small_town, asked, confidential_to=("liv",))
    for version in (0, 1):
        with pytest.raises(NotFoundError):
            agree(small_town, asked, by=KIM, version=version)
    assert small_town.plan().agreements == (agreed,)


def test_a_round_that_is_not_there_is_said_not_to_be(small_town):
    for step in (
        lambda: reflection.view(small_town, "none", by=LIV, today=DAY),
        lambda: reflection.reveal(small_town, "none", by=LIV, today=DAY),
    ):
        with pytest.raises(NotFoundError):
            step()
    assert small_town.reflections.pulse("none") == 0
