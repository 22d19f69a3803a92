"""Complaints about a file in the reader's words."""

from __future__ import annotations

from enum import StrEnum

from strategy.domain.items import Signal
from strategy.exchange.workbook.columns import BY_KIND, SHEET_KINDS
from strategy.exchange.workbook.sheets import RowProblem
from strategy.exchange.workbook.vocabulary import choice_word, heading
from strategy.i18n import Words

_CHOICES: dict[str, type[StrEnum]] = {
    column.choices.__name__: column.choices
    for sheet in SHEET_KINDS
    for column in sheet.columns
    if column.choices
}


def explain(problem: RowProblem, words: Words) -> str:
    """Say in the reader's language what is wrong and what to do about it."""
    details = dict(problem.details)
    if "choices" in details:
        offered = _CHOICES[details["choices"]]
        details["choices"] = ", ".join(choice_word(choice, words) for choice in offered)
    if "computed" in details:
        details["computed"] = choice_word(Signal(details["computed"]), words)
    if "column" in details:
        kind, _, field = details["column"].partition(".")
        column = BY_KIND[kind].column(field)
        details["column"] = heading(BY_KIND[kind], column, words) if column else field
    return words(f"exchange.problem.{problem.rule}", **details)
