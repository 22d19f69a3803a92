"""There are questions to begin with, and an organisation makes them its own."""

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleEditError,
)
from strategy.domain.meeting_items import Theme
from strategy.i18n import LANGUAGES
from strategy.services import planning
from strategy.services.reflection import prompts
from strategy.services.reflection import rounds as reflection_rounds
from tests.builders import HEGE, LIV, OLA
from tests.claims import every
from tests.services.rounds import DAY, a_round, gather


@pytest.fixture
def town(database):
    return gather(database)


@pytest.fixture
def small_town(duck):
    return gather(duck)


def offered(database):
    return {one.asked.key: one for one in prompts.offered(database.plan())}


def test_every_theme_has_questions_in_three_languages_and_none_twice():
    ours = prompts.our_prompts()
    assert {asked.theme for asked in ours} == set(Theme) - {Theme.PILLAR}
    for language in LANGUAGES:
        texts = [asked.texts[language] for asked in ours]
        assert len(set(texts)) == len(texts)
        assert every(text.endswith(("?", ".")) and len(text) < 220 for text in texts)
    keys = [asked.key for asked in ours]
    assert len(set(keys)) == len(keys)


def test_the_questions_stand_theme_by_theme_with_the_pillars_named_so(town):
    keys = list(offered(town))
    assert keys[:2] == ["dare-1", "dare-2"]
    assert keys[9:11] == ["dare-10", "lead-1"]
    assert offered(town)["dare-1"].asked.pillar_id == "pillar"
    assert offered(town)["lead-1"].asked.pillar_id is None


def test_an_own_wording_replaces_ours_for_rounds_to_come_and_keeps_its_name(town):
    asked = a_round(town, opened=False)
    kept = prompts.reword(town, "dare-1", "Hva torde vi i vår?", by=LIV, version=0)

    one = offered(town)["dare-1"]
    assert (kept.version, one.item, one.reworded) == (2, kept, True)
    assert {one.asked.text(language) for language in LANGUAGES} == {"Hva torde vi i vår?"}
    assert one.ours.text("en").startswith("What have we tried")
    assert town.reflections.rounds() == (asked,)
    assert a_round(town).prompts[0].text("en") == "Hva torde vi i vår?"
    values = {"prompts": ("dare-1", "dare-2"), "title": "Ny"}
    same = reflection_rounds.change(town, asked, values, by=LIV, today=DAY)
    assert same.prompts == asked.prompts


def test_our_own_wording_brings_ours_back_in_every_language(small_town):
    kept = prompts.reword(small_town, "dare-1", "Hva torde vi?", by=LIV, version=0)
    english = prompts.our_prompts()[0].texts["en"]
    prompts.reword(small_town, "dare-1", english, by=LIV, version=kept.version)

    one = offered(small_town)["dare-1"]
    assert not one.reworded
    assert one.asked.text("nn").startswith("Kva har vi prøvd")


def test_a_question_is_taken_out_and_brought_back(town):
    gone = prompts.take_out(town, "dare-2", by=HEGE, version=0)
    own = prompts.add_prompt(town, theme=Theme.DARE, text="Vår egen?", by=LIV)
    planning.retire(town, own, by=LIV)

    assert gone.retired
    assert "dare-2" not in offered(town)
    assert own.id not in offered(town)
    assert [one.asked.key for one in prompts.taken_out(town.plan())] == ["dare-2", own.id]
    with pytest.raises(InvalidInputError):
        a_round(town, prompts=("dare-2",))

    prompts.bring_back(town, "dare-2", by=LIV)
    assert offered(town)["dare-2"].asked.text("en").startswith("When did we last stop")


def test_a_question_of_ones_own_stands_after_ours(town):
    own = prompts.add_prompt(town, theme=Theme.DARE, text=" Hva utsatte vi? ", by=LIV)
    keys = [key for key, one in offered(town).items() if one.asked.theme is Theme.DARE]

    assert keys[-1] == own.id
    assert offered(town)[own.id].asked.text("nn") == "Hva utsatte vi?"
    assert offered(town)[own.id].asked.pillar_id == "pillar"
    changed = prompts.reword(town, own.id, "Hva lot vi ligge?", by=LIV, version=1)
    assert (changed.version, changed.text) == (2, "Hva lot vi ligge?")
    assert not offered(town)[own.id].reworded


def test_a_question_may_belong_to_a_pillar_of_ones_own(small_town):
    values = {"theme": Theme.LEAD, "text": "Er vi der?", "pillar_id": "pillar"}
    own = planning.add(small_town, prompts.Prompt, values, by=LIV)
    assert offered(small_town)[own.id].asked.pillar_id == "pillar"


@pytest.mark.parametrize(
    "step",
    [
        lambda town: prompts.add_prompt(town, theme=Theme.DARE, text="Hva?", by=OLA),
        lambda town: prompts.reword(town, "dare-1", "Hva?", by=OLA, version=0),
        lambda town: prompts.take_out(town, "dare-1", by=OLA, version=0),
        lambda town: prompts.bring_back(town, "dare-1", by=OLA),
    ],
    ids=["add", "reword", "take out", "bring back"],
)
def test_only_those_who_run_meetings_change_the_questions(small_town, step):
    with pytest.raises(NotAllowedError):
        step(small_town)
    assert small_town.plan().prompts == ()


def test_what_is_no_question_is_refused_and_nothing_is_kept(small_town):
    for step in (
        lambda: prompts.add_prompt(small_town, theme=Theme.DARE, text="  ", by=LIV),
        lambda: prompts.add_prompt(small_town, theme=Theme.PILLAR, text="Hva?", by=LIV),
        lambda: prompts.reword(small_town, "dare-1", "", by=LIV, version=0),
        lambda: prompts.reword(small_town, "dare-1", "x" * 10_001, by=LIV, version=0),
    ):
        with pytest.raises(InvalidInputError):
            step()
    for key in ("dare-99", "nothing"):
        with pytest.raises(NotFoundError):
            prompts.reword(small_town, key, "Hva?", by=LIV, version=0)
    assert small_town.plan().prompts == ()
    assert small_town.revision() == 1


def test_whoever_rewords_second_is_told(small_town):
    first = prompts.reword(small_town, "dare-1", "Først", by=LIV, version=0)
    prompts.reword(small_town, "dare-1", "Så", by=LIV, version=first.version)
    with pytest.raises(StaleEditError):
        prompts.reword(small_town, "dare-1", "Sist", by=HEGE, version=first.version)
    with pytest.raises(StaleEditError):
        prompts.reword(small_town, "dare-1", "Sist", by=HEGE, version=0)
    prompts.take_out(small_town, "dare-1", by=LIV, version=3)
    with pytest.raises(NotFoundError):
        prompts.reword(small_town, "dare-1", "Sist", by=HEGE, version=0)
