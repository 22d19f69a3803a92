"""Every page of the plan opens for those who may see it, and shows nothing to those who may not."""

import re

import pytest

from tests.pages.opened import alone, failures, said, shown

pytestmark = pytest.mark.usefixtures("nyfjord")

HANNE, AMINA, BERIT, TONE = (f"demo-person-{name}" for name in ("hanne", "amina", "berit", "tone"))
PAGES = {
    "plan/overview": {},
    "plan/strategy_map": {},
    "plan/goals": {},
    "plan/goal": {"code": "2.3"},
    "plan/actions": {},
    "plan/action": {"code": "T-008"},
    "plan/indicators": {},
    "plan/indicator": {"code": "I-08"},
    "follow_up/responsibility": {},
    "follow_up/health": {},
    "plan/history": {},
}


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("script", PAGES)
def test_every_page_opens_for_hr_in_three_languages(script, language):
    app = shown(script, HANNE, language=language, **PAGES[script])
    assert failures(app) == []
    assert app.title[0].value


@pytest.mark.parametrize("script", PAGES)
def test_every_page_opens_for_an_owner_and_a_representative(script):
    for person in (AMINA, BERIT):
        app = shown(script, person, **PAGES[script])
        assert failures(app) == []
        assert app.title[0].value


@pytest.mark.parametrize("script", PAGES)
def test_a_politician_is_refused_calmly_and_told_nothing(script):
    app = alone(script, TONE)
    assert failures(app) == []
    assert "ikke for din rolle" in said(app)
    assert "Sykefraværet" not in said(app)
    assert "Digitalt tilsyn" not in said(app)


@pytest.mark.parametrize(
    ("script", "address"),
    [
        ("plan/strategy_map", {"view": "flow"}),
        ("plan/actions", {"view": "timeline"}),
        ("plan/actions", {"signal": "off_track"}),
        ("plan/actions", {"pillar": "2", "unit": "HEL"}),
        ("plan/goals", {"pillar": "3"}),
        ("plan/indicators", {"signal": "at_risk"}),
        ("follow_up/responsibility", {"owner": "none"}),
        ("follow_up/health", {"rule": "silent"}),
        ("plan/history", {"kind": "postponement"}),
    ],
)
def test_a_choice_in_the_address_is_taken_over(script, address):
    app = shown(script, HANNE, **address)
    assert failures(app) == []
    for name, value in address.items():
        assert app.session_state[f"choice.{name}"] in {value, None}


def test_the_address_narrows_the_goals_to_one_pillar():
    app = shown("plan/goals", HANNE, pillar="3")
    assert [header.value for header in app.header] == ["3 Å lære"]


@pytest.mark.parametrize("script", ["plan/goal", "plan/action", "plan/indicator"])
def test_an_unknown_code_is_answered_calmly(script):
    app = shown(script, HANNE, code="finnes-ikke")
    assert failures(app) == []
    assert "Vi finner ikke det du leter etter" in said(app)


def test_the_overview_says_how_many_goals_are_on_track():
    app = shown("plan/overview", HANNE)
    assert app.title[0].value == "9 av 16 mål er i rute, 2 er bak plan"


def test_a_pillar_says_in_points_how_far_it_has_moved_and_since_when():
    captions = [caption.value for caption in shown("plan/overview", HANNE).caption]
    moved = [caption for caption in captions if "poeng" in caption]
    assert len(moved) == 5
    for caption in moved:
        assert re.search(
            r"mål i rute · ([+\N{MINUS SIGN}]\d+|0) poeng siden forrige møte$", caption
        )


def test_a_goal_counts_its_one_indicator_in_the_singular():
    text = said(shown("plan/goals", HANNE))
    assert re.search(r"\b1 indikator\b", text)
    assert "1 indikatorer" not in text


def test_who_is_responsible_is_told_as_a_whole_sentence():
    title = shown("follow_up/responsibility", HANNE).title[0].value
    assert re.fullmatch(r"\d+ åpne tiltak, fordelt på \d+ stillinger(; \d+ uten ansvarlig)?", title)


def test_who_counts_fewer_actions_than_others_is_told_that_something_is_not_shown():
    less = "Noe i planen er fortrolig. Det vises ikke for deg og er ikke med i tallene."
    for page in ("plan/actions", "plan/goals", "plan/overview"):
        assert less in said(shown(page, AMINA))
        assert less not in said(shown(page, HANNE))


def test_a_confidential_action_does_not_exist_for_others():
    assert "Vurdere ny organisering" in said(shown("plan/action", HANNE, code="T-056"))
    refused = said(shown("plan/action", AMINA, code="T-056"))
    assert "Vurdere ny organisering" not in refused
    assert "Vi finner ikke det du leter etter" in refused
