"""The library: what others know, in three languages, offered and never taken in by itself."""

from collections import Counter

import pytest

from strategy.domain.items import Action, Challenge, Goal, Indicator
from strategy.i18n import LANGUAGES
from strategy.services.plan.library import as_challenge, library, not_taken, pillar_for
from strategy.services.starting import framework
from strategy.services.validation import build
from tests.builders import a_challenge, a_goal, a_pillar
from tests.claims import every
from tests.domain.plans import a_plan


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_pillar_has_goals_with_a_fitting_indicator_and_actions_enough_to_choose_from(language):
    known = library(language)
    goals = Counter(one.pillar_code for one in known.goals)
    actions = Counter(one.pillar_code for one in known.actions)
    keys = {one.key for one in known.indicators}

    assert every(goals[pillar.code] >= 8 for pillar in known.pillars)
    assert every(actions[pillar.code] >= 20 for pillar in known.pillars)
    assert every(one.leads_to in keys for one in known.goals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_in_it_can_be_saved_as_it_is_written(language):
    known = library(language)
    goals = [build(Goal, {**one.values, "code": "1", "pillar_id": "p"}) for one in known.goals]
    actions = [build(Action, {**one.values, "code": "1"}) for one in known.actions]
    indicators = [build(Indicator, {**one.values, "code": "1"}) for one in known.indicators]
    challenges = [build(Challenge, one.values) for one in known.challenges]

    everything = (*goals, *actions, *indicators, *challenges)
    assert max(Counter(item.title for item in everything).values()) == 1
    assert every(item.description and item.source for item in indicators)


def test_the_languages_say_it_in_words_of_their_own():
    told = {language: library(language).actions for language in LANGUAGES}

    assert every(nb.title != en.title for nb, en in zip(told["nb"], told["en"], strict=True))
    assert sum(nb.title != nn.title for nb, nn in zip(told["nb"], told["nn"], strict=True)) > 90


def test_what_is_in_the_plan_is_not_offered_again():
    goals = library("nb").goals
    mine = a_goal(title=goals[0].title.upper())

    assert not_taken(goals, (mine,)) == goals[1:]


def test_a_suggestion_finds_its_pillar_and_leaves_other_pillars_alone():
    suggestion = library("nb").goals[0]
    usual = a_pillar(code="1", title=framework("nn").pillars[0].title)
    own = a_pillar(code="1", title="Folk og fjord")

    assert pillar_for(a_plan(usual), suggestion) == usual
    assert pillar_for(a_plan(own), suggestion) is None
    assert pillar_for(a_plan(), suggestion) is None


def test_a_challenge_comes_without_a_code_that_is_taken():
    suggestion = library("en").challenges[0]

    assert as_challenge(a_plan(), suggestion)["code"] == "U1"
    assert "code" not in as_challenge(a_plan(a_challenge(code="U1")), suggestion)
