"""What people call things in a workbook: a code, else a title, else our own id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from strategy.domain.items import Item, Person
from strategy.domain.plan import Plan
from strategy.exchange.workbook.sheets import cleaned
from strategy.exchange.workbook.vocabulary import coded, folded

SEPARATOR = ";"


class Names:
    """Finds items by what people call them, and tells what to call an item."""

    def __init__(self, items: Iterable[Item] = ()) -> None:
        """Start with the items that are already there."""
        self._ids: dict[str, type[Item]] = {}
        self._codes: defaultdict[tuple[type[Item], str], dict[str, None]] = defaultdict(dict)
        self._titles: defaultdict[tuple[type[Item], str], dict[str, None]] = defaultdict(dict)
        self._items: dict[str, Item] = {}
        for item in items:
            self._items[item.id] = item
            self.learn(type(item), item.id, code=_code(item), titles=_titles(item))

    def learn(
        self, kind: type[Item], item_id: str, *, code: str = "", titles: Iterable[str] = ()
    ) -> None:
        """Remember what an item is called."""
        self._ids[item_id] = kind
        if code:
            self._codes[kind, coded(code)][item_id] = None
        for title in titles:
            if title:
                self._titles[kind, folded(title)][item_id] = None

    def find(self, kinds: Iterable[type[Item]], text: str) -> tuple[str, ...]:
        """Return the ids of what the text may mean: one, or none, or several."""
        wanted = tuple(kinds)
        if self._ids.get(text) in wanted:
            return (text,)
        for names, said in ((self._codes, coded(text)), (self._titles, folded(text))):
            found = tuple(i for kind in wanted for i in names.get((kind, said), ()))
            if found:
                return found
        return ()

    def label(self, item_id: str) -> str:
        """Return what to write for an item so that it is found again; nothing if it is gone."""
        item = self._items.get(item_id)
        if item is None:
            return ""
        for name in (_code(item), *_titles(item)):
            sayable = name and SEPARATOR not in name and cleaned(name) == name
            if sayable and self.find((type(item),), name) == (item.id,):
                return name
        return item.id


def names_of(plan: Plan) -> Names:
    """Return what everything in a plan is called."""
    return Names(plan.by_id.values())


def _code(item: Item) -> str:
    return str(getattr(item, "code", ""))


def _titles(item: Item) -> tuple[str, ...]:
    if isinstance(item, Person):
        return (item.name, item.email)
    return (str(getattr(item, "title", "")),)
