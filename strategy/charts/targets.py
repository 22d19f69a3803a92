"""A target in words: what is required, how much, by when."""

from __future__ import annotations

from strategy.domain.figures.effect import aim
from strategy.domain.items import Comparison, Target
from strategy.i18n import Words


def target_in_words(target: Target | None, unit: str, words: Words) -> str:
    """Say what a target requires (`under 6 %`, `70–80`); one that is only text is given as is."""
    if target is None:
        return words("chart.no_target")
    if aim(target) is None:
        return target.text or words("chart.no_target")
    formats = words.formats
    if (
        target.comparison is Comparison.BETWEEN
        and target.low is not None
        and target.high is not None
    ):
        return f"{formats.number(target.low, decimals=2)}–{formats.measured(target.high, unit)}"
    return words(f"chart.target.{target.comparison}", value=formats.measured(aim(target), unit))


def target_with_date(target: Target | None, unit: str, words: Words) -> str:
    """Say what a target requires and by when: `60 % innen 31.12.2027`."""
    said = target_in_words(target, unit, words)
    if target is None or target.due is None:
        return said
    due = words.formats.due(target.due, target.due_precision)
    return words("chart.target.by", target=said, due=due)
