"""The command `figures`: what series a file holds, and giving one of them to an indicator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from strategy.commands.outcome import Exit, Outcome
from strategy.domain.errors import NotFoundError
from strategy.domain.items import Indicator, Person
from strategy.domain.series.series import (
    Found,
    Point,
    Remark,
    Series,
    chosen,
    dimensions_of,
)
from strategy.i18n import Words
from strategy.services.series import taking_in
from strategy.services.series.telling import explained
from strategy.store.database import Database

_EXAMPLES = 40


def figures(
    database: Database,
    options: Mapping[str, Any],
    content: bytes,
    *,
    by: Person,
    today: date,
    w: Words,
) -> Outcome:
    """List the series of a file, and give one to the indicator named, unless it is a dry run."""
    found = taking_in.read_file(
        content, options["name"], by=by, w=w, period=options.get("period") or ""
    )
    code, dry_run = options.get("indicator"), options.get("dry_run", False)
    if found.problems or not code:
        return _outcome(found, w, dry_run=dry_run)
    indicator = database.plan().seen_by(by.id).coded(Indicator, code)
    if indicator is None:
        raise NotFoundError("indicator", code)
    fitting = chosen(found.series, _wanted(options), title=indicator.title)
    if len(fitting) != 1:
        question = _which(fitting or found.series, found_none=not fitting)
        asked = Found(fitting, (*found.questions, question))
        return _outcome(asked, w, dry_run=dry_run, is_open=True)
    (series,) = fitting
    previewed = taking_in.preview_series(database, indicator.id, series, by=by, today=today)
    told = Found(fitting, (*found.questions, *previewed.questions), previewed.problems)
    if not dry_run and not previewed.problems:
        taking_in.take_in(database, indicator.id, series, by=by, today=today, name=options["name"])
    return _outcome(told, w, dry_run=dry_run, previewed=previewed)


def _wanted(options: Mapping[str, Any]) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in options.get("where") or ())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _which(series: Sequence[Series], *, found_none: bool) -> Remark:
    if found_none:
        return Remark("none_fits", {"dimensions": _divided(series)})
    return Remark("which_series", {"count": str(len(series)), "dimensions": _divided(series)})


def _divided(series: Sequence[Series]) -> str:
    told = {"title": tuple(dict.fromkeys(one.title for one in series)), **dimensions_of(series)}
    return "; ".join(
        f"{name} = {' | '.join(values[:_EXAMPLES])}"
        for name, values in told.items()
        if len(values) > 1
    )


def _outcome(
    found: Found,
    w: Words,
    *,
    dry_run: bool,
    is_open: bool = False,
    previewed: taking_in.Preview | None = None,
) -> Outcome:
    document: dict[str, Any] = {
        "series": [_series(one) for one in found.series],
        "questions": [_remark(one, w) for one in found.questions],
        "problems": [_remark(one, w) for one in found.problems],
    }
    lines = [_line(one) for one in found.series[:_EXAMPLES]]
    if len(found.series) > _EXAMPLES:
        lines.append(f"… {len(found.series) - _EXAMPLES} more series.")
    lines += [_place(one, w) for one in (*found.questions, *found.problems)]
    if previewed is not None:
        counts = _counts(previewed)
        document["changes"] = counts
        lines.append(", ".join(f"{number} {name}" for name, number in counts.items()) + ".")
    if not found.problems and not is_open:
        return Outcome(document, "\n".join(lines))
    lines.append("Nothing was saved.")
    return Outcome(document, "\n".join(lines), Exit.PROBLEMS if dry_run else Exit.REFUSED)


def _counts(previewed: taking_in.Preview) -> dict[str, int]:
    return {
        "new": len(previewed.new),
        "changed": len(previewed.changed),
        "unchanged": previewed.unchanged,
    }


def _series(one: Series) -> dict[str, Any]:
    return {
        "title": one.title,
        "unit": one.unit,
        "source": one.source,
        "updated": one.updated,
        "dimensions": dict(one.dimensions),
        "periods": len(one.points),
        "values": one.values,
        "missing": one.missing,
        "first": _point(one.points[0]),
        "last": _point(one.points[-1]),
    }


def _point(point: Point) -> dict[str, Any]:
    return {"period": point.period.text, "value": point.value}


def _remark(remark: Remark, w: Words) -> dict[str, Any]:
    return {
        "sheet": remark.sheet,
        "row": remark.row,
        "column": remark.column,
        "message": explained(remark, w),
    }


def _line(one: Series) -> str:
    named = ", ".join((one.title, *one.dimensions.values()))
    first, last = one.points[0], one.points[-1]
    span = f"{first.period.text}–{last.period.text}: {_shown(first)} → {_shown(last)}"
    unit = f" {one.unit}" if one.unit else ""
    return f"{named}: {span}{unit}, {one.values} of {len(one.points)} periods"


def _shown(point: Point) -> str:
    return point.mark or "–" if point.value is None else f"{point.value:.12g}"


def _place(remark: Remark, w: Words) -> str:
    cell = f"{remark.column}{remark.row or ''}"
    place = " ".join(part for part in (remark.sheet, cell) if part)
    return f"{place}: {explained(remark, w)}" if place else explained(remark, w)
