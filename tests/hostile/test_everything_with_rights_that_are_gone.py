"""Every page, for everybody: all that can be pressed, fetched or timed there, once rights are gone.

The table is made by opening the pages, so what is added to a page is tried without being told of.
"""

from collections import Counter
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from strategy.ui.frame import ADDRESSES
from tests.builders import CAST
from tests.hostile.conftest import SECRETS
from tests.hostile.deeds import everything_in, roles_become
from tests.hostile.wire import Client, Shown

# Whose tab it is may stand in it: these are what stands in the plan.
PLANNED = [secret for secret in SECRETS if secret.startswith("Hemmelig")]


@dataclass
class OldTab:
    """A tab somebody opened while they had the right to, and what was on it."""

    who: str
    page: str
    client: Client
    shown: Shown

    @property
    def timers(self):
        told = (m.auto_rerun for m in self.shown.messages if m.WhichOneof("type") == "auto_rerun")
        return [timer.fragment_id for timer in told if timer.fragment_id]


@contextmanager
def old_tabs(municipality, person):
    """A tab on every page that is drawn for somebody, who then loses every role."""
    with ExitStack() as open_tabs:
        tabs = []
        for page in ADDRESSES:
            client = open_tabs.enter_context(municipality.comes(person.id))
            tabs.append(OldTab(person.id, page, client, client.visit(page.strip("/"))))
        roles_become(municipality.store, person.id)
        try:
            yield tabs
        finally:
            roles_become(municipality.store, person.id, *person.roles)


def test_nothing_gets_through_by_any_press_file_or_timer(municipality):
    through, tried = [], Counter()
    for person in CAST:
        with old_tabs(municipality, person) as tabs:
            before = everything_in(municipality.store)
            through += [(tab.who, tab.page) for tab in tabs if gets_through(tab, tried)]
            if everything_in(municipality.store) != before:
                through.append((person.id, "something was changed"))
    assert through == []
    # There was something to try of every kind.
    # Timers run only where a meeting or a round is open: the old tabs of meetings try those.
    assert min(tried["pressed"], tried["fetched"]) > 0, tried
    assert tried["pressed"] > 500


def gets_through(tab, tried):
    """Try everything in an old tab; what was drawn while the right was there is not counted."""
    tab.client.hears_out()
    fetched = fetch_everything(tab, tried)
    answers = [press_everything(tab, tried), *run_every_timer(tab, tried)]
    told = [secret for answer in answers for secret in PLANNED if secret in answer.everything]
    return bool(fetched or told)


def press_everything(tab, tried):
    values = [widget.holding("x") for widget in tab.shown.widgets]
    tried["pressed"] += len(values)
    return tab.client.visit(tab.page.strip("/"), values=values)


def run_every_timer(tab, tried):
    for fragment in tab.timers:
        tried["timed"] += 1
        yield tab.client.runs_by_itself(fragment)


def fetch_everything(tab, tried):
    tried["fetched"] += len(tab.shown.files)
    answers = [tab.client.asks_for(file_id) for file_id in tab.shown.files.values()]
    return [answer.deferred_file.url for answer in answers if answer.deferred_file.url]
