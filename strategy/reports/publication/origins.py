"""Where the figures of an indicator come from, and what is divided by what, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from strategy.domain.publishing.publication import Content, PublishedIndicator
from strategy.i18n import Words


def origin_of(indicator: PublishedIndicator, w: Words) -> tuple[str, ...]:
    """Return lines on what an indicator divides by what, and on its source with its licence."""
    return (*_share_of(indicator, w), *_source(indicator, w))


def sources_of(content: Content, w: Words) -> tuple[str, ...]:
    """Return one line with every source of a publication and its licence; none without sources."""
    named = dict.fromkeys(
        one for indicator in content.all_indicators for one in _named_sources(indicator)
    )
    return (w("published.sources", sources="; ".join(sorted(named))),) if named else ()


def _share_of(indicator: PublishedIndicator, w: Words) -> Iterator[str]:
    parts = (("numerator", indicator.numerator), ("denominator", indicator.denominator))
    said = " · ".join(f"{w(f'field.{name}')}: {text}" for name, text in parts if text)
    if said:
        yield said


def _source(indicator: PublishedIndicator, w: Words) -> Iterator[str]:
    named = tuple(_named_sources(indicator))
    if named:
        yield w("series.source", source="; ".join(named))


def _named_sources(indicator: PublishedIndicator) -> Iterable[str]:
    """Return each source once with its licence: the indicator's own, then those of its figures."""
    licences: dict[str, str] = {}
    said = [(indicator.source, indicator.licence)]
    said += [(figure.source, figure.licence) for figure in indicator.figures]
    for source, licence in said:
        if source or licence:
            licences[source] = licences.get(source) or licence
    return tuple(", ".join(part for part in pair if part) for pair in licences.items())
