"""A publication as files: PDF, Word, slides, a workbook and StratML; some are cached."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from strategy.charts.palette import LIGHT
from strategy.domain.items import Signal
from strategy.domain.once import Once
from strategy.exchange.lists.publication_workbook import Beside, write_publication
from strategy.exchange.lists.styled_sheets import Coloured
from strategy.exchange.stratml.files import write_report
from strategy.i18n import Language, Words, words
from strategy.reports.publication.chart_files import chart_files
from strategy.reports.publication.folder import folder_of
from strategy.reports.publication.pdf import pdf_of
from strategy.reports.publication.report import Report, report_of, state_of
from strategy.reports.publication.word import word_of
from strategy.reports.slides.slides import slides_of
from strategy.services.apart import made_apart
from strategy.services.publishing.published import Published

_PAPERS_KEPT = 48
_LONG = 1_000
"""A publication of more actions takes seconds to lay out: it is done in a process of its own."""


class Form(StrEnum):
    """The file formats of a publication that are open to everyone, by file extension."""

    PDF = "pdf"
    WORKBOOK = "xlsx"
    STRATML = "xml"


class Press:
    """A cache of a publication's files, one per format and language, limited in number."""

    def __init__(self, kept: int) -> None:
        """Keep at most this many files."""
        self._papers: Once[bytes] = Once(kept)

    def paper(self, published: Published, language: Language, form: Form = Form.PDF) -> bytes:
        """Return a publication in a format and a language."""
        key = (published.publication.seal, language, form)
        return self._papers.get(key, lambda: _made(_MADE[form], published, language))


_press = Press(_PAPERS_KEPT)


def paper(published: Published, language: Language, form: Form = Form.PDF) -> bytes:
    """Return a publication as PDF, or in another format, in a language; cached."""
    return _press.paper(published, language, form)


def _made(
    make: Callable[[Published, Language], bytes], published: Published, language: Language
) -> bytes:
    is_long = len(published.content.actions) > _LONG
    return made_apart(make, published, language) if is_long else make(published, language)


def report_in(published: Published, language: Language) -> Report:
    """Return a publication as a report in a language, with what changed since the one before."""
    return report_of(
        published.content,
        words(language),
        publication=published.publication,
        before=published.before,
        entry=published.entry,
        corrects=published.corrects,
        coat=published.coat,
    )


def attachment(published: Published, language: Language) -> bytes:
    """Return a publication as a Word document to attach to a case."""
    return _made(_word, published, language)


def charts(published: Published, language: Language) -> bytes:
    """Return every chart of a publication as a picture, in a zip archive."""
    report = report_in(published, language)
    return folder_of({one.name: one.content for one in chart_files(report)})


def slides(published: Published, language: Language) -> bytes:
    """Return a publication as slides for the meeting, with charts that can be edited."""
    return _made(_slides, published, language)


def _word(published: Published, language: Language) -> bytes:
    report = report_in(published, language)
    return word_of(report, published_at=published.publication.published_at)


def _slides(published: Published, language: Language) -> bytes:
    report = report_in(published, language)
    when = published.publication.published_at
    return slides_of(report, language=language, published_at=when)


def _pdf(published: Published, language: Language) -> bytes:
    report = report_in(published, language)
    return pdf_of(report, published_at=published.publication.published_at)


def _workbook(published: Published, language: Language) -> bytes:
    report, w = report_in(published, language), words(language)
    since = report.since.parts if report.since else ()
    beside = Beside(
        title=report.title,
        period=report.period,
        finding=report.finding,
        states={signal: _coloured(signal, w) for signal in Signal},
        news=tuple((part.heading, line) for part in since for line in part.lines),
        decisions=tuple(
            (row[0], decision.on, *row[2:])
            for row, decision in zip(
                report.decisions.rows, published.content.decisions, strict=True
            )
        ),
        about=report.about,
        published_at=published.publication.published_at,
    )
    return write_publication(published.content, beside, w)


def _coloured(signal: Signal, w: Words) -> Coloured:
    state = state_of(signal, w)
    return Coloured(f"{state.symbol} {state.word}", LIGHT.ink(signal).text.removeprefix("#"))


def _stratml(published: Published, language: Language) -> bytes:
    report = report_in(published, language)
    about = "\n".join((report.title, report.period, *report.notices, *report.about))
    day = published.publication.published_at.date()
    return write_report(published.content, words(language), published=day, about=about)


_MADE: dict[Form, Callable[[Published, Language], bytes]] = {
    Form.PDF: _pdf,
    Form.WORKBOOK: _workbook,
    Form.STRATML: _stratml,
}
