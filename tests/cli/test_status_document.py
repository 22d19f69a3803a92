"""What other programs read: the status document, whole and exact."""

from datetime import date

import pytest

from strategy.commands.status import status_document, status_text
from strategy.domain.items import Comparison, Precision, Role, Signal
from strategy.i18n import words
from strategy.services import reading
from tests.builders import (
    OLA,
    a_check_in,
    a_goal,
    a_measurement,
    a_person,
    a_pillar,
    a_position,
    a_strategy,
    a_target,
    a_unit,
    a_value,
    an_action,
    an_indicator,
    an_organisation,
    stock,
)

TODAY = date(2026, 6, 30)
TITLE = "«Lederutvikling for alle»"
MACHINE = a_person("system", "", Role.ADMINISTRATOR)


def told(database, *, by=MACHINE):
    seen = reading.moment(database, by=by, today=TODAY)
    found = reading.findings_of(seen, by=by)
    w = words(database.plan().organisation.language)
    return status_document(seen, found, today=TODAY, w=w)


@pytest.fixture
def absence():
    return an_indicator(
        id="absence", goal_id="goal", baseline=10.0, baseline_on=date(2024, 12, 31), unit="%"
    )


def test_the_whole_document(duck, absence):
    action = an_action(
        id="action",
        goal_ids=("goal",),
        owner_id="position",
        start=date(2026, 1, 1),
        due=date(2026, 12, 31),
        original_due=date(2026, 9, 30),
    )
    stock(
        duck,
        an_organisation(),
        a_strategy(vision="Sammen", period_from=date(2025, 1, 1), period_to=date(2028, 12, 31)),
        a_value(title="Modig"),
        OLA,
        a_unit(title="Oppvekst"),
        a_position(title="Kommunalsjef oppvekst"),
        a_pillar(),
        a_goal(id="goal", owner_id="position"),
        absence,
        a_target(absence, text="6 %", low=6.0, due=date(2028, 12, 31)),
        a_measurement(absence, on=date(2024, 12, 31), period="2024", value=10.0),
        a_measurement(absence, on=date(2025, 12, 31), value=8.0),
        action,
        a_check_in(
            action, on=date(2026, 6, 1), percent=45, judgement=Signal.AT_RISK, override_reason="x"
        ),
        an_action(id="loose", code="T-2", owner_text="HR", start=None, due=None, original_due=None),
    )
    assert told(duck) == {
        "strategy": {
            "organisation": "Fjordvik kommune",
            "demo": False,
            "title": "Arbeidsgiverstrategi 2025–2029",
            "vision": "Sammen",
            "status": "draft",
            "period_from": "2025-01-01",
            "period_to": "2028-12-31",
            "values": ["Modig"],
            "activity": 0.225,
            "effect": 0.5,
            "revision": 1,
        },
        "as_of": "2026-06-30",
        "leaves_out_confidential": False,
        "pillars": [
            {
                "code": "1",
                "title": "Å våge",
                "signal": "on_track",
                "activity": 0.45,
                "effect": 0.5,
                "goals": [
                    {
                        "code": "1.1",
                        "title": "Vi prøver ut nye løsninger",
                        "signal": "on_track",
                        "activity": 0.45,
                        "effect": 0.5,
                        "owner": "Kommunalsjef oppvekst",
                        "indicators": [
                            {
                                "name": "Sykefravær",
                                "unit": "%",
                                "baseline": 10.0,
                                "target": 6.0,
                                "target_text": "6 %",
                                "latest": 8.0,
                                "attainment": 0.5,
                                "measurements": [
                                    {"period": "2024", "value": 10.0},
                                    {"period": "2025-12-31", "value": 8.0},
                                ],
                            }
                        ],
                        "actions": [
                            {
                                "code": "T-1",
                                "title": "Lederutvikling for alle",
                                "owner": "Kommunalsjef oppvekst",
                                "unit": "Oppvekst",
                                "start": "2026-01-01",
                                "due": "2026-12-31",
                                "original_due": "2026-09-30",
                                "percent": 45,
                                "signal": "on_track",
                                "reported_signal": "at_risk",
                            }
                        ],
                    }
                ],
                "indicators": [],
            }
        ],
        "indicators": [],
        "loose_actions": [
            {
                "code": "T-2",
                "title": "Lederutvikling for alle",
                "owner": "HR",
                "unit": None,
                "start": None,
                "due": None,
                "original_due": None,
                "percent": 0,
                "signal": "unknown",
                "reported_signal": None,
            }
        ],
        "findings": [
            {
                "rule": "owner_only_text",
                "item": "T-2",
                "message": f"{TITLE} har «HR» som ansvarlig, "
                "og det er ikke koblet til en stilling.",
            },
            {
                "rule": "judgement_differs",
                "item": "T-1",
                "message": f"{TITLE} er meldt som «I risiko», men regnes som «I rute».",
            },
            {
                "rule": "never_updated",
                "item": "T-2",
                "message": f"{TITLE} har ennå ingen statusoppdatering.",
            },
            {"rule": "no_due_date", "item": "T-2", "message": f"{TITLE} har ingen frist."},
            {
                "rule": "action_without_goal",
                "item": "T-2",
                "message": f"Tiltaket {TITLE} hører ikke til noe mål.",
            },
        ],
    }


def test_where_nothing_is_measured_there_is_no_figure(duck, absence):
    nothing = absence.model_copy(update={"baseline": None})
    stock(
        duck,
        an_organisation(),
        a_pillar(),
        a_goal(id="goal"),
        nothing,
        a_target(nothing, text="skal ned", comparison=Comparison.TEXT, low=None),
    )
    (pillar,) = told(duck)["pillars"]
    (goal,) = pillar["goals"]
    assert (pillar["activity"], pillar["effect"]) == (None, None)
    assert (goal["activity"], goal["effect"], goal["owner"]) == (None, None, None)
    assert goal["indicators"] == [
        {
            "name": "Sykefravær",
            "unit": "%",
            "baseline": None,
            "target": None,
            "target_text": "skal ned",
            "latest": None,
            "attainment": None,
            "measurements": [],
        }
    ]


def test_indicators_without_a_goal_stand_where_they_belong(duck):
    stock(
        duck,
        an_organisation(),
        a_pillar(),
        an_indicator(code="I-1", title="Om pilaren", pillar_id="pillar"),
        an_indicator(code="I-2", title="Om det hele"),
    )
    document = told(duck)
    assert [i["name"] for i in document["pillars"][0]["indicators"]] == ["Om pilaren"]
    assert [i["name"] for i in document["indicators"]] == ["Om det hele"]
    assert document["indicators"][0]["target_text"] is None


def test_what_is_confidential_stays_out(duck):
    stock(
        duck, an_organisation(), a_pillar(), OLA, a_goal(title="Hemmelig", confidential_to=("ola",))
    )
    assert "Hemmelig" not in str(told(duck))
    assert "Hemmelig" in str(told(duck, by=OLA))


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_findings_are_told_in_the_plans_language(duck, language):
    action = an_action(id="late", owner_text="HR", start=date(2025, 1, 1), due_text="snart")
    stock(
        duck,
        an_organisation(language=language, load_limit=1),
        OLA,
        a_position(unit_id=None),
        action,
        a_check_in(action, judgement=Signal.DONE, override_reason="x"),
        an_action(code="T-2", owner_id="position"),
        an_action(code="T-3", owner_id="position", due_precision=Precision.MONTH),
    )
    messages = {f["rule"]: f["message"] for f in told(duck)["findings"]}
    w = words(language)
    assert w(f"signal.{Signal.DONE}") in messages["judgement_differs"]
    assert w.formats.month(date(2026, 12, 31)) in messages["owner_overloaded"]


def test_the_table_for_the_terminal(duck, absence):
    stock(
        duck,
        an_organisation(),
        a_strategy(),
        a_pillar(),
        a_goal(
            id="goal", title="Et mål med et svært langt navn som ingen rad i et vindu har plass til"
        ),
        absence,
    )
    assert status_text(told(duck)).splitlines() == [
        "Fjordvik kommune · Arbeidsgiverstrategi 2025–2029, 2026-06-30",
        "",
        f"{'':64}  Activity    Effect",
        f"{'All pillars':64}         –         –",
        f"{'1 Å våge':64}         –         –  Not started",
        f"{'  1.1 Et mål med et svært langt navn som ingen rad i et vindu h…':64}"
        "         –         –  Not started",
        "",
        "Actions without a goal: 0",
        "Findings: 4 (python -m strategy check)",
    ]


def test_the_table_says_when_something_confidential_is_in_none_of_its_figures(duck):
    stock(duck, an_organisation(), a_strategy(), a_pillar(), a_goal(id="goal"))
    document = told(duck)

    assert "confidential" not in status_text(document)
    apart = {**document, "leaves_out_confidential": True}
    assert "What is confidential is not included" in status_text(apart)
