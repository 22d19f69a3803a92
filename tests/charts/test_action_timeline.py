"""A leader sees who does what by when, and what slips."""

from datetime import date

import pytest

from strategy.charts.action_timeline import (
    ActionTimeline,
    TimelineMilestone,
    TimelineRow,
    action_timeline,
    action_timeline_figure,
    dates_in_words,
    summary,
    table,
)
from strategy.charts.palette import Look
from strategy.domain.figures.assessment import assess
from strategy.domain.items import Milestone, Outcome, Postponement, Precision, Signal
from strategy.i18n import words
from tests.charts.sample import TODAY, a_check_in, a_plan, an_action, hovers, texts

NB = words("nb")
LAPTOP = Look(dark=False)
PHONE = Look(dark=True, narrow=True)


def timeline(*actions, **given):
    plan = a_plan(actions=actions, **given)
    return action_timeline(plan, assess(plan, TODAY), plan.actions)


def a_moved_action(**given):
    return an_action(
        1,
        "Lederprogram",
        **{
            "start": date(2026, 1, 1),
            "due": date(2026, 11, 12),
            "original_due": date(2026, 6, 30),
            **given,
        },
    )


def a_slipping_timeline():
    return timeline(
        an_action(3, "Uten datoer"),
        an_action(2, "Kurs", start=date(2026, 10, 1), due=date(2027, 3, 31)),
        a_moved_action(),
        check_ins=(a_check_in(1, 40),),
        milestones=(
            Milestone(id="a", action_id="t1", title="Valgt", due=date(2026, 3, 1)),
            Milestone(
                id="b",
                action_id="t1",
                title="Startet",
                due=date(2026, 4, 1),
                done_on=date(2026, 4, 9),
            ),
            Milestone(id="c", action_id="t1", title="Uten dato"),
        ),
        postponements=(
            Postponement(
                id="u",
                action_id="t1",
                proposed_due=date(2026, 11, 12),
                proposed_by="kari",
                proposed_on=date(2026, 6, 1),
                outcome=Outcome.APPROVED,
            ),
        ),
    )


def test_the_soonest_due_comes_first_and_the_undated_last():
    shown = a_slipping_timeline()
    assert [row.code for row in shown.rows] == ["T-001", "T-002", "T-003"]
    assert (shown.overdue, shown.moved, shown.undated) == (1, 1, 1)
    assert shown.rows[0] == TimelineRow(
        "t1",
        code="T-001",
        title="Lederprogram",
        signal=Signal.OFF_TRACK,
        percent=0.4,
        start=date(2026, 1, 1),
        due=date(2026, 11, 12),
        due_precision=Precision.DAY,
        original_due=date(2026, 6, 30),
        postponements=1,
        overdue_days=10,
        milestones=(
            TimelineMilestone("Valgt", date(2026, 3, 1), done=False),
            TimelineMilestone("Startet", date(2026, 4, 9), done=True),
        ),
    )


@pytest.mark.parametrize("look", [LAPTOP, PHONE])
def test_the_drawing_names_each_action_its_date_and_today(look):
    drawn = texts(action_timeline_figure(a_slipping_timeline(), NB, look)).replace("<br>", " ")
    for text in ("T-001 Lederprogram", "■", "12.11.2026", "uten frist", "I dag", "◆", "◇", "▶"):
        assert text in drawn
    assert "1 av 3 tiltak er over fristen, 1 har fått ny frist" in drawn


def test_pointing_at_an_action_says_where_its_date_came_from():
    said = hovers(action_timeline_figure(a_slipping_timeline(), NB, LAPTOP))
    assert "01.01.2026 → 12.11.2026<br>Opprinnelig frist: 30.06.2026" in said
    assert "Startet<br>09.04.2026" in said


def test_an_action_brought_forward_points_the_other_way():
    shown = timeline(a_moved_action(original_due=date(2027, 6, 30)))
    assert "◀" in texts(action_timeline_figure(shown, NB, LAPTOP))


def test_an_unmoved_date_is_not_shown_as_moved():
    shown = timeline(a_moved_action(original_due=date(2026, 11, 12)))
    assert shown.rows[0].original_due is None
    assert summary(shown, NB) == "1 av 1 tiltak er over fristen."


def test_actions_without_any_dates_are_listed_in_words():
    shown = timeline(an_action(1), an_action(2))
    drawn = texts(action_timeline_figure(shown, NB, LAPTOP))
    assert drawn.count("uten frist") == 2
    assert summary(shown, NB) == "Ingen av 2 tiltak er over fristen, 2 er uten frist."
    assert dates_in_words(shown.rows[0], NB) == "uten frist"


def test_a_moved_action_whose_date_was_lost_still_draws():
    shown = timeline(an_action(1, original_due=date(2026, 6, 30)))
    assert shown.moved == 1
    assert "uten frist" in texts(action_timeline_figure(shown, NB, LAPTOP))


def test_a_rough_date_is_written_as_roughly_as_it_was_given():
    shown = timeline(
        an_action(1, due=date(2027, 6, 30), due_precision=Precision.HALF_YEAR),
        an_action(2, start=date(2026, 1, 1)),
    )
    assert "1. halvår 2027" in texts(action_timeline_figure(shown, NB, LAPTOP))
    assert dates_in_words(shown.rows[1], NB) == "01.01.2026 → uten frist"


def test_a_mistyped_year_does_not_press_the_rest_together():
    shown = timeline(an_action(1, start=date(1926, 1, 1), due=date(2126, 1, 1)))
    drawn = texts(action_timeline_figure(shown, NB, LAPTOP))
    assert "2030" in drawn
    assert "2050" not in drawn


def test_no_actions_says_so():
    shown = timeline()
    assert shown == ActionTimeline(rows=(), today=TODAY)
    assert "Ingen tiltak å vise" in texts(action_timeline_figure(shown, NB, LAPTOP))
    assert summary(shown, NB) == "Ingen tiltak å vise."
    assert len(table(shown, NB)) == 0


def test_three_hundred_actions_each_get_their_row():
    actions = (
        an_action(n, start=date(2026, 1, 1), due=date(2027, n % 12 + 1, 1)) for n in range(300)
    )
    drawn = action_timeline_figure(timeline(*actions), NB, LAPTOP)
    assert drawn.layout.height == 44 + 300 * 38 + 36


def test_the_table_has_the_dates_and_the_milestones():
    assert table(a_slipping_timeline(), NB).iloc[0].tolist() == [
        "T-001 Lederprogram",
        "■ Bak plan",
        "40\xa0%",
        "01.01.2026",
        "12.11.2026",
        "30.06.2026",
        "1 av 2 nådd",
    ]
