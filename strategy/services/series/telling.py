"""What is said about a file with figures, in the reader's words."""

from __future__ import annotations

from strategy.domain.series.series import Point, Remark
from strategy.i18n import Words


def explained(remark: Remark, w: Words) -> str:
    """Say what is asked or wrong, and what to do about it."""
    if remark.rule.startswith("file."):
        return w(f"exchange.problem.{remark.rule}", **remark.details)
    return w(f"series.remark.{remark.rule}", **remark.details)


def why_missing(point: Point, w: Words) -> str:
    """Say why there is no figure for a period: in the source's words, or as tables usually mean it.

    Empty where there is a figure.
    """
    if point.missing is None:
        return ""
    return point.reason or w(f"series.missing.{point.missing}", mark=point.mark)
