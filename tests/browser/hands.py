"""What people do with their hands on any page, found the way they find it: by its words."""

import re

from playwright.sync_api import Page, expect

from tests.served import at_rest

_MOST_TABS = 120

# The name of what has the focus, as a screen reader would say it.
_FOCUSED = """() => {
  const seen = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll('[aria-hidden="true"]').forEach((hidden) => hidden.remove());
    return copy.textContent;
  };
  const focused = document.activeElement;
  const labels = focused.getAttribute('aria-labelledby')?.split(' ')
    .map((id) => document.getElementById(id)).filter(Boolean).map(seen).join(' ');
  const label = focused.labels?.length ? seen(focused.labels[0]) : '';
  const own = focused.getAttribute('aria-label') || labels || label || seen(focused);
  return own.trim().slice(0, 60);
}"""


def read_in(page: Page, language: str) -> None:
    """Choose a language under the person's name."""
    _person_button(page).click()
    page.get_by_role("radio", name=language, exact=True).click()
    at_rest(page)
    page.keyboard.press("Escape")


def become(page: Page, name: str) -> None:
    """See the app as somebody else."""
    _person_button(page).click()
    choose(page, re.compile("Se som|Sjå som|View as"), name)
    expect(page.get_by_role("button", name=name)).to_be_visible()
    page.keyboard.press("Escape")
    at_rest(page)


def choose(page: Page, label, option: str) -> None:
    """Choose one of a list."""
    field = page.get_by_role("combobox", name=label)
    field.scroll_into_view_if_needed()
    field.click()
    # What stands there already hides the others until one begins to type.
    field.press("ControlOrMeta+a")
    field.press_sequentially(option)
    page.get_by_role("option", name=option).first.click()


def fill(page: Page, label: str, text: str) -> None:
    """Write in a field, in place of what stands there."""
    field = page.get_by_role("textbox", name=label, exact=True)
    field.fill(text)
    # The field tells the server what it holds when one leaves it.
    field.blur()


def press(page: Page, label: str) -> None:
    """Press a button, the one of the form where the page has another of that name."""
    page.get_by_role("button", name=label, exact=True).last.click()
    at_rest(page)


def go_to(page: Page, place: str) -> None:
    """Go to a page by the menu."""
    page.get_by_role("banner").get_by_role("link", name=place, exact=True).click()
    at_rest(page)


def tab_to(page: Page, name, *, back: bool = False) -> None:
    """Press Tab until what has this name has the focus."""
    seen = []
    for _ in range(_MOST_TABS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        seen.append(page.evaluate(_FOCUSED))
        if seen[-1] == name or (isinstance(name, re.Pattern) and name.search(seen[-1])):
            return
    raise AssertionError(f"{name!r} cannot be reached by Tab, only {sorted(set(seen))}")


def figures(text: str) -> tuple[int, ...]:
    """Return the whole numbers in a sentence."""
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _person_button(page):
    return page.get_by_test_id("stPopover").get_by_role("button").first
