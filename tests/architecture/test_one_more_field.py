"""One more field on a check-in or an action touches few places: the rest follow the model."""

import ast
from pathlib import Path

import pytest

from strategy.domain.items import Action, CheckIn, Text

ROOT = Path(__file__).resolve().parents[2]
STRATEGY = [
    path
    for path in sorted((ROOT / "strategy").rglob("*.py"))
    # The demo's own reports say what they say, and need not say more.
    if ROOT / "strategy" / "demo" not in path.parents
]
MOST = 5
OF_A_CHECK_IN = {
    "strategy/domain/items.py",
    "strategy/domain/publishing/publishable.py",
    "strategy/exchange/workbook/columns.py",
    "strategy/ui/follow_up/report_cards.py",
    "strategy/ui/plan/check_ins.py",
}
OF_AN_ACTION = {
    "strategy/domain/items.py",
    "strategy/exchange/workbook/columns.py",
    "strategy/ui/plan/actions.py",
}


def names_in(path: Path) -> set[str]:
    """What a module names, as text, as an attribute, as an argument or as a field of a class."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.keyword):
            found.add(node.arg or "")
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
    return found


def places_that_list(fields: set[str]) -> set[str]:
    """The modules that name all of these fields: one more would have to be written there too."""
    return {str(path.relative_to(ROOT)) for path in STRATEGY if fields <= names_in(path)}


@pytest.mark.parametrize(
    ("fields", "places"),
    [
        (set(CheckIn.SAID), OF_A_CHECK_IN),
        ({"hypothesis", "success_criterion", "learned", "budget_nok"}, OF_AN_ACTION),
    ],
    ids=["check-in", "action"],
)
def test_a_field_is_written_in_at_most_five_places(fields, places):
    assert len(places) <= MOST
    assert places_that_list(fields) == places


def test_a_field_added_to_a_check_in_is_in_one_of_its_groups():
    technical = {"id", "version", "retired", "action_id", "on", "by_id", "unchanged_count"}
    assert set(CheckIn.SAID) == set(CheckIn.model_fields) - technical
    of_text = {name for name, field in CheckIn.model_fields.items() if is_text(field)}
    assert set(CheckIn.WORKING_WORDS) == of_text - technical
    assert set(CheckIn.KEPT) < set(CheckIn.SAID)
    assert {"hypothesis", "success_criterion", "learned", "budget_nok"} < set(Action.model_fields)


def is_text(field) -> bool:
    return field.annotation is str and field.metadata == list(Text.__metadata__)
