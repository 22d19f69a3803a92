"""The catalogues are whole: three languages, the same blanks, no key missing and none left over."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from jinja2 import Environment, nodes

from strategy.domain.figures.changes import ChangeKind
from strategy.domain.figures.health import Rule
from strategy.domain.items import (
    ActionState,
    Comparison,
    Direction,
    Item,
    Outcome,
    Party,
    Precision,
    Role,
    Signal,
    StrategyStatus,
)
from strategy.domain.kinds import PLAN_KINDS
from strategy.domain.meeting_items import (
    Attends,
    Decided,
    MeetingState,
    Presence,
    Theme,
    Topic,
)
from strategy.domain.meetings.involvement import HearingState
from strategy.domain.publishing.concerns import Worry
from strategy.domain.publishing.published_changes import News
from strategy.domain.roles import Permission
from strategy.domain.since_adopted import Amended
from strategy.domain.why import USUAL_BODIES, Became
from strategy.exchange.owners.sheet import LOCKED, OPEN
from strategy.i18n.catalogue import FOLDER, LANGUAGES, Entry, all_entries, read_catalogues
from strategy.i18n.formats import LOCALES

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "strategy").rglob("*.html"))
SOURCES = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "strategy").rglob("*.py")]
ENTRIES = all_entries()

CLOSED_SETS = {
    "amended": Amended,
    "attends": Attends,
    "became": Became,
    "body": USUAL_BODIES,
    "change": ChangeKind,
    "comparison": Comparison,
    "decided": Decided,
    "direction": Direction,
    "event": ("added", "changed", "retired", "restored"),
    "hearing_state": HearingState,
    "language": LANGUAGES,
    "kind": PLAN_KINDS,
    "meeting_state": MeetingState,
    "news": News,
    "outcome": Outcome,
    "party": Party,
    "permission": Permission,
    "precision": Precision,
    "presence": Presence,
    "role": Role,
    "rule": Rule,
    "signal": Signal,
    "state": ActionState,
    "strategy_status": StrategyStatus,
    "theme": Theme,
    "topic": Topic,
    "un_goal": tuple(range(1, 18)),
    "worry": Worry,
}
# Keys made up as the program runs, where the key is not put together in the call itself.
PREFIXES = (
    "problem.",
    "streamlit.",
)
NOT_WRITTEN_BY_A_PERSON = {
    "id", "version", "retired", "demo", "erased", "unchanged_count", "indicator_id", "action_id",
    "item_id", "item_kind", "by_id",
}  # fmt: skip


def forms_of(entry: Entry) -> dict[str, str]:
    return {"": entry} if isinstance(entry, str) else dict(entry)


def blanks_in(entry: Entry) -> set[str]:
    parts = [part for text in forms_of(entry).values() for part in Formatter().parse(text)]
    return {name for _, name, _, _ in parts if name is not None}


def test_every_key_has_words_in_every_language():
    wordless = {
        key
        for key, entry in ENTRIES.items()
        if set(entry) != set(LANGUAGES)
        or not all(text.strip() for form in entry.values() for text in forms_of(form).values())
    }
    assert len(ENTRIES) > 400
    assert wordless == set()


def test_a_text_leaves_the_same_blanks_in_every_language():
    blanks = {key: [blanks_in(entry[x]) for x in LANGUAGES] for key, entry in ENTRIES.items()}
    assert {key: three for key, three in blanks.items() if three.count(three[0]) != 3} == {}


def test_a_counted_text_has_the_forms_its_language_knows():
    known = {x: {*Locale.parse(LOCALES[x]).plural_form.tags, "other", "zero"} for x in LANGUAGES}
    counted = {
        (key, language): set(entry[language])
        for key, entry in ENTRIES.items()
        for language in LANGUAGES
        if not isinstance(entry[language], str)
    }
    assert counted
    assert {at for at, forms in counted.items() if "other" not in forms} == set()
    assert {at for at, forms in counted.items() if not forms <= known[at[1]]} == set()


@pytest.mark.parametrize(("prefix", "members"), CLOSED_SETS.items(), ids=CLOSED_SETS)
def test_every_member_of_a_closed_set_has_its_word(prefix, members):
    keys = {f"{prefix}.{member}" for member in members}
    assert keys <= set(ENTRIES)


@pytest.mark.parametrize("rule", Rule)
def test_every_finding_has_a_sentence_and_says_what_to_do(rule):
    assert {f"rule.{rule}.message", f"rule.{rule}.fix"} <= set(ENTRIES)
    assert blanks_in(ENTRIES[f"rule.{rule}.fix"]["nb"]) == set()


@pytest.mark.parametrize(("kind", "model"), PLAN_KINDS.items(), ids=PLAN_KINDS)
def test_every_field_a_person_edits_has_a_label(kind: str, model: type[Item]):
    names = set(model.model_fields) - NOT_WRITTEN_BY_A_PERSON
    assert {name for name in names if f"field.{name}" not in ENTRIES} == set(), kind


# --- the code and the catalogue fit each other ----------------------------------------------------


@cache
def trees() -> tuple[ast.AST, ...]:
    return tuple(ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES)


def asked_for() -> Iterator[ast.expr]:
    """What the code passes to `w(...)` or `words(...)` as the key."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in {"w", "words"}:
                    yield node.args[0]


def templates_ask_for() -> Iterator[nodes.Expr]:
    """What the HTML templates pass to `w(...)` as the key."""
    for path in TEMPLATES:
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):  # noqa: S701 - only read
            if isinstance(call.node, nodes.Name) and call.node.name == "w":
                yield call.args[0]


def keys_in_templates() -> set[str]:
    return {
        str(constant.value)
        for asked in templates_ask_for()
        for constant in (asked, *asked.find_all(nodes.Const))
        if isinstance(constant, nodes.Const)
    }


def constants() -> set[str]:
    return keys_in_templates() | {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def made_up_beginnings() -> set[str]:
    """How the keys begin that are put together in the call: `w(f"signal.{signal}")`."""
    return {
        str(node.values[0].value)
        for node in asked_for()
        if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant)
    }


def made_up_ends() -> set[str]:
    """How the keys end whose beginning varies: `w(f"{page}.section")`."""
    return {
        str(node.values[-1].value)
        for node in asked_for()
        if isinstance(node, ast.JoinedStr)
        and not isinstance(node.values[0], ast.Constant)
        and isinstance(node.values[-1], ast.Constant)
    }


def is_language(key: str) -> bool:
    return key in LANGUAGES


def test_no_key_the_code_asks_for_is_missing():
    keys = {
        n.value for n in asked_for() if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }
    assert {key for key in keys if key not in ENTRIES and not is_language(key)} == set()


def test_no_key_a_template_asks_for_is_missing():
    keys = keys_in_templates()
    assert "published.skip" in keys
    assert {key for key in keys if not any(k.startswith(key) for k in ENTRIES)} == set()


def test_no_made_up_key_begins_like_nothing_in_the_catalogue():
    made_up = made_up_beginnings()
    assert made_up
    assert {start for start in made_up if not any(k.startswith(start) for k in ENTRIES)} == set()


def test_no_declared_beginning_is_left_over():
    assert {start for start in PREFIXES if not any(k.startswith(start) for k in ENTRIES)} == set()


@cache
def fields_of_items() -> set[str]:
    """The keys of the words for the fields of every kind of item, its own ones included."""
    return {
        f"field.{name}"
        for kind, model in PLAN_KINDS.items()
        for field in model.model_fields
        for name in (field, f"{kind}.{field}")
    }


def fields_of_sheets() -> set[str]:
    """The columns of an owner's rows that tell what is worked out."""
    return {f"field.{column.field}" for column in (*LOCKED, *OPEN)} | {"field.id"}


def test_no_key_is_left_over():
    used = constants() | fields_of_items() | fields_of_sheets()
    used |= {f"{prefix}.{x}" for prefix, members in CLOSED_SETS.items() for x in members}
    # The fields of a form that are no item's are named where they are drawn.
    used |= {f"field.{name}" for name in constants()}
    used |= {key for key in read_catalogues(FOLDER).values() if isinstance(key, str)}
    beginnings, ends = (*PREFIXES, *made_up_beginnings()), tuple(made_up_ends())
    left = {key for key in ENTRIES if key not in used and not key.startswith(beginnings)}
    assert {key for key in left if not key.endswith(ends)} == set()


def test_every_refusal_of_what_was_given_has_its_words():
    services = [
        ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("domain", "services")
        for path in (ROOT / "strategy" / folder).rglob("*.py")
    ]
    calls = [n for tree in services for n in ast.walk(tree) if isinstance(n, ast.Call)]
    rules = {
        call.args[1].value
        for call in calls
        if getattr(call.func, "id", "") == "Problem"
        and len(call.args) > 1
        and isinstance(call.args[1], ast.Constant)
    } | {
        call.args[0].value.partition(".")[2]
        for call in calls
        if getattr(call.func, "id", "") == "ValueError" and isinstance(call.args[0], ast.Constant)
    }
    assert {"required", "before_start", "not_a_time_zone"} <= rules
    assert {rule for rule in rules if f"problem.{rule}" not in ENTRIES} == set()
