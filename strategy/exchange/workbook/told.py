"""What an import would change, field by field, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from strategy.domain.items import Item
from strategy.domain.kinds import kind_of
from strategy.domain.plan import Plan
from strategy.exchange.workbook.cells import norwegian, render
from strategy.exchange.workbook.columns import BY_KIND, Column
from strategy.exchange.workbook.comparing import Preview, Update
from strategy.exchange.workbook.names import Names
from strategy.exchange.workbook.vocabulary import heading
from strategy.i18n import Words


@dataclass(frozen=True)
class ToldChange:
    """One field that an import would change: its name, what it says now and would say."""

    field: str
    before: str
    after: str

    @property
    def emptied(self) -> bool:
        """Whether the field would be left with nothing in it."""
        return not self.after


def told_names(previewed: Preview, plan: Plan) -> Names:
    """Return what everything is called that a change may name, as it would be."""
    after = {item.id: item for item in (*previewed.items_to_add, *previewed.items_to_update)}
    return Names(({**plan.by_id, **after}).values())


def told_changes(update: Update, names: Names, words: Words) -> tuple[ToldChange, ...]:
    """Return every field that would change, those that would be emptied first."""
    return tuple(sorted(_changes(update, names, words), key=lambda change: not change.emptied))


def _changes(update: Update, names: Names, words: Words) -> Iterator[ToldChange]:
    kind = BY_KIND[kind_of(update.before)]
    for column in kind.columns:
        before, after = (_said(item, column, names, words) for item in _both(update))
        if before != after:
            yield ToldChange(heading(kind, column, words), before, after)


def _both(update: Update) -> tuple[Item, Item]:
    return update.before, update.after


def _said(item: Item, column: Column, names: Names, words: Words) -> str:
    return norwegian(render(item, column, names, words), words)
