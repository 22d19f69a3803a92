"""Whatever a service refuses is told in words: what is wrong and what to do, in three languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

import strategy
from strategy.domain.kinds import PLAN_KINDS
from strategy.i18n import LANGUAGES, words
from strategy.services import validation

ROOT = Path(strategy.__file__).parent
RULES_OF_THE_SERVICES = {
    "already_pending", "already_started", "before_start", "below_itself", "cannot_leave", "closed",
    "code_in_use", "code_taken", "has_parts", "has_responsibilities", "holds_positions",
    "in_the_future", "last_administrator", "not_a_judgement", "not_here", "not_yourself",
    "parent_gone", "reason_required", "required", "same_date", "too_far", "unknown_reference",
}  # fmt: skip
FILLED_IN = {
    "too_long": {"max_length": "300"},
    "code_taken": {"code": "1.1", "title": "Heltid"},
    "code_in_use": {"code": "1.1"},
    "too_far": {"earliest": "1900", "latest": "2076"},
    "has_parts": {"count": "2"},
    "has_responsibilities": {"count": "2"},
    "holds_positions": {"count": "2"},
    "import_has_problems": {"count": "2"},
}


def rules_in(source: str) -> Iterator[str]:
    """Every rule that is written out: in a Problem, or in a value error of a model."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        if called == "Problem":
            yield from texts(node.args[1])
        elif called == "ValueError" and node.args:
            yield from (text.partition(".")[2] for text in texts(node.args[0]))


def texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.IfExp):
        yield from (*texts(node.body), *texts(node.orelse))
    if isinstance(node, ast.Constant):
        yield node.value


def rules() -> set[str]:
    in_domain = [ROOT / "domain" / "items.py", ROOT / "domain" / "sayable.py"]
    sources = [*(ROOT / "services").rglob("*.py"), *in_domain]
    written = {rule for path in sources for rule in rules_in(path.read_text(encoding="utf-8"))}
    chosen = {"has_responsibilities", "holds_positions", "has_parts"}
    return written | chosen | set(validation._RULES.values()) | {"invalid"}  # noqa: SLF001


def test_the_rules_of_the_services_are_found():
    assert rules() >= RULES_OF_THE_SERVICES | {"too_long", "not_a_time_zone", "invalid"}
    assert "" not in rules()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_words(language):
    assert {rule for rule in rules() if not words(language).has(f"problem.{rule}")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_details_of_a_problem_fill_its_words_in(language):
    w = words(language)
    for rule in RULES_OF_THE_SERVICES | FILLED_IN.keys():
        told = w(f"problem.{rule}", **FILLED_IN.get(rule, {}))
        assert told.endswith("."), rule
        assert "{" not in told


def test_every_error_of_a_model_has_a_rule_of_its_own():
    values = {
        "title": "", "code": "x" * 31, "due": "x", "budget_nok": "x", "start": 1.5, "closed_on": [],
    }  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        PLAN_KINDS["action"].model_validate(values)
    types = {detail["type"] for detail in refused.value.errors()}
    assert types <= validation._RULES.keys()  # noqa: SLF001 - the table is what is checked
