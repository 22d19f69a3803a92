"""Fill in an HTML template: every value is escaped, and a misspelled name is an error."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from strategy.i18n import LANGUAGES, words

__all__ = ["Markup", "macros", "render"]


def render(name: str, **values: Any) -> str:  # noqa: ANN401 - a template takes values of any kind
    """Return a template filled in; `name` is its path under `strategy/`."""
    return _environment().get_template(name).render(values)


@cache
def macros(name: str) -> Any:  # noqa: ANN401 - a template module's macros are known by name only
    """Return the macros of a template as functions; each returns markup that is safe to nest."""
    return _environment().get_template(name).module


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.update(languages=LANGUAGES, words_in=words)
    return environment
