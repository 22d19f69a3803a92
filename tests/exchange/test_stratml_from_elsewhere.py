"""Somebody imports StratML that others wrote: what is irregular is read, what is hostile is not."""

import time
from datetime import date

import pytest

from strategy.domain.items import (
    Comparison,
    Goal,
    Indicator,
    Measurement,
    Organisation,
    Pillar,
    Strategy,
    Target,
    Value,
)
from strategy.exchange.stratml import markup
from strategy.exchange.stratml.markup import is_markup
from strategy.exchange.workbook.complaints import explain
from strategy.i18n import LANGUAGES, words
from tests.claims import every
from tests.exchange.plans import TODAY, a_rich_plan, an_empty_plan, imported
from tests.exchange.stratml_documents import (
    CORE,
    a_goal_with,
    a_report,
    added,
    an_indicator_with,
    read,
    rules,
)

SMALL = (
    "<Organization><Name>Andre kommune</Name></Organization>"
    "<Vision><Description>Sammen</Description></Vision>"
    "<Mission><Description>Tjenester</Description></Mission>"
    "<Value><Name>Åpen</Name></Value><Value><Name/><Description/></Value>" + a_goal_with("")
)


# --- what is there is found ------------------------------------------------------------------


def test_goals_become_pillars_and_objectives_become_goals():
    preview = read(a_report(SMALL))

    assert preview.problems == ()
    (pillar,), (goal,) = added(preview, Pillar), added(preview, Goal)
    assert (pillar.title, pillar.code) == ("Å våge", "1")
    assert (goal.title, goal.code, goal.pillar_id) == ("Flere prøver nytt", "1.1", pillar.id)
    assert [value.title for value in added(preview, Value)] == ["Åpen"]


def test_the_organisation_and_the_strategy_come_with_it_into_an_empty_plan():
    plan = an_empty_plan()

    after = imported(plan, read(a_report(SMALL), plan))

    assert after.organisation.name == "Andre kommune"
    assert (after.strategy.title, after.strategy.vision) == ("Årsrapport", "Sammen")
    assert after.strategy.description == "Tjenester"


def test_neither_the_organisation_nor_its_strategy_is_renamed_once_there_is_a_plan():
    plan = a_rich_plan()
    preview = read(a_report(SMALL), plan)

    assert not {type(u.after) for u in preview.updates} & {Organisation, Strategy}
    assert [explain(n, words("nb")) for n in preview.notices] == [
        "Dokumentet gjelder «Andre kommune». Navnet på kommunen deres blir stående.",
        "Dokumentet heter «Årsrapport». Planen har mål fra før, så tittelen og visjonen deres "
        "blir stående.",
    ]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: b"\n\n  " + text,
        lambda text: (
            text.decode()
            .replace('version="1.0"', 'version="1.0" encoding="UTF-16"')
            .encode("utf-16")
        ),
        lambda text: text.replace(b"<Goal>", b"<!-- note --><Stray>x</Stray><Goal>"),
        lambda text: text.replace(b' Type="Performance_Report"', b' Type="Something else"'),
        lambda text: text.replace(b' xmlns="', b' xmlns:unused="'),
    ],
    ids=["BOM", "blank lines", "UTF-16", "stray element", "unknown type", "no namespace"],
)
def test_a_document_that_is_irregular_says_the_same(spoil):
    preview = read(spoil(a_report(SMALL)))

    assert (preview.problems, len(added(preview, Goal))) == ((), 1)


def test_a_prefix_is_no_part_of_a_name():
    inside = (
        "<s:Goal><s:Name>Mål</s:Name><s:Objective><s:Name>Delmål</s:Name></s:Objective></s:Goal>"
    )

    preview = read(a_report(inside, prefix="s"))

    assert [goal.title for goal in added(preview, Goal)] == ["Delmål"]


def test_part_one_is_read_and_whoever_performs_is_responsible():
    document = (
        f'<StrategicPlan xmlns="{CORE}"><Name>Plan</Name><StrategicPlanCore><Goal><Name>A</Name>'
        "<Objective><Name>B</Name><Stakeholder><Name>Innbyggerne</Name><Description/></Stakeholder>"
        "<Stakeholder><Name>Rektor</Name><Description>Ansvarlig</Description></Stakeholder>"
        "</Objective></Goal></StrategicPlanCore></StrategicPlan>"
    ).encode()

    preview = read(document)

    assert [goal.owner_text for goal in added(preview, Goal)] == ["Rektor"]
    assert [explain(n, words("nb")) for n in preview.notices] == [
        "En interessent i dokumentet er ikke tatt med. Vi henter bare den første utføreren for "
        "hvert mål, som ansvarlig."
    ]


def test_objectives_without_a_goal_and_indicators_without_an_objective_find_a_place():
    inside = (
        "<Goal><Name>A</Name><PerformanceIndicator><MeasurementDimension>Svar"
        "</MeasurementDimension></PerformanceIndicator></Goal>"
        "<Objective><Name>Alene</Name></Objective>"
    )

    preview = read(a_report(inside))

    pillars = {pillar.title: pillar.id for pillar in added(preview, Pillar)}
    assert [(i.title, i.pillar_id) for i in added(preview, Indicator)] == [("Svar", pillars["A"])]
    assert [(g.title, g.pillar_id) for g in added(preview, Goal)] == [
        ("Alene", pillars["Årsrapport"])
    ]


# --- targets and results ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "value", "text"),
    [
        ("<NumberOfUnits>829</NumberOfUnits>", 829.0, ""),
        ("<NumberOfUnits> 1,234.5 </NumberOfUnits>", 1234.5, ""),
        ("<NumberOfUnits>TBD</NumberOfUnits>", None, "TBD"),
        (
            "<NumberOfUnits>about 40</NumberOfUnits><Description>Counted</Description>",
            None,
            "about 40. Counted",
        ),
        ("<Description>Approved</Description>", None, "Approved"),
        (
            "<Descriptor><DescriptorName>Grade</DescriptorName><DescriptorValue>B"
            "</DescriptorValue></Descriptor><NumberOfUnits>-3</NumberOfUnits>",
            -3.0,
            "Grade B",
        ),
    ],
)
def test_a_result_is_kept_as_it_was_said(said, value, text):
    results = f"<ActualResult><EndDate>2012-01-26Z</EndDate>{said}</ActualResult>"

    (measurement,) = added(read(a_report(an_indicator_with(results))), Measurement)

    assert (measurement.value, measurement.text) == (value, text)
    assert measurement.on == date(2012, 1, 26)


def test_elements_that_a_form_left_empty_are_no_results():
    empty = "<Description></Description><NumberOfUnits/><StartDate/><EndDate></EndDate>"
    results = f"<TargetResult>{empty}</TargetResult><ActualResult>{empty}</ActualResult>"

    preview = read(a_report(an_indicator_with(results)))

    assert added(preview, Target) + added(preview, Measurement) == []


@pytest.mark.parametrize(
    ("said", "comparison", "low", "text"),
    [
        ("<NumberOfUnits>800</NumberOfUnits>", Comparison.REACH, 800.0, ""),
        ("<Description>Publication of Part 1.</Description>", Comparison.TEXT, None,
         "Publication of Part 1."),
        ("<NumberOfUnits>60</NumberOfUnits><Description>minst 60 %</Description>",
         Comparison.AT_LEAST, 60.0, "minst 60 %"),
        ("<NumberOfUnits>5</NumberOfUnits><Description>Within 3 years</Description>",
         Comparison.REACH, 5.0, "Within 3 years"),
    ],
)  # fmt: skip
def test_a_target_asks_for_its_number_and_keeps_its_text(said, comparison, low, text):
    results = f"<TargetResult>{said}<EndDate>2013-12-31</EndDate></TargetResult>"

    (target,) = added(read(a_report(an_indicator_with(results))), Target)

    assert (target.comparison, target.low, target.text) == (comparison, low, text)
    assert target.due == date(2013, 12, 31)


@pytest.mark.parametrize(
    "descriptor",
    [
        "<DescriptorName>Baseline</DescriptorName>",
        "<DescriptorName>Kind</DescriptorName><DescriptorValue>baseline</DescriptorValue>",
        "<DescriptorName>Utgangsverdi</DescriptorName>",
    ],
)
def test_of_several_results_the_one_described_as_baseline_is_the_baseline(descriptor):
    results = (
        f"<ActualResult><EndDate>2010-12-31</EndDate><NumberOfUnits>9.5</NumberOfUnits>"
        f"<Descriptor>{descriptor}</Descriptor></ActualResult>"
        "<ActualResult><EndDate>2011-12-31</EndDate><NumberOfUnits>9</NumberOfUnits></ActualResult>"
        "<ActualResult><EndDate>2011-12-31</EndDate><NumberOfUnits>8</NumberOfUnits></ActualResult>"
    )

    preview = read(a_report(an_indicator_with(results)))

    (indicator,) = added(preview, Indicator)
    assert (indicator.baseline, indicator.baseline_on) == (9.5, date(2010, 12, 31))
    assert [(m.value, m.period) for m in added(preview, Measurement)] == [(9.0, ""), (8.0, "(2)")]


def test_what_no_date_is_said_of_gets_one_and_that_is_told_with_its_place():
    results = (
        "<ActualResult>\n<NumberOfUnits>1</NumberOfUnits><EndDate>soon</EndDate></ActualResult>"
    )

    preview = read(a_report(an_indicator_with(results), about="<EndDate>2011-12-31</EndDate>"))

    (measurement,), (notice,) = added(preview, Measurement), preview.notices
    assert measurement.on == date(2011, 12, 31)
    assert (notice.sheet, notice.row) == (
        "PerformancePlanOrReport/StrategicPlanCore/Goal/Objective/PerformanceIndicator/"
        "MeasurementInstance/ActualResult",
        9,
    )
    assert explain(notice, words("nn")) == (
        "Resultatet har ingen dato vi forstår. Det får datoen 31.12.2011."
    )


def test_where_no_date_is_said_at_all_it_is_the_day_of_the_import():
    preview = read(
        a_report(an_indicator_with("<ActualResult><NumberOfUnits>1</NumberOfUnits></ActualResult>"))
    )

    assert [m.on for m in added(preview, Measurement)] == [TODAY]


def test_a_period_that_ends_before_it_begins_keeps_its_beginning():
    about = "<StartDate>2012-01-01</StartDate><EndDate>2011-12-31</EndDate>"

    preview = read(a_report(a_goal_with(""), about=about))

    (strategy,) = added(preview, Strategy)
    assert (strategy.period_from, strategy.period_to) == (date(2012, 1, 1), None)
    assert rules(preview.notices) == ["stratml.period"]


# --- names and long texts ----------------------------------------------------------------------


def test_what_has_no_name_is_called_by_what_else_is_known():
    inside = (
        "<Goal><Name/><Description>Vi vil\nmye</Description><Objective><Name/><Description/>"
        "</Objective></Goal><Goal><Name>B</Name><Objective><Name/><PerformanceIndicator>"
        "<MeasurementDimension/><MeasurementInstance><TargetResult><Description>Ferdig"
        "</Description></TargetResult></MeasurementInstance></PerformanceIndicator></Objective>"
        "</Goal>"
    )

    preview = read(a_report(inside))

    assert [pillar.title for pillar in added(preview, Pillar)] == ["Vi vil", "B"]
    assert [goal.title for goal in added(preview, Goal)] == ["Uten navn", "B"]
    assert [indicator.title for indicator in added(preview, Indicator)] == ["Ferdig"]
    asked = "row.direction_not_said"
    assert sorted(rules(preview.notices)) == sorted([asked, *["stratml.untitled"] * 4])


def test_a_name_longer_than_a_title_may_be_is_kept_whole_in_the_description():
    long = "ord " * 100
    measured = an_indicator_with(
        f"<TargetResult><Description>{long}</Description></TargetResult><ActualResult>"
        f"<EndDate>2012-01-01</EndDate><Description>{long}</Description></ActualResult>"
    )

    preview = read(a_report(measured.replace("Flere prøver nytt", long)))

    assert preview.problems == ()
    (goal,), (target,) = added(preview, Goal), added(preview, Target)
    (measurement,), (indicator,) = added(preview, Measurement), added(preview, Indicator)
    assert (len(goal.title), goal.description) == (300, long.strip())
    assert (len(target.text), indicator.description) == (300, long.strip())
    assert (len(measurement.text), measurement.note) == (300, long.strip())


def test_a_name_without_a_single_blank_is_cut_too():
    inside = f"<Goal><Name/><Description>{'x' * 400}</Description></Goal>"

    preview = read(a_report(inside))

    assert [len(pillar.title) for pillar in added(preview, Pillar)] == [300]


def test_a_document_without_a_name_names_no_strategy():
    preview = read(a_report(a_goal_with("")).replace("Årsrapport".encode(), b""))

    assert added(preview, Strategy) == []
    assert len(added(preview, Goal)) == 1


def test_a_document_of_copied_identifiers_still_has_every_item():
    twice = "<Identifier>8c60e70d-55b5-4ee6-9db3-3a0e202179f2</Identifier>"
    one = f"<Goal><Name>A</Name>{twice}</Goal><Goal><Name>B</Name>{twice}</Goal>"

    preview = read(a_report(one))

    first, second = added(preview, Pillar)
    assert first.id == "8c60e70d55b54ee69db33a0e202179f2"
    assert second.id != first.id


def test_codes_are_taken_over_where_nobody_has_them():
    plan = a_rich_plan()
    inside = (
        "<Goal><Name>A</Name><SequenceIndicator>1</SequenceIndicator></Goal>"
        "<Goal><Name>B</Name><SequenceIndicator>7</SequenceIndicator></Goal>"
        f"<Goal><Name>C</Name><SequenceIndicator>{'9' * 40}</SequenceIndicator></Goal>"
    )

    preview = read(a_report(inside), plan)

    assert (preview.changed, preview.problems) == (0, ())
    assert [(p.title, p.code) for p in added(preview, Pillar)] == [
        ("A", "3"), ("B", "7"), ("C", "4"),
    ]  # fmt: skip


def test_what_is_wrong_is_told_with_the_element_it_stands_in():
    inside = f"\n<Goal><Name>A</Name>\n<Description>{'x' * 10_001}</Description></Goal>"

    (problem,) = read(a_report(inside)).problems

    assert (problem.sheet, problem.row) == (
        "PerformancePlanOrReport/StrategicPlanCore/Goal/Description",
        6,
    )
    assert explain(problem, words("en")) == "The text is longer than 10,000 characters."


def test_more_problems_than_anybody_reads_are_counted():
    wrong = f"<Goal><Name>A</Name><Description>{'x' * 10_001}</Description></Goal>"

    problems = read(a_report(wrong * 501)).problems

    assert len(problems) == 501
    assert explain(problems[-1], words("nb")) == (
        "Det er 1 problem til. Rett de første og prøv igjen."
    )


# --- what is refused -----------------------------------------------------------------------------


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]>'
    b"<StrategicPlan>&d;</StrategicPlan>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b"<StrategicPlan><Name>&x;</Name></StrategicPlan>"
)
DIALECT = b'<s:OrganizationalStrategyDocument xmlns:s="http://schemas.stratml.us/3.5"/>'


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (BOMB, "document_type"),
        (OUTSIDE, "document_type"),
        (b"<a>" * 70 + b"</a>" * 70, "too_deep"),
        (b"<a>" * 100_000, "not_xml"),
        (b"<StrategicPlan><Name>A</Nam></StrategicPlan>", "not_xml"),
        (b"<StrategicPlan", "not_xml"),
        (DIALECT, "dialect"),
        (b"<OrganizationalStrategyDocument/>", "dialect"),
        (b"<html><body/></html>", "another_kind"),
        (b"<StrategicPlan><Name>A</Name></StrategicPlan>", "no_goals"),
    ],
)
def test_what_is_hostile_or_no_stratml_is_refused_with_a_reason(content, rule):
    preview = read(content)

    assert rules(preview.problems) == [f"stratml.{rule}"]
    assert preview.items_to_add == ()
    assert every(explain(preview.problems[0], words(language)) for language in LANGUAGES)


def test_an_experimental_dialect_is_refused_by_its_version_and_told_what_to_do():
    (problem,) = read(DIALECT).problems

    assert explain(problem, words("nb")) == (
        "Dette er StratML i forsøksutgaven 3.5, som vi ikke leser. Lagre dokumentet som StratML "
        "del 1 (ISO 17469-1) eller del 2, og prøv igjen."
    )


def test_a_file_too_large_is_refused_before_it_is_read():
    assert rules(read(b"<a>" + b" " * markup.MAX_BYTES).problems) == ["stratml.too_large"]


def test_a_file_of_too_many_elements_is_refused():
    content = b"<a>" + b"<b/>" * (markup.MAX_ELEMENTS + 1) + b"</a>"

    assert rules(read(content).problems) == ["stratml.too_many"]


@pytest.mark.parametrize(
    ("content", "is_xml"),
    [
        (b"<a/>", True),
        (b"\xef\xbb\xbf \n<a/>", True),
        ("<a/>".encode("utf-16"), True),
        (b"Navn;Kode", False),
        (b"PK\x03\x04", False),
        (b"", False),
    ],
)
def test_a_file_is_told_by_how_it_begins(content, is_xml):
    assert is_markup(content) is is_xml


def test_two_thousand_targets_and_results_are_read_and_twice_as_many_in_about_twice_the_time():
    content = with_pairs(2392)
    assert len(content) > 1_300_000
    preview, took = read_in(content)
    _, half = read_in(with_pairs(1196))

    assert preview.problems == ()
    assert len(added(preview, Target)) == len(added(preview, Measurement)) == 2392
    # Were each compared with each, it would be four times.
    assert took < 3.5 * half


def read_in(content):
    """The preview, and the time it took of this process alone: others may be at work."""
    began = time.process_time()
    preview = read(content)
    return preview, time.process_time() - began


def with_pairs(count):
    pair = (
        "<MeasurementInstance><TargetResult><EndDate>2013-12-31</EndDate><NumberOfUnits>{n}"
        "</NumberOfUnits><Description>{text}</Description></TargetResult><ActualResult><EndDate>"
        "2013-12-31</EndDate><NumberOfUnits>{n}</NumberOfUnits></ActualResult></MeasurementInstance>"
    )
    pairs = "".join(pair.format(n=n, text="Text " * 60) for n in range(count))
    inside = a_goal_with(
        "<PerformanceIndicator><MeasurementDimension>Stort</MeasurementDimension>"
        f"{pairs}</PerformanceIndicator>"
    )
    return a_report(inside)
