"""What is published goes out as a StratML report: all of it, and nothing besides."""

import pytest
import xmlschema

from strategy.domain.items import Action, Comparison, Goal, Indicator, Measurement, Pillar, Signal
from strategy.domain.publishing.publication import Aim, PublishedIndicator
from strategy.exchange.stratml.document import Edition
from strategy.exchange.stratml.files import write_report
from strategy.exchange.stratml.reading import read_stratml
from strategy.i18n import LANGUAGES, words
from tests.exchange.plans import TODAY
from tests.exchange.stratml_documents import PART_2, added, needs_real_documents, read
from tests.reports.publications import HOSTILE, everything


@pytest.fixture(scope="module")
def content():
    return everything()


def written(content, language="nb"):
    return write_report(content, words(language), published=TODAY, about="Publikasjon nummer 7")


def test_it_is_a_performance_report_that_says_what_it_rests_on(content):
    document = read_stratml(written(content))

    assert document.edition is Edition.REPORT
    assert (document.other, document.published) == ("Publikasjon nummer 7", TODAY)
    assert document.organisation == "Fjordvik kommune"
    assert document.description.startswith("Det går bra.")


def test_every_pillar_goal_indicator_and_action_is_in_it(content):
    preview = read(written(content))

    assert preview.problems == ()
    assert {p.title for p in added(preview, Pillar)} == {p.title for p in content.pillars}
    assert {g.title for g in added(preview, Goal)} == {g.title for g in content.goals}
    assert {i.title for i in added(preview, Indicator)} == {i.title for i in content.all_indicators}
    assert {a.title for a in added(preview, Action)} == {a.title for a in content.actions}


def test_the_figures_are_those_published_and_small_groups_stay_hidden(content):
    published = [f.value for i in content.all_indicators for f in i.figures]

    measured = added(read(written(content)), Measurement)

    assert [m.value for m in measured] == published
    assert [m.text for m in measured if m.value is None] == [
        "Tallet vises ikke, fordi gruppen er liten."
    ]


def test_the_assessment_and_the_reasons_stand_beside(content):
    text = written(content).decode()

    assert "1 av 2" in text
    assert "Bak plan. Streik" in text


def test_a_text_that_tries_to_be_markup_stays_a_text(content):
    assert HOSTILE in {
        objective.title
        for goal in read_stratml(written(content)).goals
        for objective in goal.objectives
    }


@pytest.mark.parametrize(
    ("aim", "baseline", "said"),
    [
        (None, None, "Ingen"),
        (Aim(comparison=Comparison.AT_MOST, high=5), None, "Lavere er bedre"),
        (Aim(comparison=Comparison.REACH, low=5), 8.0, "Lavere er bedre"),
        (Aim(comparison=Comparison.REACH, low=5), 2.0, "Høyere er bedre"),
        (Aim(comparison=Comparison.TEXT, text="skal opp"), None, "Høyere er bedre"),
    ],
)
def test_which_way_an_indicator_should_move_is_told_by_its_aim(content, aim, baseline, said):
    one = PublishedIndicator(
        id="i", code="I-9", title="Ny", unit="%", signal=Signal.UNKNOWN, baseline=baseline, aim=aim
    )
    text = written(content.model_copy(update={"indicators": (one,)})).decode()

    assert f"Ønsket retning: {said}" in text


@needs_real_documents
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_valid_by_the_schema(content, language):
    schema = xmlschema.XMLSchema(PART_2)

    assert [str(e) for e in schema.iter_errors(written(content, language).decode())] == []
