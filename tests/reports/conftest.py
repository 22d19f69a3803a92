"""Publications as reports: one that says something of everything, in any language."""

import pytest

from strategy.domain.publishing.publication import Content
from strategy.domain.publishing.sealing import Publication
from strategy.i18n import words
from strategy.reports.publication.report import Report, report_of
from tests.reports.publications import before, everything, record


@pytest.fixture(scope="session")
def content() -> Content:
    return everything()


@pytest.fixture(scope="session")
def publication(content: Content) -> Publication:
    return record(content)


@pytest.fixture(scope="session")
def report(content: Content, publication: Publication) -> Report:
    return report_of(content, words("nb"), publication=publication, before=before(), corrects=1)
