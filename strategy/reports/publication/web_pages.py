"""A publication as web pages that need no script, no other file and no server of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from strategy.charts.palette import DARK, LIGHT, READING_ORDER, Theme
from strategy.domain.publishing.publication import Content
from strategy.domain.publishing.sealing import LogEnd, Publication
from strategy.i18n import LANGUAGES, Language, Words, words
from strategy.reports.publication.chart_files import ChartFile, chart_files
from strategy.reports.publication.drawing import bar_drawing, trend_drawing
from strategy.reports.publication.open_data import data_files
from strategy.reports.publication.report import Bar, Report, Trend, report_of
from strategy.templates import Markup, render

_ADDRESS = re.compile(r"""[^\s@<>"'&?,;:/]+@[^\s@<>"'&?,;:/]+""")
"""One e-mail address and nothing more: what follows it in a link would be headers of the letter."""

_PAINT = {
    **{signal.value: f"var(--{signal.value})" for signal in READING_ORDER},
    "edge": "var(--edge)",
    "line": "var(--accent)",
    "aim": "var(--aim)",
}


def pages_of(
    content: Content,
    publication: Publication,
    *,
    before: Content | None = None,
    log_before: LogEnd | None = None,
    corrects: int | None = None,
    coat: bytes | None = None,
    statement_url: str = "",
    feedback_address: str = "",
) -> dict[str, str]:
    """Return every file of a publication that works without our server: pages, charts and data."""
    contact = tuple(_contact(statement_url, feedback_address))
    reports = [
        report_of(
            content,
            words(language),
            publication=publication,
            before=before,
            log_before=log_before,
            corrects=corrects,
            coat=coat,
        )
        for language in LANGUAGES
    ]
    drawn = {report.language: chart_files(report) for report in reports}
    pages = {
        f"{report.language}.html": _page(
            report, words(report.language), contact, drawn[report.language]
        )
        for report in reports
    }
    charts = {one.name: one.content for files in drawn.values() for one in files}
    return {**pages, **charts, **data_files(content, publication)}


def index_name(language: Language) -> str:
    """Return the name of the page that lists the publications in a language."""
    return f"index-{language}.html"


def index_page(
    language: Language,
    organisation: str,
    entries: Iterable[tuple[str, str, str]],
    *,
    log_end: LogEnd | None = None,
    statement_url: str = "",
    feedback_address: str = "",
) -> str:
    """Return the page that lists the publications: address, title and status of each.

    It shows the end of the log, so that anyone who keeps the page can see if it was cut later.
    """
    w = words(language)
    return render(
        "reports/publication/web_index.html",
        w=w,
        style=_style(),
        title=w("published.index", organisation=organisation),
        organisation=organisation,
        entries=list(entries),
        log_end=log_end if log_end and log_end.entries else None,
        contact=list(_contact(statement_url, feedback_address)),
        index_name=index_name,
    )


def notice_page(language: Language, title: str, sentence: str, *, index: str) -> str:
    """Return a page that says why there is nothing to read at an address.

    `index` is the address of the list of publications, empty if there is none.
    """
    return render(
        "reports/publication/web_notice.html",
        w=words(language),
        style=_style(),
        title=title,
        sentence=sentence,
        index=index,
    )


def _page(
    report: Report, w: Words, contact: tuple[tuple[str, str], ...], charts: Iterable[ChartFile]
) -> str:
    return render(
        "reports/publication/web_page.html",
        w=w,
        style=_style(),
        title=report.title,
        report=report,
        contact=contact,
        charts=list(charts),
        files=_files(w),
        drawn_bar=_bar,
        drawn_trend=_trend,
        index_name=index_name,
        page_name=lambda language: f"{language}.html",
    )


def _files(w: Words) -> tuple[tuple[str, str], ...]:
    """Return the files to download: each file's name and its label."""
    return (
        (f"{w.language}.pdf", "PDF"),
        (f"{w.language}.xlsx", w("published.workbook")),
        (f"{w.language}.xml", w("published.stratml")),
        ("data.json", "JSON"),
        ("goals.csv", w("published.csv_goals")),
        ("actions.csv", w("published.csv_actions")),
        ("indicators.csv", w("published.csv_indicators")),
        ("../schema.json", w("published.schema")),
    )


def _bar(bar: Bar) -> Markup:
    return Markup(bar_drawing(bar, _PAINT, spoken=False))


def _trend(trend: Trend) -> Markup:
    return Markup(trend_drawing(trend, _PAINT))


@cache
def _style() -> Markup:
    sheet = Path(__file__).with_name("web_style.css").read_text(encoding="utf-8")
    states = "".join(
        f".{signal.value} i {{ color: var(--{signal.value}-text); }} "
        f".{signal.value} {{ color: var(--{signal.value}-text); }}\n"
        for signal in READING_ORDER
    )
    return Markup(
        sheet.replace("SIGNALS_LIGHT", _signals(LIGHT))
        .replace("SIGNALS_DARK", _signals(DARK))
        .replace("STATES", states)
    )


def _signals(theme: Theme) -> str:
    return " ".join(
        f"--{s.value}: {theme.ink(s).fill}; --{s.value}-text: {theme.ink(s).text};"
        for s in READING_ORDER
    )


def _contact(statement_url: str, feedback_address: str) -> Iterator[tuple[str, str]]:
    if statement_url.startswith(("https://", "http://")):
        yield "published.statement", statement_url
    if _ADDRESS.fullmatch(feedback_address):
        yield "published.feedback", f"mailto:{feedback_address}"
