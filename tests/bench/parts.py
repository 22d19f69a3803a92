"""What lies behind the pages, each beside the bare thing: engine, Plotly, or the whole of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import plotly.graph_objects as go

from strategy.charts import (
    action_timeline,
    challenge_flow,
    goal_bullet,
    indicator_trend,
    owner_load,
    pillar_overview,
    progress_over_time,
    strategy_map,
)
from strategy.charts.palette import Look
from strategy.domain.figures.assessment import Assessment, assess
from strategy.domain.figures.health import findings
from strategy.domain.items import ActionState, Person
from strategy.domain.kinds import PLAN_KINDS
from strategy.domain.plan import Plan
from strategy.i18n import words
from strategy.services.follow_up import reporting_in as follow_up
from strategy.store.database import Database, open_database
from tests.bench.plans import Size
from tests.bench.result import Row, Timing, by_turns, timed

_ENGINE = {"threads": 2}
_TIMELINE = 40


def measure(size: Size, file: Path, *, today: date, rounds: int, folder: Path) -> Iterator[Row]:
    """Measure loading, figures, charts and changes of a plan of this size."""
    folder.mkdir(parents=True, exist_ok=True)
    ours, bare = folder / "ours.duckdb", folder / "bare.duckdb"
    for copy in (ours, bare):
        shutil.copyfile(file, copy)
    raw = duckdb.connect(str(bare), config=dict(_ENGINE))
    database = open_database(f"duckdb:///{ours}")
    try:
        yield from _reading(size, database, raw, today=today, rounds=rounds)
        yield from _charts(size, database, today=today, rounds=rounds)
        yield from _changing(size, database, raw, today=today, rounds=rounds)
    finally:
        database.close()
        raw.close()


def _reading(
    size: Size, database: Database, raw: duckdb.DuckDBPyConnection, *, today: date, rounds: int
) -> Iterator[Row]:
    few = max(rounds // 3, 1)
    loaded, fetched = by_turns(few, lambda: _load(database), lambda: timed(lambda: _fetch(raw)))
    yield Row("plan load (bare: the same rows fetched)", size.name, loaded, fetched)
    plan = database.plan()
    figures = assess(plan, today)
    assessed, found = by_turns(
        few,
        lambda: timed(lambda: assess(plan, today)),
        lambda: timed(lambda: findings(plan, figures)),
    )
    yield Row("assessment (bare: the rows fetched)", size.name, assessed, fetched)
    yield Row("findings (bare: the rows fetched)", size.name, found, fetched)


def _load(database: Database) -> float:
    # Another handle on the same file knows nothing yet.
    fresh = open_database(database.url)
    try:
        return timed(fresh.plan)
    finally:
        fresh.close()


def _fetch(raw: duckdb.DuckDBPyConnection) -> None:
    for kind in PLAN_KINDS:
        if kind != "check_in":
            raw.execute(f'select * from "{kind}"').fetchall()  # noqa: S608 - our own table names
    raw.execute(
        'select * from "check_in" qualify row_number() over '
        '(partition by "action_id" order by "on" desc, "revision" desc, "id" desc) = 1'
    ).fetchall()


# --- charts ---------------------------------------------------------------------------------


def _charts(size: Size, database: Database, *, today: date, rounds: int) -> Iterator[Row]:
    plan = database.plan()
    figures = assess(plan, today)
    for name, draw in _pictures(database, plan, figures, today):
        drawn = draw().to_plotly_json()
        ours, plotly = by_turns(
            rounds,
            lambda draw=draw: timed(draw),
            lambda drawn=drawn: timed(lambda: go.Figure(drawn)),
        )
        yield Row(f"chart {name} (bare: Plotly alone)", size.name, ours, plotly)


def _pictures(
    database: Database, plan: Plan, figures: Assessment, today: date
) -> Iterator[tuple[str, Callable[[], Any]]]:
    w, look = words("nb"), Look(dark=False)
    goal, indicator = plan.goals[0], plan.indicators[0]
    told: tuple[tuple[str, Any, Callable[[], Any]], ...] = (
        (
            "pillar overview",
            pillar_overview.pillar_overview_figure,
            lambda: pillar_overview.pillar_overview(plan, figures, plan.pillars[0].id),
        ),
        (
            "strategy map",
            strategy_map.strategy_map_figure,
            lambda: strategy_map.strategy_map(plan, figures),
        ),
        (
            "challenge flow",
            challenge_flow.challenge_flow_figure,
            lambda: challenge_flow.challenge_flow(plan, figures),
        ),
        (
            "goal bullet",
            goal_bullet.goal_bullet_figure,
            lambda: goal_bullet.goal_bullet(plan, figures, goal.id),
        ),
        (
            "indicator trend",
            indicator_trend.indicator_trend_figure,
            lambda: indicator_trend.indicator_trend(plan, figures, indicator.id),
        ),
        (
            "action timeline",
            action_timeline.action_timeline_figure,
            lambda: action_timeline.action_timeline(plan, figures, plan.actions[:_TIMELINE]),
        ),
        (
            "owner load",
            owner_load.owner_load_figure,
            lambda: owner_load.owner_load(plan, figures),
        ),
        (
            "progress over time",
            progress_over_time.progress_over_time_figure,
            lambda: progress_over_time.progress_over_time(
                database.progress_points(), plan.actions, today=today
            ),
        ),
    )
    for name, figure, shown in told:
        yield name, lambda figure=figure, shown=shown: figure(shown(), w, look)


# --- changes --------------------------------------------------------------------------------


def _changing(
    size: Size, database: Database, raw: duckdb.DuckDBPyConnection, *, today: date, rounds: int
) -> Iterator[Row]:
    plan = database.plan()
    by = plan.find(Person, "p0")
    if by is None:
        raise AssertionError("nobody checks in")
    still_open = iter([a.id for a in plan.actions if a.state is ActionState.OPEN] * rounds)
    again: list[float] = []

    def change() -> float:
        action_id = next(still_open)
        values = {"percent": 55, "comment": "Vi er halvveis, og litt til."}
        seconds = timed(lambda: follow_up.check_in(database, action_id, values, by=by, today=today))
        again.append(timed(database.plan))
        return seconds

    places = iter(range(10_000))
    ours, bare = by_turns(rounds, change, lambda: timed(lambda: _commit(raw, next(places))))
    yield Row("one change (bare: update and insert)", size.name, ours, bare)
    whole = Timing((_load(database),))
    yield Row("plan after a change (bare: plan load)", size.name, Timing(tuple(again)), whole)


def _commit(raw: duckdb.DuckDBPyConnection, place: int) -> None:
    """Change one row and add one, as the engine does it by itself."""
    cursor = raw.cursor()
    cursor.begin()
    cursor.execute('update "store" set "revision" = "revision" + 1')
    cursor.execute(
        'insert into "check_in" ("id", "action_id", "on", "by_id", "percent", "comment",'
        ' "version", "retired", "override_reason", "cause", "remedy", "unchanged_count",'
        ' "revision") values (?, ?, ?, ?, ?, ?, 1, false, ?, ?, ?, 0, 1)',
        [f"bare{place}", "a0", date(2026, 1, 1), "p0", 55, "Vi er halvveis.", "", "", ""],
    )
    cursor.commit()
    cursor.close()
