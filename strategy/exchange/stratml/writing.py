"""From a document to a StratML file, strictly: every element in its place, as the schemas ask."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from lxml import etree

from strategy.exchange.stratml.document import (
    CORE,
    PERFORMANCE,
    PERFORMER,
    Document,
    Edition,
    Goal,
    Measure,
    Objective,
    Result,
)
from strategy.exchange.workbook.sheets import cleaned
from strategy.i18n import Words

_ILLEGAL = re.compile(r"[\ud800-\udfff\ufffe\uffff]")


def write_stratml(document: Document, w: Words) -> bytes:
    """Return a document as a file: Part 1 for a strategy alone, Part 2 for plans and reports."""
    return _Writer(document.edition, w).file(document)


class _Writer:
    """Writes a document in the namespace of its part."""

    def __init__(self, edition: Edition, w: Words) -> None:
        self._edition = edition
        self._is_core = edition is Edition.STRATEGY
        self._namespace = CORE if self._is_core else PERFORMANCE
        self._w = w

    def file(self, document: Document) -> bytes:
        name = "StrategicPlan" if self._is_core else "PerformancePlanOrReport"
        root = etree.Element(f"{{{self._namespace}}}{name}", nsmap={None: self._namespace})
        if not self._is_core:
            root.set("Type", self._edition.value)
        self._add(root, "Name", document.name)
        self._add_if(root, "Description", document.description)
        self._add_if(root, "OtherInformation", document.other)
        self._core(root, document)
        self._about(root, document)
        etree.indent(root)
        written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return written + b"\n"

    def _core(self, root: etree._Element, document: Document) -> None:
        core = self._add(root, "StrategicPlanCore")
        organisation = self._add(core, "Organization")
        self._add(organisation, "Name", document.organisation)
        if document.vision:
            self._add(self._add(core, "Vision"), "Description", document.vision)
        for value in document.values:
            told = self._add(core, "Value")
            self._add(told, "Name", value.title)
            self._add_if(told, "Description", value.description)
        for goal in document.goals:
            self._goal(core, goal)

    def _about(self, root: etree._Element, document: Document) -> None:
        about = self._add(root, "AdministrativeInformation")
        self._day(about, "StartDate", document.starts)
        self._day(about, "EndDate", document.ends)
        self._day(about, "PublicationDate", document.published)

    def _goal(self, core: etree._Element, goal: Goal) -> None:
        told = self._add(core, "Goal")
        self._add(told, "Name", goal.title)
        self._add(told, "Description", goal.description)
        self._add(told, "Identifier", goal.identifier)
        self._add_if(told, "SequenceIndicator", goal.sequence)
        self._add_if(told, "OtherInformation", goal.other)
        for objective in goal.objectives:
            self._objective(told, objective)

    def _objective(self, goal: etree._Element, objective: Objective) -> None:
        told = self._add(goal, "Objective")
        self._add(told, "Name", objective.title)
        self._add(told, "Description", objective.description)
        self._add(told, "Identifier", objective.identifier)
        self._add_if(told, "SequenceIndicator", objective.sequence)
        for performer in objective.performers:
            self._stakeholder(told, performer)
        self._add_if(told, "OtherInformation", objective.other)
        if not self._is_core:
            for measure in objective.measures:
                self._measure(told, measure)

    def _stakeholder(self, objective: etree._Element, performer: str) -> None:
        told = self._add(objective, "Stakeholder")
        self._add(told, "Name", performer)
        role = self._w("field.owner_id")
        if self._is_core:
            # Part 1 knows no roles.
            self._add(told, "Description", role)
            return
        part = self._add(told, "Role")
        self._add(part, "Name", role)
        self._add(part, "RoleType", PERFORMER)

    def _measure(self, objective: etree._Element, measure: Measure) -> None:
        told = self._add(objective, "PerformanceIndicator")
        told.set("ValueChainStage", measure.stage)
        told.set("PerformanceIndicatorType", measure.kind)
        self._add_if(told, "SequenceIndicator", measure.sequence)
        self._add(told, "MeasurementDimension", measure.title)
        self._add(told, "UnitOfMeasurement", measure.unit)
        self._add(told, "Identifier", measure.identifier)
        for other in measure.same_as:
            link = self._add(told, "Relationship")
            link.set("RelationshipType", "Peer_To")
            self._add(link, "ReferentIdentifier", other)
        if measure.targets or measure.actuals:
            instance = self._add(told, "MeasurementInstance")
            for target in measure.targets:
                self._result(instance, "TargetResult", target)
            for actual in measure.actuals:
                self._result(instance, "ActualResult", actual)
        self._add_if(told, "OtherInformation", measure.other)

    def _result(self, instance: etree._Element, name: str, result: Result) -> None:
        told = self._add(instance, name)
        self._day(told, "StartDate", result.starts)
        self._day(told, "EndDate", result.ends)
        if result.number is not None:
            self._add(told, "NumberOfUnits", _decimal(result.number))
        if result.name:
            descriptor = self._add(told, "Descriptor")
            self._add(descriptor, "DescriptorName", result.name)
            self._add_if(descriptor, "DescriptorValue", result.value)
        self._add_if(told, "Description", result.told)

    # --- elements --------------------------------------------------------------------------------

    def _add(self, parent: etree._Element, name: str, text: str = "") -> etree._Element:
        element = etree.SubElement(parent, f"{{{self._namespace}}}{name}")
        if text:
            element.text = _ILLEGAL.sub("", cleaned(text))
        return element

    def _add_if(self, parent: etree._Element, name: str, text: str) -> None:
        if text:
            self._add(parent, name, text)

    def _day(self, parent: etree._Element, name: str, day: date | None) -> None:
        if day is not None:
            self._add(parent, name, day.isoformat())


def _decimal(number: float) -> str:
    """Return a number as xs:decimal writes it: never with an exponent, and read back the same."""
    return f"{Decimal(repr(number)):f}"
