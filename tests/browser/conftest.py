"""The app in a real browser: one server a worker, and pages that tell when something is wrong."""

import pytest
from playwright.sync_api import Browser, Page

from tests.served import A_PHONE, ROOT, Server, at_rest, served_demo, served_own_plan

_FROM_THE_LOG = 4000
_PICTURES = ROOT / "build" / "failed"


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The demo municipality, served as long as the tests run."""
    with served_demo(tmp_path_factory.mktemp("demo")) as server:
        yield server


@pytest.fixture
def own_plan(tmp_path):
    """The empty plan of a municipality that begins today, served for one test."""
    with served_own_plan(tmp_path) as server:
        yield server


class Visitor:
    """Somebody with a browser window of their own; complains about what they should not see."""

    def __init__(self, browser: Browser, **device):
        self.complaints: list[str] = []
        self.context = browser.new_context(**device)
        self.context.set_default_timeout(15_000)
        self.context.on("page", self._watch)
        self.page: Page = self.context.new_page()

    def _watch(self, page):
        page.on("pageerror", lambda error: self.complaints.append(f"threw {error}"))
        page.on("console", self._hear)
        page.on("request", self._see)
        page.on("dialog", self._dismiss)

    def _hear(self, message):
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _see(self, request):
        inside = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")
        if not request.url.startswith(inside):
            self.complaints.append(f"asked {request.url}")

    def _dismiss(self, dialog):
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def opens(self, address: str) -> Page:
        """Go to an address and wait until the page is drawn."""
        self.page.goto(address)
        at_rest(self.page)
        return self.page


@pytest.fixture
def visitor(chromium, request):
    """Let somebody come with a browser; the test fails on whatever their browser complains of."""
    came = request.node.visitors = []

    def come(**device) -> Visitor:
        came.append(Visitor(chromium, **device))
        return came[-1]

    yield come
    complaints = [complaint for somebody in came for complaint in somebody.complaints]
    for somebody in came:
        somebody.context.close()
    assert complaints == []


@pytest.fixture
def phone():
    """What makes a browser a phone's."""
    return A_PHONE


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Keep with a test that failed the end of the server's log and what was on the screen."""
    report = yield
    if report.failed:
        for somebody in getattr(item, "visitors", ()) if report.when == "call" else ():
            picture = _PICTURES / f"{item.name}-{item.visitors.index(somebody)}.png"
            somebody.page.screenshot(path=picture)
            report.sections.append(("picture", str(picture)))
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Server):
                told = value.log.read_text(encoding="utf-8", errors="replace")[-_FROM_THE_LOG:]
                report.sections.append((f"log of {name}", told))
    return report
