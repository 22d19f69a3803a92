"""From the bytes of an XML file to elements. Every file is hostile until read."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator

from lxml import etree

from strategy.exchange.file_kinds import FileKind, kind_of_file
from strategy.exchange.workbook.sheets import RowProblem

MAX_BYTES = 10_000_000
MAX_ELEMENTS = 400_000
MAX_DEPTH = 60

_PATH = "{urn:where}path"
_CHUNK = 65_536
_BLANK = b" \t\r\n"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class RefusedMarkupError(Exception):
    """The file cannot be read: which rule, with which details, and where."""

    def __init__(self, rule: str, *, line: int = 0, path: str = "", **details: str) -> None:
        """Remember what to complain about."""
        super().__init__(rule)
        self.problem = RowProblem(f"stratml.{rule}", path, line, details=details)


def is_markup(content: bytes) -> bool:
    """Tell whether a file is XML of its own kind: no web page, no spreadsheet saved as XML."""
    return kind_of_file(content) is FileKind.MARKUP


def read_markup(content: bytes) -> etree._Element:
    """Return the root element of an XML file; raises RefusedMarkupError.

    No entity is expanded, nothing is fetched, and what is too large, too deep or declares a
    document type is refused before the rest of it is read.
    """
    if len(content) > MAX_BYTES:
        raise RefusedMarkupError("too_large", limit=str(MAX_BYTES // 1_000_000))
    try:
        return _parsed(_from_its_start(content))
    except etree.XMLSyntaxError as error:
        raise RefusedMarkupError("not_xml", line=error.lineno or 0) from error


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = count = 0
    for start in range(0, len(content), _CHUNK):
        parser.feed(content[start : start + _CHUNK])
        for event, element in parser.read_events():
            if not count and element.getroottree().docinfo.doctype:
                raise RefusedMarkupError("document_type", line=1)
            depth += 1 if event == "start" else -1
            count += event == "start"
            if depth > MAX_DEPTH:
                raise RefusedMarkupError("too_deep", line=line_of(element))
            if count > MAX_ELEMENTS:
                raise RefusedMarkupError("too_many", limit=str(MAX_ELEMENTS))
    return _marked(parser.close())


def _from_its_start(content: bytes) -> bytes:
    # A blank line before the declaration is a mistake everybody makes and no parser forgives.
    if content.startswith(_WIDE):
        return content
    return content.removeprefix(codecs.BOM_UTF8).lstrip(_BLANK)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    name: str = etree.QName(element).localname
    return name


def namespace(element: etree._Element) -> str:
    """Return an element's namespace, nothing where it has none."""
    return etree.QName(element).namespace or ""


def line_of(element: etree._Element) -> int:
    """Return the line an element begins on."""
    return element.sourceline or 0


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Return the children of that local name, whatever their namespace."""
    if element is not None:
        for child in element.iterchildren(tag=etree.Element):
            if local_name(child) == name:
                yield child


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """Return the first child of that local name."""
    return next(children(element, name), None)


def text_of(element: etree._Element | None) -> str:
    """Return all an element says, without blanks around it."""
    if element is None:
        return ""
    said = "".join(part if isinstance(part, str) else part.decode() for part in element.itertext())
    return "\n".join(line.strip() for line in said.strip().splitlines())


def said(element: etree._Element | None, name: str) -> str:
    """Return what the first child of that name says."""
    return text_of(child(element, name))


def path_of(element: etree._Element) -> str:
    """Return where an element is, by local names: `StrategicPlan/…/Goal[2]`."""
    return element.get(_PATH) or local_name(element)


def _marked(root: etree._Element) -> etree._Element:
    """Store its path in every element: counting siblings each time would take far too long."""
    root.set(_PATH, local_name(root))
    for parent in root.iter(etree.Element):
        inner = list(parent.iterchildren(etree.Element))
        total = Counter(map(local_name, inner))
        place: Counter[str] = Counter()
        for each in inner:
            name = local_name(each)
            place[name] += 1
            step = name if total[name] == 1 else f"{name}[{place[name]}]"
            each.set(_PATH, f"{parent.get(_PATH)}/{step}")
    return root
