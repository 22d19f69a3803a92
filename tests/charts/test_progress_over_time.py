"""The leadership group sees whether what was promised gets done, month by month."""

from datetime import date

import pytest

from strategy.charts.palette import Look
from strategy.charts.progress_over_time import (
    ProgressOverTime,
    progress_over_time,
    progress_over_time_figure,
    summary,
    table,
)
from strategy.domain.figures.assessment import assess
from strategy.domain.items import ActionState
from strategy.i18n import words
from tests.charts.sample import TODAY, a_large_plan, an_action, texts

NB = words("nb")
LAPTOP = Look(dark=False)
PHONE = Look(dark=True, narrow=True)
DAY = date(2026, 3, 15)
WINTER = an_action(1, start=date(2026, 1, 1), due=date(2026, 4, 11))


def test_progress_is_followed_by_month_against_the_plan():
    points = [
        ("t1", date(2026, 2, 20), 30),
        ("t1", date(2026, 1, 20), 10),
        ("t1", date(2026, 4, 1), 90),
        ("ukjent", date(2026, 1, 5), 100),
    ]
    assert progress_over_time(points, [WINTER, an_action(2)], today=DAY) == ProgressOverTime(
        activity=(
            (date(2026, 1, 31), 0.05),
            (date(2026, 2, 28), 0.15),
            (DAY, 0.15),
        ),
        planned=(
            (date(2026, 1, 31), 0.3),
            (date(2026, 2, 28), 0.58),
            (date(2026, 3, 31), 0.89),
            (date(2026, 4, 30), 1.0),
        ),
        today=DAY,
        planned_today=0.73,
        actions=2,
        undated=1,
    )


def test_the_last_point_of_a_day_is_the_one_that_stays():
    points = [("t1", DAY, 20), ("t1", DAY, 35)]
    assert progress_over_time(points, [WINTER], today=DAY).now == 0.35


def test_the_done_count_fully_from_the_day_they_were_closed():
    done = an_action(1, start=date(2026, 1, 1), state=ActionState.DONE, closed_on=date(2026, 2, 10))
    shown = progress_over_time([("t1", date(2026, 1, 5), 40)], [done], today=DAY)
    assert shown.activity == ((date(2026, 1, 31), 0.4), (date(2026, 2, 28), 1.0), (DAY, 1.0))


def test_the_stopped_do_not_count():
    stopped = an_action(2, state=ActionState.STOPPED)
    shown = progress_over_time([("t1", DAY, 50), ("t2", DAY, 90)], [WINTER, stopped], today=DAY)
    assert (shown.now, shown.actions) == (0.5, 1)


def test_the_activity_today_is_the_one_every_other_page_shows():
    plan = a_large_plan()
    points = [(c.action_id, c.on, c.percent) for c in plan.check_ins]
    shown = progress_over_time(points, plan.actions, today=TODAY)
    assert shown.now == pytest.approx(assess(plan, TODAY).activity, abs=1e-6)


@pytest.mark.parametrize(
    ("percent", "said"),
    [
        (50, "Aktiviteten er 50 %, 23 poeng bak planen"),
        (73, "Aktiviteten er 73 %, som planlagt"),
        (90, "Aktiviteten er 90 %, 17 poeng foran planen"),
    ],
)
@pytest.mark.parametrize("look", [LAPTOP, PHONE])
def test_the_gap_to_the_plan_is_the_title(percent, said, look):
    shown = progress_over_time([("t1", DAY, percent)], [WINTER], today=DAY)
    drawn = texts(progress_over_time_figure(shown, NB, look))
    drawn = drawn.replace("<br>", " ").replace("\xa0", " ")
    assert said in drawn
    assert "plan 73 %" in drawn
    assert "I dag" in drawn


def test_without_dates_there_is_no_plan_to_be_behind():
    shown = progress_over_time([("t1", DAY, 50)], [an_action(1), an_action(2)], today=DAY)
    assert shown.planned == ()
    assert shown.points_behind is None
    assert "plan " not in texts(progress_over_time_figure(shown, NB, LAPTOP))
    assert summary(shown, NB).replace("\xa0", " ") == (
        "Aktiviteten er 25 %; tiltakene har ikke datoer å måle mot. "
        "2 tiltak uten datoer er ikke med i planen."
    )


def test_an_action_that_starts_and_ends_on_one_day_is_planned_done_that_day():
    moment = an_action(1, start=DAY, due=DAY)
    assert progress_over_time([], [moment], today=DAY).planned_today == 1.0


def test_no_actions_says_so():
    shown = progress_over_time([], [], today=DAY)
    assert shown == ProgressOverTime((), (), DAY, planned_today=None, actions=0, undated=0)
    assert shown.points_behind is None
    drawn = progress_over_time_figure(shown, NB, LAPTOP)
    assert texts(drawn) == "Ingen tiltak å følge ennå"
    assert summary(shown, NB) == "Ingen tiltak å følge ennå."
    assert len(table(shown, NB)) == 0


def test_the_table_has_activity_and_plan_by_month():
    shown = progress_over_time([("t1", date(2026, 1, 20), 10)], [WINTER], today=DAY)
    assert table(shown, NB).to_numpy().tolist()[:3] == [
        ["31.01.2026", "10\xa0%", "30\xa0%"],
        ["28.02.2026", "10\xa0%", "58\xa0%"],
        ["15.03.2026", "10\xa0%", "–"],
    ]


def test_two_hundred_thousand_points_are_followed():
    actions = [
        an_action(n, start=date(2024, n % 12 + 1, 1), due=date(2027, n % 12 + 1, 1))
        for n in range(10_000)
    ]
    points = [
        (f"t{n}", date(2024 + k // 10, k % 10 + 1, 5), k * 5)
        for n in range(10_000)
        for k in range(20)
    ]
    shown = progress_over_time(points, actions, today=date(2025, 12, 31))
    assert shown.now == 0.95


def test_a_strategy_that_took_over_is_drawn_from_its_first_day_with_what_was_done_by_then():
    points = [("t1", date(2026, 1, 20), 10), ("t1", date(2026, 2, 20), 30)]
    since = date(2026, 2, 10)

    shown = progress_over_time(points, [WINTER], today=DAY, since=since)

    assert shown.activity == ((since, 0.1), (date(2026, 2, 28), 0.3), (DAY, 0.3))
    assert [day for day, _ in shown.planned][:2] == [since, date(2026, 2, 28)]
    assert shown.planned_today == 0.73


def test_a_strategy_in_force_from_today_has_no_past_and_its_whole_plan_ahead():
    points = [("t1", date(2026, 1, 20), 10)]

    shown = progress_over_time(points, [WINTER], today=DAY, since=DAY)

    assert shown.activity == ((DAY, 0.1),)
    assert [day for day, _ in shown.planned] == [date(2026, 3, 31), date(2026, 4, 30)]


def test_a_strategy_without_dates_that_took_over_has_no_planned_path():
    shown = progress_over_time([], [an_action(2)], today=DAY, since=date(2026, 2, 10))

    assert shown.planned == ()
