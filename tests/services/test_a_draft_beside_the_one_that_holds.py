"""While a draft is prepared the plan goes on, and neither undoes what is done in the other."""

import pytest

from strategy.domain.errors import NotFoundError, StaleEditError
from strategy.domain.items import Pillar, Value
from strategy.services import arranging, drafts, planning, strategies
from tests.builders import LIV
from tests.services.drafting import begin, drafted, titles
from tests.services.fjordvik import refused


def add(town, kind, **values):
    return planning.add(town, kind, values, by=LIV)


def change(town, changed, **values):
    return planning.change(town, changed, values, by=LIV)


def pillars(plan):
    return [(p.code, p.title, p.description) for p in plan.pillars]


# --- what is changed today while the draft has its own --------------------------------------------


# --- what the draft leaves out --------------------------------------------------------------------


def test_what_a_colleague_left_out_meanwhile_is_not_changed_in_an_old_form(small_town):
    value = add(small_town, Value, title="Modig")
    draft = begin(small_town)
    drafts.leave_out(small_town, draft, value, by=LIV)

    with refused(small_town, StaleEditError) as caught:
        drafts.change_ground(small_town, draft, value, {"title": "Modigst"}, by=LIV)
    assert caught.value.theirs.retired
    with refused(small_town, StaleEditError):
        drafts.leave_out(small_town, draft, value, by=LIV)


# --- what was retired, once the draft holds -------------------------------------------------------


# --- which draft ----------------------------------------------------------------------------------


@pytest.mark.parametrize("steps", [-1, 1])
def test_a_page_that_still_shows_a_discarded_draft_moves_nothing_in_the_next(small_town, steps):
    second = add(small_town, Pillar, code="2", title="Å lede", position=2)
    discarded = begin(small_town)
    strategies.discard(small_town, discarded, by=LIV)
    draft = begin(small_town)

    with refused(small_town, NotFoundError):
        arranging.move(small_town, second, steps=steps, by=LIV, draft=discarded)

    drafts.change_ground(small_town, draft, second, {"title": "Å styre"}, by=LIV)
    assert titles(drafted(small_town).pillars)[-1] == "Å styre"
