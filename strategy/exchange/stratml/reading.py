"""From a StratML file to a document: by local name, in any order, with the place of each part.

Written by hand and by many programs, real documents prefix their elements or use no namespace,
leave elements empty, say TBD where a number belongs, and shuffle the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from lxml import etree

from strategy.domain.dates import parse_date
from strategy.exchange.stratml.document import (
    PERFORMER,
    Document,
    Edition,
    Goal,
    Measure,
    Objective,
    Principle,
    Result,
    Spot,
)
from strategy.exchange.stratml.markup import (
    RefusedMarkupError,
    child,
    children,
    line_of,
    local_name,
    namespace,
    path_of,
    read_markup,
    said,
    text_of,
)
from strategy.exchange.workbook.sheets import cleaned
from strategy.exchange.workbook.vocabulary import folded
from strategy.i18n import LANGUAGES, words

_ROOTS = {"StrategicPlan": Edition.STRATEGY, "PerformancePlanOrReport": Edition.PLAN}
_EXPERIMENT = re.compile(r"schemas\.stratml\.us/(\d[\d.]*)")
_EXPERIMENTAL_ROOT = "OrganizationalStrategyDocument"
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?")
_NESTS = {"Goal", "Objective"}


def read_stratml(content: bytes) -> Document:
    """Return what a StratML file says; raises RefusedMarkupError."""
    root = read_markup(content)
    edition = _edition(root)
    core = child(root, "StrategicPlanCore")
    base = root if core is None else core
    goals = tuple(_goals(base, said(root, "Name")))
    if not goals:
        raise RefusedMarkupError("no_goals", line=line_of(base), path=path_of(base))
    about = child(root, "AdministrativeInformation")
    return Document(
        edition=edition,
        name=_clean(said(root, "Name")),
        description=_clean(said(root, "Description")),
        other=_clean(said(root, "OtherInformation")),
        organisation=_clean(said(child(base, "Organization"), "Name")),
        vision=_clean(said(child(base, "Vision"), "Description")),
        mission=_clean(said(child(base, "Mission"), "Description")),
        values=tuple(_values(base)),
        goals=goals,
        starts=day_of(said(about, "StartDate")),
        ends=day_of(said(about, "EndDate")),
        published=day_of(said(about, "PublicationDate")),
        stakeholders=sum(1 for each in root.iter("{*}Stakeholder") if said(each, "Name")),
        spot=_spot(root),
    )


def _edition(root: etree._Element) -> Edition:
    name = local_name(root)
    experiment = _EXPERIMENT.search(namespace(root))
    if experiment or name == _EXPERIMENTAL_ROOT:
        version = experiment[1] if experiment else "3"
        raise RefusedMarkupError("dialect", line=line_of(root), path=name, version=version)
    if name not in _ROOTS:
        raise RefusedMarkupError("another_kind", line=line_of(root), path=name, root=name)
    declared = (root.get("Type") or "").strip()
    return Edition(declared) if declared in set(Edition) else _ROOTS[name]


# --- the parts ----------------------------------------------------------------------------------


def _goals(base: etree._Element, name: str) -> Iterator[Goal]:
    for element in base.iter("{*}Goal"):
        yield _goal(element)
    loose = tuple(_objective(each) for each in children(base, "Objective"))
    if loose:
        # Objectives without a goal belong to the strategy itself.
        yield Goal(_clean(name), objectives=loose, spot=_spot(base))


def _goal(element: etree._Element) -> Goal:
    return Goal(
        title=_clean(said(element, "Name")),
        description=_clean(said(element, "Description")),
        identifier=said(element, "Identifier"),
        sequence=_clean(said(element, "SequenceIndicator")),
        other=_clean(said(element, "OtherInformation")),
        objectives=tuple(_objective(each) for each in element.iter("{*}Objective")),
        measures=tuple(_measures(element)),
        spot=_spot(element),
    )


def _objective(element: etree._Element) -> Objective:
    return Objective(
        title=_clean(said(element, "Name")),
        description=_clean(said(element, "Description")),
        identifier=said(element, "Identifier"),
        sequence=_clean(said(element, "SequenceIndicator")),
        performers=tuple(_performers(element)),
        other=_clean(said(element, "OtherInformation")),
        measures=tuple(_measures(element)),
        spot=_spot(element),
    )


def _performers(element: etree._Element) -> Iterator[str]:
    responsible = {folded(words(language)("field.owner_id")) for language in LANGUAGES}
    for stakeholder in children(element, "Stakeholder"):
        name = _clean(said(stakeholder, "Name"))
        roles = {text_of(t) for r in children(stakeholder, "Role") for t in children(r, "RoleType")}
        performs = PERFORMER in roles or folded(said(stakeholder, "Description")) in responsible
        if name and performs:
            yield name


def _measures(element: etree._Element) -> Iterator[Measure]:
    """Return the indicators under an element that are not those of an objective within it."""
    for each in element.iterchildren(tag=etree.Element):
        name = local_name(each)
        if name == "PerformanceIndicator":
            yield _measure(each)
        elif name not in _NESTS:
            yield from _measures(each)


def _measure(element: etree._Element) -> Measure:
    links = tuple(children(element, "Relationship"))
    instances = tuple(children(element, "MeasurementInstance"))
    kind = element.get("PerformanceIndicatorType") or element.get("IndicatorType") or ""
    return Measure(
        title=_clean(said(element, "MeasurementDimension")),
        unit=_clean(said(element, "UnitOfMeasurement")),
        identifier=said(element, "Identifier"),
        sequence=_clean(said(element, "SequenceIndicator")),
        stage=element.get("ValueChainStage") or "",
        kind=kind,
        same_as=tuple(text_of(r) for link in links for r in children(link, "ReferentIdentifier")),
        targets=tuple(_results(instances, "TargetResult")),
        actuals=tuple(_results(instances, "ActualResult")),
        other=_clean(said(element, "OtherInformation")),
        spot=_spot(element),
    )


def _results(instances: tuple[etree._Element, ...], name: str) -> Iterator[Result]:
    for instance in instances:
        for element in children(instance, name):
            result = _result(element)
            if not result.says_nothing:
                yield result


def _result(element: etree._Element) -> Result:
    descriptor = child(element, "Descriptor")
    amount, told = said(element, "NumberOfUnits"), _clean(said(element, "Description"))
    number = number_of(amount)
    if amount and number is None:
        # «TBD», «about 40»: kept as text.
        told = f"{_clean(amount)}. {told}" if told else _clean(amount)
    return Result(
        starts=day_of(said(element, "StartDate")),
        ends=day_of(said(element, "EndDate")),
        number=number,
        name=_clean(said(descriptor, "DescriptorName")),
        value=_clean(said(descriptor, "DescriptorValue")),
        told=told,
        spot=_spot(element),
    )


def _values(base: etree._Element) -> Iterator[Principle]:
    for element in children(base, "Value"):
        name, description = _clean(said(element, "Name")), _clean(said(element, "Description"))
        if name or description:
            yield Principle(name, description, _spot(element))


# --- what elements hold -------------------------------------------------------------------------


def number_of(text: str) -> float | None:
    """Return a number as XML or English writes it, None for anything else."""
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    return float(text) if _DECIMAL.fullmatch(text) else None


def day_of(text: str) -> date | None:
    """Return a day as XML writes it, else as anybody might, None for anything else."""
    written = _DAY.fullmatch(text)
    read = parse_date(written[1] if written else text) if text else None
    return read.date if read else None


def _clean(text: str) -> str:
    return cleaned(text)


def _spot(element: etree._Element) -> Spot:
    return Spot(path_of(element), line_of(element))
