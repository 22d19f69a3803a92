"""From an idea to a figure on Oversikt: a goal, how we know, what we do, and how it goes."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.hands import choose, figures, fill, go_to, press, read_in
from tests.served import at_rest

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Said:
    """The words of the journey in one language."""

    language: str
    overview: str
    goals: str
    new_goal: str
    goal_added: str
    new_indicator: str
    indicator_added: str
    new_action: str
    action_added: str
    title: str
    pillar: str
    owner: str
    due: str
    baseline: str
    target: str
    percent: str
    comment: str
    save_status: str
    status_saved: str
    on_track: str
    not_measured: str


BOKMAL = Said(
    language="Bokmål",
    overview="Oversikt",
    goals="Mål",
    new_goal="Nytt mål",
    goal_added="Mål {} er lagt til",
    new_indicator="Ny indikator",
    indicator_added="Indikator {} er lagt til",
    new_action="Nytt tiltak",
    action_added="Tiltak {} er lagt til",
    title="Tittel *",
    pillar="Pilar *",
    owner="Ansvarlig",
    due="Frist",
    baseline="Utgangsverdi",
    target="Måltall",
    percent="Framdrift i prosent",
    comment="Kommentar",
    save_status="Lagre status",
    status_saved="Status er lagret",
    on_track="I rute",
    not_measured="ikke målt",
)
NYNORSK = Said(
    language="Nynorsk",
    overview="Oversikt",
    goals="Mål",
    new_goal="Nytt mål",
    goal_added="Mål {} er lagt til",
    new_indicator="Ny indikator",
    indicator_added="Indikator {} er lagd til",
    new_action="Nytt tiltak",
    action_added="Tiltak {} er lagt til",
    title="Tittel *",
    pillar="Pilar *",
    owner="Ansvarleg",
    due="Frist",
    baseline="Utgangsverdi",
    target="Måltal",
    percent="Framdrift i prosent",
    comment="Kommentar",
    save_status="Lagre status",
    status_saved="Status er lagra",
    on_track="I rute",
    not_measured="ikkje målt",
)
ENGLISH = Said(
    language="English",
    overview="Overview",
    goals="Goals",
    new_goal="New goal",
    goal_added="Goal {} has been added",
    new_indicator="New indicator",
    indicator_added="Indicator {} has been added",
    new_action="New action",
    action_added="Action {} has been added",
    title="Title *",
    pillar="Pillar *",
    owner="Responsible",
    due="Due",
    baseline="Baseline",
    target="Target",
    percent="Progress in per cent",
    comment="Comment",
    save_status="Save status",
    status_saved="Status has been saved",
    on_track="On track",
    not_measured="not measured",
)
