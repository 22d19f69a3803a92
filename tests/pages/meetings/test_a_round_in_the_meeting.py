"""The reflection of a meeting on its page: begun, followed, summed up; what the screen is told."""

import json
from datetime import UTC, datetime

import pytest

from strategy.domain.items import Person
from strategy.domain.known_time import KnownDay
from strategy.domain.meeting_items import AgendaItem
from strategy.domain.reflection import Phase
from strategy.domain.roles import Permission, may
from strategy.services import planning
from strategy.services.administration import people, upkeep
from strategy.services.meetings import rounds as meeting_rounds
from strategy.services.meetings import running as meetings
from strategy.services.reading import today_in
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from tests.pages.opened import failures, press, said, shown, write

NEXT, ITEM = "demo-meeting-next", "demo-meeting-next-item-refleksjon"
HANNE, KARI, BERIT, AMINA = (f"demo-person-{name}" for name in ("hanne", "kari", "berit", "amina"))
THOUGHTS = ("Vi venter", "Vi prøver", "Vi tør <b>ikke</b>", "Vi slipper til", "Vi øver")
LEVELS = (2, 2, 3, 4, 4)


def person(database, person_id):
    return database.plan().find(Person, person_id)


def the_administrator(database):
    return next(p for p in database.plan().people if may(p, Permission.ADMINISTER))


def the_item(database):
    return database.plan().find(AgendaItem, ITEM)


@pytest.fixture
def up(nyfjord):
    """The demo's next meeting, running, with its reflection up."""
    hanne, now = person(nyfjord, HANNE), datetime.now(UTC).replace(tzinfo=None)
    meetings.start(nyfjord, nyfjord.plan().by_id[NEXT], by=hanne, now=now, on_another_day=True)
    meetings.show_item(nyfjord, meetings.clock(nyfjord, NEXT), ITEM, by=hanne, now=now)
    return nyfjord


def begun(up, **given):
    values = {"prompts": ("dare-1", "dare-2"), "anonymous": True, "seats": 0, **given}
    return meeting_rounds.begin(up, ITEM, values, by=person(up, HANNE), today=today_in(up))


def the_round(database):
    """The round the item takes up."""
    with database.reflections.looking_at(the_item(database).round_key) as one:
        return one.round


def all_answer(up, asked):
    for person_id, text, level in zip(asked.participant_ids, THOUGHTS, LEVELS, strict=False):
        reflection.answer(
            up, asked.id, "dare-1", text=text, level=level,
            by=person(up, person_id), today=today_in(up),
        )  # fmt: skip


def reveal(up, asked, key="dare-1"):
    reflection.reveal(
        up, asked.id, by=person(up, HANNE), today=today_in(up), prompt_key=key
    )  # fmt: skip


def agree(up, asked, **given):
    return reflection.agree(
        up, asked.id, "dare-1", sentence="Vi prøver én ting", level=3,
        by=person(up, HANNE), today=today_in(up), **given,
    )  # fmt: skip


def page(who, **given):
    app = shown("meetings/meeting", who, meeting=NEXT, **given)
    assert failures(app) == []
    return app


def on_the_screen(app) -> dict:
    """What the screen is told, all of it."""
    (told,) = (
        json.loads(one.proto.json)
        for one in app.get("bidi_component")
        if '"kicker"' in one.proto.json
    )
    return told


def view(up, asked, who=HANNE):
    return reflection.view(up, asked.id, by=person(up, who), today=today_in(up))


# --- beginning ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("who", [HANNE, BERIT, AMINA])
@pytest.mark.parametrize("anonymous", [True, False])
def test_it_opens_for_everybody_at_every_stage(up, language, who, anonymous):
    page(who, language=language)
    asked = begun(up, anonymous=anonymous, seats=5 if anonymous else 0)
    page(who, language=language)
    all_answer(up, asked)
    reveal(up, asked)
    agree(up, asked)
    page(who, language=language)
    reflection.close(up, asked.id, by=person(up, HANNE), today=today_in(up))
    page(who, language=language)


def test_one_press_begins_a_round_with_those_who_are_there(up):
    assert "Start runden" not in said(page(BERIT))
    app = press(page(HANNE), "Start runden")
    assert failures(app) == []
    asked = the_round(up)
    assert (asked.phase, asked.live, asked.anonymous, len(asked.prompts)) == (
        Phase.OPEN,
        True,
        True,
        1,
    )
    assert BERIT in asked.participant_ids
    assert "7 mangler. Hvem det er, står ikke her" in said(app)


def test_the_questions_of_the_pillar_are_chosen_first(up):
    hanne = person(up, HANNE)
    planning.change(up, the_item(up), {"pillar_id": "demo-pillar-3"}, by=hanne)
    press(page(HANNE), "Start runden")
    assert the_round(up).prompts[0].key == "learn-1"


def test_what_is_missing_is_told_and_nothing_is_begun(up):
    app = page(HANNE)
    next(m for m in app.multiselect if m.label == "Spørsmål").set_value([])
    app = press(app, "Start runden")
    assert "Velg minst ett spørsmål." in said(app)
    assert the_item(up).round_key is None


def test_a_round_made_before_the_meeting_is_taken_up(up):
    app = press(page(HANNE), "Ta opp runden")
    assert failures(app) == []
    assert the_item(up).round_key == "demo-round-open"
    # Each answers all of it when they have time: the questions stand one under another.
    told = said(page(BERIT))
    assert "Spørsmål 3 av 3" in told


def test_a_prepared_round_is_opened_here_or_thrown_away(up):
    hanne, today = person(up, HANNE), today_in(up)
    values = {"title": "Klar", "prompts": ("dare-1",), "participant_ids": (HANNE, BERIT)}
    asked = reflection_rounds.prepare(up, values, by=hanne, today=today)
    meeting_rounds.take_up(up, ITEM, asked.id, by=hanne)
    assert "Hva har vi prøvd" not in json.dumps(on_the_screen(page(BERIT)), ensure_ascii=False)
    assert "Runden er ikke åpnet ennå" in said(page(BERIT))

    press(page(HANNE), "Åpne runden")
    assert view(up, asked).round.phase is Phase.OPEN
    press(page(HANNE), "Slett runden")
    assert the_item(up).round_key is None
    assert "Start runden" in said(page(HANNE))


# --- while it is open ---------------------------------------------------------------------------


def test_who_is_missing_is_named_only_where_answers_are(up):
    begun(up)
    told = said(page(HANNE))
    assert "7 mangler. Hvem det er, står ikke her" in told
    assert "Berit Solstrand" not in told


def test_with_names_who_is_missing_is_told_by_name(up):
    begun(up, anonymous=False)
    told = said(page(HANNE))
    assert "**7 mangler:**" in told
    assert "Berit Solstrand" in told
    assert "Berit Solstrand" not in said(page(BERIT)).partition("Svar med navn")[2]


def test_before_the_reveal_no_screen_is_told_what_anybody_said(up):
    asked = begun(up, anonymous=False)
    all_answer(up, asked)
    for who in (HANNE, KARI, BERIT, AMINA):
        app = page(who)
        everything = said(app) + json.dumps(on_the_screen(app), ensure_ascii=False)
        assert not [text for text in THOUGHTS if text in everything], who
    shown_to_hanne = on_the_screen(page(HANNE))
    assert shown_to_hanne["title"].startswith("Hva har vi prøvd")
    assert shown_to_hanne["round"]["turnout"] == "5 av 7 har svart"
    assert (shown_to_hanne["round"]["bars"], shown_to_hanne["round"]["heaps"]) == ([], [])


def test_the_screen_shows_the_way_in_for_phones_until_the_reveal(up):
    asked = begun(up, seats=9)
    door = on_the_screen(page(HANNE))["round"]["door"]
    code = view(up, asked).code
    assert door["code"].replace(" ", "") == code
    assert code in door["alt"]
    assert door["picture"].startswith("<svg")
    reveal(up, asked)
    assert on_the_screen(page(HANNE))["round"]["door"] is None


def test_a_follower_nobody_asked_sees_no_question_before_the_reveal(up):
    asked = begun(up)
    told = json.dumps(on_the_screen(page(AMINA)), ensure_ascii=False)
    assert "Hva har vi prøvd" not in told
    assert "ikke er åpen for deg" in said(page(AMINA))
    all_answer(up, asked)
    for key in ("dare-1", "dare-2"):
        reveal(up, asked, key)
    scene = on_the_screen(page(AMINA))["round"]
    assert [bar["count"] for bar in scene["bars"]] == [0, 2, 1, 2, 0]
    assert scene["heaps"] == []
    assert "ikke hva noen skrev" in scene["told"]


# --- after the reveal ---------------------------------------------------------------------------


def test_the_screen_shows_the_spread_and_the_answers_in_heaps_without_names(up):
    asked = begun(up, anonymous=False)
    all_answer(up, asked)
    reveal(up, asked)
    given = {a.text: a.id for a in view(up, asked).prompts[0].shown.answers}
    laid = {given["Vi venter"]: "Venter", given["Vi øver"]: "Venter", given["Vi prøver"]: "Prøver"}
    reflection.group(up, asked.id, laid, by=person(up, HANNE))

    told = on_the_screen(page(BERIT))
    scene = told["round"]
    assert [bar["count"] for bar in scene["bars"]] == [0, 2, 1, 2, 0]
    assert [(heap["name"], len(heap["texts"])) for heap in scene["heaps"]] == [
        ("Venter", 2),
        ("Prøver", 1),
        ("", 2),
    ]
    # Set as text in the browser: what looks like markup stays as it was written.
    assert "Vi tør <b>ikke</b>" in scene["heaps"][-1]["texts"]
    names = {p.name for p in up.plan().people if p.id in asked.participant_ids}
    assert not [name for name in names if name in json.dumps(told, ensure_ascii=False)]
    # On one's own screen, and for those inside only, it says who.
    assert "Kari Nesheim" in said(page(BERIT))
    assert "Kari Nesheim" not in said(page(AMINA)).replace("Kari Nesheim styrer", "")


def test_fewer_than_five_anonymous_answers_are_shown_to_nobody(up):
    asked = begun(up)
    for person_id in asked.participant_ids[:4]:
        reflection.answer(
            up, asked.id, "dare-1", text="Sagt av få", level=1,
            by=person(up, person_id), today=today_in(up),
        )  # fmt: skip
    reveal(up, asked)
    for who in (HANNE, BERIT):
        scene = on_the_screen(page(who))["round"]
        assert (scene["bars"], scene["heaps"], scene["said"]) == ([], [], "")
        assert "minst fem" in scene["told"]


def test_a_question_nobody_answered_says_so(up):
    asked = begun(up)
    reveal(up, asked)
    assert on_the_screen(page(HANNE))["round"]["told"] == "Ingen svarte på dette."


def test_the_group_agrees_and_the_sentence_becomes_a_decision_in_one_press(up):
    asked = begun(up)
    all_answer(up, asked)
    reveal(up, asked)
    app = page(HANNE)
    write(app, f"form.agree.{asked.id}.dare-1.sentence", "Vi prøver én ting i året")
    app = press(app, "Dette er vi enige om")
    assert failures(app) == []
    (agreed,) = [a for a in up.plan().agreements if a.round_key == asked.id]
    assert (agreed.sentence, agreed.meeting_id) == ("Vi prøver én ting i året", NEXT)
    assert on_the_screen(page(BERIT))["round"]["agreed"] == "Vi prøver én ting i året"

    app = press(page(HANNE), "Gjør setningen til en beslutning")
    assert failures(app) == []
    (made,) = [d for d in up.plan().decisions if agreed.id in d.agreement_ids]
    assert (made.title, made.agenda_item_id) == ("Vi prøver én ting i året", ITEM)
    assert "Gjør setningen til en beslutning" not in said(page(HANNE))


def test_a_sentence_among_a_few_is_not_on_the_wall(up):
    asked = begun(up)
    reveal(up, asked)
    agree(up, asked, confidential_to=(HANNE,))
    assert on_the_screen(page(HANNE))["round"]["agreed"] == ""

    press(page(HANNE), "Gjør setningen til en beslutning")
    assert [d.title for d in up.plan().decisions if d.agenda_item_id == ITEM] == [
        "Vi prøver én ting"
    ]
    assert on_the_screen(page(HANNE))["decided"] == []


def test_the_next_question_comes_and_the_round_is_ended(up):
    asked = begun(up)
    reveal(up, asked)
    press(page(HANNE), "Neste spørsmål")
    assert on_the_screen(page(BERIT))["title"].startswith("Når sluttet vi sist")
    reveal(up, asked, "dare-2")
    press(page(HANNE), "Avslutt runden")
    assert view(up, asked).round.phase is Phase.CLOSED


def test_after_the_last_day_to_answer_it_says_so(up):
    hanne = person(up, HANNE)
    asked = begun(up)
    later = {"closes": today_in(up), "opens": None}
    reflection_rounds.change(up, view(up, asked).round, later, by=hanne, today=today_in(up))
    with up.reflections.at(asked.id) as one:
        one.save(one.round.model_copy(update={"closes": today_in(up).replace(year=2020)}))
    assert "Runden tar ikke imot svar nå." in said(page(BERIT))


# --- what is left -------------------------------------------------------------------------------


def test_answers_that_are_deleted_are_told_of_and_the_sentence_stands(up):
    asked = begun(up)
    all_answer(up, asked)
    reveal(up, asked)
    agree(up, asked)
    reflection.close(up, asked.id, by=person(up, HANNE), today=today_in(up))
    later = today_in(up).replace(year=today_in(up).year + 3)
    assert upkeep.forget_old_answers(up, today=KnownDay(later)) >= 1

    scene = on_the_screen(page(HANNE))["round"]
    assert (scene["turnout"], scene["agreed"]) == ("", "Vi prøver én ting")
    assert scene["told"].startswith("Svarene er slettet")
    told = said(shown("reflection/reflection", HANNE, round=asked.id))
    assert "Svarene er slettet" in told
    assert "Ingen svarte" not in told


def test_an_administrator_ends_what_nobody_is_left_to_run(up):
    hanne = person(up, HANNE)
    administrator = the_administrator(up)
    values = {"title": "Forlatt", "prompts": ("dare-1",), "participant_ids": (HANNE, BERIT)}
    asked = reflection_rounds.prepare(up, values, by=hanne, today=today_in(up))
    reflection_rounds.open_round(up, asked.id, by=hanne, today=today_in(up))
    people.deactivate(up, hanne, by=administrator)

    app = shown("reflection/reflection", administrator.id, round=asked.id)
    assert "Alle som kunne lede denne runden, har sluttet." in said(app)
    assert "Vis svarene" not in said(app)
    app = press(app, "Avslutt runden")
    assert failures(app) == []
    assert view(up, asked, administrator.id).round.phase is Phase.CLOSED


def test_the_administrator_sets_how_long_answers_are_kept_and_everybody_reads_it(nyfjord):
    app = shown("administration/organisation", the_administrator(nyfjord).id)
    assert "slettes 24 måneder etter" in said(app)
    write(app, "form.organisation.reflection_months", "6")
    press(app, "Lagre")
    assert nyfjord.plan().organisation.reflection_months == 6
    assert "slettes 6 måneder etter at runden er avsluttet" in said(
        shown("administration/privacy", HANNE)
    )
