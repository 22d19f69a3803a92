"""What a file was recognised as, and what was found in it, for machines and for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from strategy.exchange.workbook.recognition import Question, Told, ToldColumn
from strategy.i18n import Words


def told_document(told: Told, w: Words) -> dict[str, Any]:
    """Return what is told of a file as JSON holds it."""
    return {
        "recognised": told.recognised,
        "tables": [
            {
                "sheet": table.sheet,
                "rows": table.rows,
                "columns": [_column(column, w) for column in table.columns],
            }
            for table in told.tables
        ],
        "found": dict(told.found),
        "questions": [
            {"about": question.about(w), "choices": list(question.choices)}
            for question in told.questions
        ],
    }


def _column(column: ToldColumn, w: Words) -> dict[str, str | None]:
    return {
        "heading": column.heading,
        "taken_for": column.field or None,
        "why": w(f"tables.why.{column.why}", like=column.like),
    }


def told_text(told: Told, w: Words) -> Iterator[str]:
    """Yield lines about a file for a person: what it is, what was found, what is asked."""
    if told.recognised:
        found = ", ".join(f"{count} {fact}" for fact, count in told.found.items() if count)
        yield f"Recognised as {told.recognised.replace('_', ' ')}: {found or 'nothing found'}."
    yield from (_asked(question, w) for question in told.questions)
    if told.questions and not told.settled:
        yield "Nothing is saved until the questions are answered; --guess takes the guesses."


def _asked(question: Question, w: Words) -> str:
    return f"? {question.about(w)} ({', '.join(question.choices)})"
