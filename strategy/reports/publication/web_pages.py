"""A publication as web pages that need no script, no other file and no server of ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

from strategy.charts.palette import DARK, LIGHT, READING_ORDER, Theme
from strategy.domain.publishing.publication import Content
from strategy.domain.publishing.sealing import Publication
from strategy.i18n import LANGUAGES, Language, Words, words
from strategy.reports.publication.chart_files import ChartFile, chart_files
from strategy.reports.publication.drawing import bar_drawing, trend_drawing
from strategy.reports.publication.open_data import data_files
from strategy.reports.publication.report import (
    ActionRow,
    Bar,
    Coat,
    GoalPart,
    IndicatorRow,
    PillarPart,
    Report,
    Share,
    SincePart,
    State,
    Table,
    report_of,
)

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
    corrects: int | None = None,
    coat: bytes | None = None,
    statement_url: str = "",
    feedback_address: str = "",
) -> dict[str, str]:
    """Return everything one can read of a publication without us: pages and open data, by name."""
    contact = tuple(_contact(statement_url, feedback_address))
    reports = [
        report_of(
            content,
            words(language),
            publication=publication,
            before=before,
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
    statement_url: str = "",
    feedback_address: str = "",
) -> str:
    """Return the page that lists the publications: address, title and what became of each."""
    w = words(language)
    rows = "".join(
        f'<li><p><a href="{escape(address)}">{escape(title)}</a></p><p>{escape(note)}</p></li>'
        if address
        else f"<li><p><b>{escape(title)}</b></p><p>{escape(note)}</p></li>"
        for address, title, note in entries
    )
    title = w("published.index", organisation=organisation)
    listed = f'<ul class="cards">{rows}</ul>' if rows else f"<p>{escape(w('published.none'))}</p>"
    ways = _languages(language, index_name)
    contact = _contact_links(_contact(statement_url, feedback_address), w)
    return _document(
        w,
        title,
        f'<a class="skip" href="#main">{escape(w("published.skip"))}</a>'
        f'<header><p>{escape(organisation)}</p><nav aria-label="{escape(w("language.choose"))}">'
        f'{ways}</nav></header><main id="main"><h1>{escape(title)}</h1>{listed}</main>'
        f"{f'<footer>{contact}</footer>' if contact else ''}",
    )


def notice_page(language: Language, title: str, sentence: str, *, index: str) -> str:
    """Return a page that says why there is nothing to read at an address.

    `index` is the address of what can be read, empty where nothing can.
    """
    w = words(language)
    back = f'<p><a href="{escape(index)}">{escape(w("published.all"))}</a></p>' if index else ""
    told = f"<h1>{escape(title)}</h1><p>{escape(sentence)}</p>{back}"
    return _document(w, title, f'<main id="main">{told}</main>')


def _page(
    report: Report, w: Words, contact: tuple[tuple[str, str], ...], charts: Iterable[ChartFile]
) -> str:
    body = (
        f'<a class="skip" href="#main">{escape(w("published.skip"))}</a>'
        f"{_header(report, w)}<main id='main'>{''.join(_main(report))}</main>"
        f"{_footer(report, w, contact, charts)}"
    )
    return _document(w, report.title, body)


def _document(w: Words, title: str, body: str) -> str:
    # The mark after the language keeps it apart from the pages of Streamlit's.
    return (
        f'<!DOCTYPE html><html lang="{w.language}" dir="ltr"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_style()}</style></head><body>{body}</body></html>"
    )


@cache
def _style() -> str:
    sheet = Path(__file__).with_name("web_style.css").read_text(encoding="utf-8")
    states = "".join(
        f".{signal.value} i {{ color: var(--{signal.value}-text); }} "
        f".{signal.value} {{ color: var(--{signal.value}-text); }}\n"
        for signal in READING_ORDER
    )
    return (
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


# --- the parts ----------------------------------------------------------------------------------


def _header(report: Report, w: Words) -> str:
    links = _languages(w.language, lambda other: f"{other}.html")
    label = escape(w("language.choose"))
    return (
        f"<header><p>{_coat(report.coat)}{escape(report.organisation)}</p>"
        f'<nav aria-label="{label}"><a href="../{index_name(w.language)}">'
        f"{escape(w('published.all'))}</a>"
        f"{links}</nav></header>"
    )


def _languages(language: Language, name: Callable[[Language], str]) -> str:
    """Return the ways to the same page in the other languages."""
    return "".join(
        f'<a href="{name(other)}" lang="{other}" hreflang="{other}">'
        f"{escape(words(other)('language.own_name'))}</a>"
        for other in LANGUAGES
        if other != language
    )


def _contact_links(contact: Iterable[tuple[str, str]], w: Words) -> str:
    return "".join(f'<p><a href="{escape(url)}">{escape(w(key))}</a></p>' for key, url in contact)


def _coat(coat: Coat | None) -> str:
    if coat is None:
        return ""
    # Within the page: it needs no other file, and none can be put in its place.
    source = f"data:image/png;base64,{escape(coat.picture)}"
    return f'<img class="coat" src="{source}" alt="{escape(coat.said)}">'


def _main(report: Report) -> Iterator[str]:
    yield f'<p class="period">{escape(report.strategy)}<br>{escape(report.period)}</p>'
    yield f"<h1>{escape(report.finding)}</h1>"
    yield from (f'<p class="notice">{escape(notice)}</p>' for notice in report.notices)
    yield from (f'<p class="lead">{escape(text)}</p>' for text in report.summary)
    yield _bar(report.bar)
    yield _shares(report.activity, report.effect)
    yield f'<h2 id="pillars">{escape(report.labels["pillars"])}</h2>'
    yield f'<ul class="cards">{"".join(_card(pillar) for pillar in report.pillars)}</ul>'
    if report.needed:
        lines = "".join(f"<li>{escape(line)}</li>" for line in report.needed)
        yield f'<h2 id="needed">{escape(report.labels["needed"])}</h2><ul>{lines}</ul>'
    if report.since is not None:
        yield _since(report.since)
    yield f'<h2 id="decisions">{escape(report.labels["decisions"])}</h2>'
    yield _table(report.decisions)
    for pillar in report.pillars:
        yield _pillar(pillar, report.labels)
    if report.loose:
        yield f"<h2>{escape(report.labels['loose'])}</h2>"
        yield _actions(report.loose, report.labels, about=report.labels["loose"])


def _state(state: State) -> str:
    return (
        f'<span class="state {state.signal}"><i aria-hidden="true">{state.symbol}</i>'
        f"{escape(state.word)}</span>"
    )


def _bar(bar: Bar) -> str:
    if not bar.slices:
        return f'<p class="muted">{escape(bar.said)}</p>'
    # The sentence below says it for everybody; to hear it twice helps nobody.
    drawn = bar_drawing(bar, _PAINT, spoken=False).replace(
        "<svg ", '<svg preserveAspectRatio="none" '
    )
    return f'<figure class="bar">{drawn}<figcaption>{escape(bar.said)}</figcaption></figure>'


def _shares(activity: Share, effect: Share) -> str:
    return f'<dl class="shares">{_share(activity, "activity")}{_share(effect, "effect")}</dl>'


def _share(share: Share, kind: str) -> str:
    filled = 0 if share.share is None else round(share.share * 100)
    meter = (
        ""
        if share.share is None
        else f'<span class="meter" aria-hidden="true"><span style="width:{filled}%"></span></span>'
    )
    return (
        f'<div class="share {kind}"><dt>{escape(share.label)}</dt><dd><b>{escape(share.said)}</b>'
        f"<small>{escape(share.note)}</small>{meter}</dd></div>"
    )


def _card(pillar: PillarPart) -> str:
    return (
        f'<li><h3><a href="#{escape(pillar.id)}">{escape(pillar.title)}</a></h3>'
        f"<p>{escape(pillar.number)}</p>{_bar(pillar.bar)}"
        f"{_shares(pillar.activity, pillar.effect)}</li>"
    )


def _since(since: SincePart) -> str:
    parts = "".join(
        f"<div><h3>{escape(part.heading)}</h3>"
        f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in part.lines)}</ul></div>"
        for part in since.parts
    )
    nothing = f"<p>{escape(since.nothing)}</p>" if since.nothing else ""
    return f'<h2 id="since">{escape(since.heading)}</h2><div class="news">{parts}{nothing}</div>'


def _pillar(pillar: PillarPart, labels: Mapping[str, str]) -> str:
    said = "".join(
        f"<h3>{escape(labels[name])}</h3>{''.join(f'<p>{escape(text)}</p>' for text in texts)}"
        for name, texts in (("analysis", pillar.analysis), ("ahead", pillar.ahead))
        if texts
    )
    number = f"<p><b>{escape(pillar.number)}</b></p>" if pillar.number else ""
    return (
        f'<section class="pillar"><h2 id="{escape(pillar.id)}">{escape(pillar.title)}</h2>'
        f'<p class="muted">{escape(pillar.description)}</p>'
        f'<div class="assessment">{number}{said}</div>'
        f"{_bar(pillar.bar)}{_shares(pillar.activity, pillar.effect)}"
        f"{_indicators(pillar.indicators, labels, about=pillar.title)}"
        f"{''.join(_goal(goal, labels) for goal in pillar.goals)}</section>"
    )


def _goal(goal: GoalPart, labels: Mapping[str, str]) -> str:
    note = f" ({escape(goal.note)})" if goal.note else ""
    facts = f'<p class="muted">{escape(" · ".join(goal.facts))}</p>' if goal.facts else ""
    text = f"<p>{escape(goal.description)}</p>" if goal.description else ""
    return (
        f'<details id="{escape(goal.id)}"><summary>'
        f"<h3>{escape(goal.code)} {escape(goal.title)}</h3>"
        f"<span class='state {goal.state.signal}'><i aria-hidden='true'>{goal.state.symbol}</i>"
        f"{escape(goal.state.word)}{note}</span></summary><div>{text}{facts}"
        f"{_shares(goal.activity, goal.effect)}"
        f"{_indicators(goal.indicators, labels, about=goal.code)}"
        f"{_actions(goal.actions, labels, about=goal.code)}</div></details>"
    )


def _indicators(rows: tuple[IndicatorRow, ...], labels: Mapping[str, str], *, about: str) -> str:
    names = ("indicator", "start_value", "latest_value", "aim", "state", "trend")
    body = "".join(
        f'<tr><th scope="row">{escape(row.title)}</th>'
        f"{_cell(labels['start_value'], escape(row.baseline))}"
        f"{_cell(labels['latest_value'], escape(row.latest))}"
        f"{_cell(labels['aim'], escape(row.aim))}{_cell('', _state(row.state))}"
        f"{_cell('', trend_drawing(row.trend, _PAINT))}</tr>"
        for row in rows
    )
    head = [labels[name] for name in names]
    return _framed(labels["indicators"], head, body, about=about) if rows else ""


def _actions(rows: tuple[ActionRow, ...], labels: Mapping[str, str], *, about: str) -> str:
    names = ("action", "state", "done_share", "due", "responsible")
    body = "".join(
        f'<tr><th scope="row">{escape(row.code)} {escape(row.title)}</th>'
        f"{_cell('', _state(row.state) + (f'<small>{escape(row.why)}</small>' if row.why else ''))}"
        f"{_cell(labels['done_share'], escape(row.percent))}"
        f"{_cell(labels['due'], escape(row.due))}"
        f"{_cell(labels['responsible'], escape(row.responsible))}</tr>"
        for row in rows
    )
    head = [labels[name] for name in names]
    return _framed(labels["actions"], head, body, about=about) if rows else ""


def _cell(label: str, inside: str) -> str:
    named = f' data-label="{escape(label)}"' if label else ""
    return f"<td{named}>{inside}</td>"


def _table(table: Table) -> str:
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(
            _cell(label, escape(text)) for label, text in zip(table.head[1:], rest, strict=True)
        )
        + "</tr>"
        for first, *rest in table.rows
    )
    return _framed(table.caption, table.head, body)


def _framed(caption: str, head: Iterable[str], body: str, *, about: str = "") -> str:
    # Several tables have one caption; who jumps from one to the next is told whose each is.
    called = f"{caption} {about}".strip()
    headings = "".join(f'<th scope="col">{escape(label)}</th>' for label in head)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(called)}">'
        f'<table class="stack"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{headings}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _footer(
    report: Report, w: Words, contact: tuple[tuple[str, str], ...], charts: Iterable[ChartFile]
) -> str:
    about = "".join(f"<p>{escape(line)}</p>" for line in report.about)
    files = (
        (f"{report.language}.pdf", "PDF"),
        (f"{report.language}.xlsx", w("published.workbook")),
        (f"{report.language}.xml", w("published.stratml")),
        ("data.json", "JSON"),
        ("goals.csv", w("published.csv_goals")),
        ("actions.csv", w("published.csv_actions")),
        ("indicators.csv", w("published.csv_indicators")),
        ("../schema.json", w("published.schema")),
    )
    links = "".join(f'<li><a href="{name}">{escape(label)}</a></li>' for name, label in files)
    told = _contact_links(contact, w)
    return (
        f'<footer><h2 id="about">{escape(report.labels["about"])}</h2>{about}'
        f'<ul class="files">{links}</ul>{_charts(charts, w)}{told}</footer>'
    )


def _charts(charts: Iterable[ChartFile], w: Words) -> str:
    """Return the charts as files to take along, out of the way of who only reads."""
    links = "".join(
        f'<li><a href="{escape(one.name)}" download>{escape(one.title)}</a></li>' for one in charts
    )
    name = escape(w("published.charts"))
    return (
        f'<details class="charts"><summary>{name}</summary><ul>{links}</ul></details>'
        if links
        else ""
    )
