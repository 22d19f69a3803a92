"""What people can type that could do harm, and every place of the plan they can type it in."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from strategy.domain.items import (
    Item,
)
from strategy.domain.kinds import PLAN_KINDS, kind_of
from tests.builders import one_of_everything

RTL = "\u202e"
TEXTS: Mapping[str, str] = {
    "plain": "Vi våger å lære",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "broken markup": "\"'><svg/onload=alert(3)>&lt;b&gt;",
    "markdown": "**fet** [lenke](http://example.com/x) ![x](http://example.com/x.png) `kode`",
    "streamlit": ":red[x] :material/home: :heart: $x^2$ -> https://example.com/x",
    "script": "javascript:alert(4)",
    "turned": f"{RTL}snudd\u202c \u200fmerke\u200e \u2066fanget\u2069",
    "emoji": "\U0001f469\U0001f3fd\u200d\U0001f4bb \U0001f1f3\U0001f1f4 \U0001f9d1",
    "other scripts": "\u0645\u0631\u062d\u0628\u0627 中文 Å\u030a \ufdfd",
    "formula": "=cmd|'/C calc'!A0",
    "formula with plus": "+1+cmd|'/C calc'!A0",
    "formula with minus": "-1+cmd|'/C calc'!A0",
    "formula with at": "@SUM(1+1)*cmd|'/C calc'!A0",
    "formula after a tab": "\t=1+1",
    "formula after a line": "\n=1+1\r\n=2+2",
    "wide formula": "\uff1d1+1",
    "quote": "'=1+1",
    "sql": "'; drop table goal; --",
    "format": "%s %(x)s {x} {0} ${y} $reason \\n \\x00 \\",
    "typst": '#panic("x") #image("/etc/passwd") @ref <label> [*] $ x $',
    "header": "Emne\r\nBcc: noen@example.com\r\n\r\n<b>hei</b>",
    "calendar": "Tittel\nEND:VEVENT\nBEGIN:VEVENT",
    "path": "../../../etc/passwd",
}
"""What must be kept as it was typed, or refused."""

UNSEEN: Mapping[str, str] = {
    "nul": "Ku\x00rs",
    "control": "Ku\x01\x02\x07\x08\x0b\x0c\x1b[31m\x1f\x7frs",
    "no character": "Ku\ufffe\uffffrs",
}
"""What nobody can see: it is left out (`Kurs`, or what is seen of it), or refused."""

TOO_MUCH: Mapping[str, str] = {"100 000": "x" * 100_000, "half a character": "Ku\ud800rs"}
"""What is always refused."""

NOT_TYPED = {"coat_of_arms"}
"""What names a picture in the store: with any other text in it a publication is not as sealed."""

ALL = (
    "<script>alert(1)</script> <a href='http://example.com/y'>y</a> <img src=x onerror=alert(1)> "
    "**fet** [lenke](http://example.com) "
    "![x](http://example.com/x.png) :red[x] $x^2$ javascript:alert(2) `kode`"
)
"""Much of it at once, for what is shown."""


def typed_in(model: type[BaseModel]) -> dict[str, int]:
    """The fields of a model that take words, and how many characters each takes."""
    found = {}
    for name, told in model.model_json_schema()["properties"].items():
        for form in told.get("anyOf", (told,)):
            if form.get("type") == "string" and "maxLength" in form and name != "id":
                found[name] = form["maxLength"]
    return found


def every_field(model: type[BaseModel]) -> tuple[str, ...]:
    """All fields of a model but those the store keeps."""
    return tuple(name for name in model.model_fields if name not in {"id", "version", "retired"})


def as_value(model: type[BaseModel], field: str, text: str) -> object:
    """A text as this field would take it: in a list, where it takes several."""
    return (text,) if "tuple[" in str(model.model_fields[field].annotation) else text


def trapped(item: Item, text: str = ALL) -> Item:
    """An item with traps in every field that takes them; what must be valid stays as it is."""
    given: dict[str, Any] = item.model_dump()
    for field, longest in typed_in(type(item)).items():
        if field in NOT_TYPED:
            continue
        wished = {**given, field: f"{text} {kind_of(item)}.{field}"[:longest]}
        if field == "code":
            wished[field] = f"<b>{kind_of(item)[:3]}&*[x]</b>"
        try:
            type(item).model_validate(wished)
        except ValidationError:
            continue
        given = wished
    return type(item).model_validate(given)


def a_trapped_plan() -> tuple[Item, ...]:
    """One of everything, every word of it a trap."""
    items = tuple(trapped(item) for item in one_of_everything())
    assert {kind_of(item) for item in items} == set(PLAN_KINDS), "a new kind needs a builder"
    return items


def walked() -> Iterator[tuple[str, str]]:
    """Every kind of item with every one of its fields."""
    for kind, model in PLAN_KINDS.items():
        for field in every_field(model):
            yield kind, field
