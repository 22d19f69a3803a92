"""What a leadership group meets: make a round, answer alone, reveal, agree, look back."""

from datetime import timedelta

import pytest

from strategy.domain.items import Person
from strategy.domain.reflection import Phase
from strategy.services.reading import today_in
from strategy.services.reflection import answering as reflection
from strategy.services.reflection import rounds as reflection_rounds
from strategy.ui.text import plain
from tests.claims import every
from tests.pages.opened import alone, failures, press, said, shown, write

pytestmark = pytest.mark.usefixtures("nyfjord")

PAGE, MATURITY = "reflection/reflection", "reflection/maturity"
HANNE, KARI, ANDERS, JONAS = (f"demo-person-{n}" for n in ("hanne", "kari", "anders", "jonas"))
TONE, LIVMARIT = "demo-person-tone", "demo-person-livmarit"
OPEN, NAMED, NOW = "demo-round-open", "demo-round-named", "demo-round-now"


def person(database, person_id):
    return database.plan().find(Person, person_id)


def view(database, round_id, person_id):
    who = person(database, person_id)
    return reflection.view(database, round_id, by=who, today=today_in(database))


def a_round(database, **given):
    values = {
        "title": "Torde vi?",
        "prompts": ("dare-1", "dare-2"),
        "participant_ids": (HANNE, KARI, TONE),
        **given,
    }
    by, today = person(database, HANNE), today_in(database)
    asked = reflection_rounds.prepare(database, values, by=by, today=today)
    return reflection_rounds.open_round(database, asked.id, by=by, today=today)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("who", [HANNE, TONE, LIVMARIT])
@pytest.mark.parametrize("round_id", [OPEN, NAMED, NOW, "none"])
def test_every_round_opens_for_everybody_calmly(language, who, round_id):
    app = shown(PAGE, who, language=language, round=round_id)
    assert failures(app) == []
    assert app.title or app.markdown


def test_four_presses_make_a_round_and_open_it(nyfjord):
    app = press(shown(PAGE, KARI), "Ny runde")
    app = press(app, "Lagre runden")
    assert failures(app) == []
    (made,) = [r for r in nyfjord.reflections.rounds() if not r.id.startswith("demo-")]
    assert (made.phase, made.anonymous, len(made.prompts)) == (Phase.PREPARED, True, 3)
    assert made.closes == today_in(nyfjord) + timedelta(weeks=2)
    assert KARI in made.participant_ids

    press(app, "Åpne runden")
    assert nyfjord.reflections.rounds()[0].phase is Phase.OPEN


def test_a_round_without_a_title_is_told_and_what_was_written_stays(nyfjord):
    app = shown(PAGE, KARI, do="add")
    write(app, "form.round.dare.title", " ")
    app = press(app, "Lagre runden")
    assert "Dette må fylles ut." in said(app)
    assert every(r.id.startswith("demo-") for r in nyfjord.reflections.rounds())


def test_before_one_answers_the_page_says_what_that_means(nyfjord):
    app = shown(PAGE, ANDERS, round=OPEN)
    assert "Svar uten navn." in said(app)
    assert "4 av 9 har svart" not in said(app)
    who, today = person(nyfjord, ANDERS), today_in(nyfjord)
    for key in ("dare-3", "collaborate-4", "values-3"):
        reflection.answer(nyfjord, OPEN, key, text="Vi så bort.", level=2, by=who, today=today)
    told = said(shown(PAGE, ANDERS, round=OPEN))
    assert "Takk. Svarene dine er sendt." in told
    assert "Vi så bort." not in told


def test_a_politician_reaches_the_round_they_are_asked_to_and_no_other():
    listed = said(shown(PAGE, TONE))
    assert "Hva sier vi ikke høyt?" in listed
    assert "Medvirkning før" not in listed
    assert "Ny runde" not in listed
    assert "ikke åpen for deg" in said(shown(PAGE, TONE, round=NAMED))
    app = shown(PAGE, TONE, round=OPEN)
    assert "Vis svarene" not in said(app)
    assert "Kari Nesheim" not in said(app)


def test_a_politician_nobody_asked_is_told_calmly(nyfjord):
    who, hanne = person(nyfjord, TONE), person(nyfjord, HANNE)
    asked = view(nyfjord, OPEN, HANNE).round
    left = tuple(i for i in asked.participant_ids if i != who.id)
    reflection_rounds.change(
        nyfjord, asked, {"participant_ids": left}, by=hanne, today=today_in(nyfjord)
    )
    app = alone(PAGE, TONE)
    assert "Hva sier vi ikke høyt?" not in said(app)
    assert failures(app) == []


def test_whoever_runs_it_sees_who_is_missing_and_reveals(nyfjord):
    asked = a_round(nyfjord, anonymous=False)
    reflection.answer(
        nyfjord, asked.id, "dare-1", text="<b>Sagt</b> av Kari", level=2,
        by=person(nyfjord, KARI), today=today_in(nyfjord),
    )  # fmt: skip
    app = shown(PAGE, HANNE, round=asked.id)
    told = said(app)
    assert "Tone Dalsbø" in told
    assert "Sagt" not in told

    app = press(app, "Ja, vis dem nå")
    assert failures(app) == []
    assert "\\<b\\>Sagt\\</b\\> av Kari" in said(app)
    assert view(nyfjord, asked.id, HANNE).round.phase is Phase.REVEALED


def test_the_group_agrees_and_corrects_the_sentence(nyfjord):
    app = shown(PAGE, HANNE, round=NOW)
    key = f"form.agree.{NOW}.learn-1"
    write(app, f"{key}.sentence", "Vi lærer av hverandre hver måned.")
    app = next(b for b in app.button if b.form_id == key).click().run()
    assert failures(app) == []
    (agreed,) = [a for a in nyfjord.plan().agreements if a.prompt_key == "learn-1"]
    assert agreed.sentence == "Vi lærer av hverandre hver måned."
    assert "Vi lærer av hverandre hver måned" in said(app)


def test_the_wall_shows_one_question_and_no_name(nyfjord):
    app = shown(PAGE, HANNE, round=OPEN, big="1")
    told = said(app)
    assert app.title[0].value.startswith("Hva burde vi ha sagt høyt")
    assert "Jonas Tveiten" not in told
    live = a_round(nyfjord, live=True)
    app = press(shown(PAGE, HANNE, round=live.id, big="1"), "Neste spørsmål")
    assert failures(app) == []
    assert app.title[0].value.startswith("Når sluttet vi sist")


def test_the_questions_are_made_ones_own(nyfjord):
    app = shown(PAGE, HANNE, section="questions")
    app = next(b for b in app.button if b.key == "prompt.edit.dare-1").click().run()
    write(app, "form.prompt.dare-1.question", "Hva torde vi i Nyfjord?")
    app = press(app, "Lagre")
    assert failures(app) == []
    assert "Hva torde vi i Nyfjord?" in said(app)
    app = next(b for b in app.button if b.key == "prompt.out.dare-2").click().run()
    assert {p.id for p in nyfjord.plan().retired} >= {"dare-2"}
    app = next(b for b in app.button if b.key == "prompt.back.dare-2").click().run()
    assert nyfjord.plan().by_id["dare-2"]


@pytest.mark.parametrize("who", [HANNE, LIVMARIT, JONAS])
def test_maturity_says_what_has_moved(who):
    app = shown(MATURITY, who)
    assert failures(app) == []
    # A pillar's name is somebody's own words, and is shown as such.
    assert app.title[0].value == plain("Å våge har gått mest fram: 1,6 opp")


def test_min_side_asks_for_an_answer():
    told = said(shown("follow_up/my_page", ANDERS))
    assert "Reflekter: Hva sier vi ikke høyt" in told
