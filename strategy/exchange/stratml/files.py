"""StratML in and out: what importing a document would do, and a plan or a publication as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from strategy.domain.plan import Plan
from strategy.exchange.stratml.document import Edition
from strategy.exchange.stratml.embedded import embedded_stratml
from strategy.exchange.stratml.markup import RefusedMarkupError, is_markup
from strategy.exchange.stratml.of_plan import document_of
from strategy.exchange.stratml.of_publication import write_report
from strategy.exchange.stratml.reading import read_stratml
from strategy.exchange.stratml.rows import converted
from strategy.exchange.stratml.writing import write_stratml
from strategy.exchange.workbook.comparing import Earlier, Preview, preview
from strategy.exchange.workbook.recognition import Told
from strategy.i18n import Words, words

__all__ = ["Edition", "preview_stratml", "stratml_in", "write_plan", "write_report"]


def stratml_in(content: bytes) -> bytes | None:
    """Return the StratML a file is or holds, or its XML of any other kind; None for other files."""
    return embedded_stratml(content) or (content if is_markup(content) else None)


def preview_stratml(
    content: bytes,
    name: str,
    plan: Plan,
    *,
    today: date,
    by_id: str | None = None,
    whole: Plan | None = None,
    earlier: Earlier | None = None,
) -> Preview:
    """Return what importing a document would do; what is wrong comes back as problems."""
    everything = whole or plan
    try:
        document = read_stratml(content)
    except RefusedMarkupError as refused:
        told = Told("stratml")
        return Preview(name, problems=(refused.problem,), is_markup=True, told=told)
    w = words(plan.organisation.language)
    found = converted(document, name, plan, everything, today=today, w=w)
    result = preview(
        found.sheets,
        plan,
        today=today,
        by_id=by_id,
        whole=everything,
        earlier=earlier,
        keeps_blanks=False,
    )
    return replace(
        result,
        problems=tuple(map(found.placed, result.problems)),
        renames=tuple(map(found.placed, result.renames)),
        notices=(*found.notices, *map(found.placed, result.notices)),
        is_markup=True,
        told=replace(result.told, recognised="stratml"),
    )


def write_plan(
    plan: Plan,
    w: Words,
    *,
    edition: Edition,
    published: date,
    other: str = "",
    remarks: Mapping[str, str] | None = None,
) -> bytes:
    """Return a plan as a StratML file, as it is given; `remarks` are said beside its items."""
    document = document_of(
        plan, w, edition=edition, published=published, other=other, remarks=remarks
    )
    return write_stratml(document, w)
