"""A publication on paper: as PDF, printed once and kept, and as a Word document."""

from __future__ import annotations

import threading
from collections import OrderedDict

from strategy.i18n import Language, words
from strategy.reports.chart_files import chart_files
from strategy.reports.folder import folder_of
from strategy.reports.pdf import pdf_of
from strategy.reports.report import Report, report_of
from strategy.reports.word import word_of
from strategy.services.published import Published

_PAPERS_KEPT = 48


class Press:
    """Prints each publication once in each language, and keeps so many papers."""

    def __init__(self, kept: int) -> None:
        """Keep so many papers."""
        self._kept = kept
        self._papers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._printing = threading.Lock()

    def paper(self, published: Published, language: Language) -> bytes:
        """Return a publication as PDF in a language."""
        key = (published.publication.seal, language)
        with self._printing:
            if key not in self._papers:
                report = report_in(published, language)
                self._papers[key] = pdf_of(report, published_at=published.publication.published_at)
                while len(self._papers) > self._kept:
                    self._papers.popitem(last=False)
            return self._papers[key]


_press = Press(_PAPERS_KEPT)


def paper(published: Published, language: Language) -> bytes:
    """Return a publication as PDF in a language; printed once, then kept."""
    return _press.paper(published, language)


def report_in(published: Published, language: Language) -> Report:
    """Return a publication as a report in a language, with what happened since the one before."""
    return report_of(
        published.content,
        words(language),
        publication=published.publication,
        before=published.before,
        corrects=published.corrects,
        coat=published.coat,
    )


def attachment(published: Published, language: Language) -> bytes:
    """Return a publication as a Word document to attach to a case."""
    report = report_in(published, language)
    return word_of(report, published_at=published.publication.published_at)


def charts(published: Published, language: Language) -> bytes:
    """Return every chart of a publication as a picture, packed."""
    report = report_in(published, language)
    return folder_of({one.name: one.content for one in chart_files(report)})
