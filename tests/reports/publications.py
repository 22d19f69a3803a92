"""A publication with something of everything, and texts that try to be more than texts."""

from dataclasses import replace
from datetime import date

from strategy.domain.items import Outcome, Signal
from strategy.domain.publishing.publication import Content, DecisionStatus, Explanation, PillarText
from strategy.domain.publishing.publishable import content_of
from strategy.domain.publishing.sealing import Publication
from tests.builders import (
    a_check_in,
    a_goal,
    a_measurement,
    a_pillar,
    a_postponement,
    a_target,
    an_action,
    an_adoption,
    an_indicator,
)
from tests.domain.publishing.test_what_is_published import a_draft, a_plan, a_publication

HOSTILE = '<script>alert("1")</script> #panic("x") $ & = «æøå» [*] \\ @ref `code` {{x}}'

GOAL = a_goal(
    id="goal",
    title=HOSTILE,
    description="Hva vi vil",
    due=date(2026, 12, 31),
    owner_id="position",
)
EMPTY = a_goal(id="empty", code="1.2", title="Uten noe")
MEASURED = an_indicator(id="measured", goal_id="goal", title="Sykefravær", baseline=10.0)
SMALL = an_indicator(id="small", code="I-2", goal_id="goal", title="Få folk", unit="")
OF_PILLAR = an_indicator(id="p", code="I-3", pillar_id="pillar", title="Turnover")
LATE = an_action(
    id="late",
    code="T-1",
    goal_ids=("goal",),
    due=date(2026, 3, 31),
    original_due=date(2025, 12, 31),
    owner_id="position",
)
UNDATED = an_action(id="undated", code="T-2", goal_ids=("goal",), start=None, due=None)
LOOSE = an_action(id="loose", code="T-3", title="=HYPERLINK(1)")


def everything(**written) -> Content:
    """What is published of a plan with something of everything."""
    plan = a_plan(
        pillars=(
            a_pillar(description="Vi prøver"),
            a_pillar(id="other", code="2", title="Å lede", position=2),
        ),
        goals=(GOAL, EMPTY),
        indicators=(MEASURED, SMALL, OF_PILLAR),
        targets=(a_target(MEASURED, due=date(2027, 12, 31)), a_target(SMALL, text="", low=3.0)),
        measurements=(
            a_measurement(MEASURED, on=date(2024, 12, 31), value=9.5, period="2024"),
            a_measurement(MEASURED, on=date(2025, 12, 31), value=10.5),
            a_measurement(SMALL, group_size=3),
        ),
        actions=(LATE, UNDATED, LOOSE),
        check_ins=(a_check_in(LATE, percent=60),),
        postponements=(a_postponement(LATE, outcome=Outcome.APPROVED),),
        adoptions=(an_adoption(id="ks", case_number="KS 47/24", note="Enstemmig"),),
    )
    draft = a_draft(
        summary="Det går bra.\n\nDet meste.",
        pillars=(
            PillarText(
                pillar_id="pillar", number="1 av 2", analysis=f"Tja.\n{HOSTILE}", ahead="Mer."
            ),
        ),
        explanations=(Explanation(action_id="late", text="Streik"),),
        decisions=(DecisionStatus(adoption_id="ks", status="Fulgt opp"),),
        needed=("Skal vi gå videre?",),
        correction="Målt på nytt.",
        **written,
    )
    return content_of(plan, draft)


def before() -> Content:
    """The publication before: a goal went better, an action was not late, one is gone since."""
    now = everything()
    pillar = now.pillars[0]
    better = pillar.goals[0].model_copy(update={"signal": Signal.ON_TRACK})
    pillar = pillar.model_copy(update={"goals": (better, *pillar.goals[1:])})
    late, *others = now.actions
    early = late.model_copy(update={"due": date(2025, 12, 31), "overdue_days": 0})
    gone = others[0].model_copy(update={"id": "gone", "code": "T-8", "title": "Borte"})
    return now.model_copy(
        update={
            "title": "T3 2025",
            "day": date(2025, 12, 31),
            "pillars": (pillar, *now.pillars[1:]),
            "actions": (early, *others, gone),
            "decisions": (),
        }
    )


def record(content: Content, **given) -> Publication:
    """The record of a publication."""
    return replace(a_publication(content), **given)
