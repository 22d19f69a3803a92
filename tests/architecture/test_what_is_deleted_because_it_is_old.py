"""Nothing is deleted because it is old but by the one list, and never by a reading of the clock."""

import ast
import re
from pathlib import Path

from strategy.services.forgetting import FORGETTING

ROOT = Path(__file__).resolve().parents[2]
STRATEGY = sorted((ROOT / "strategy").rglob("*.py"))
NAMED = re.compile(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", re.MULTILINE | re.DOTALL)
STATEMENTS = {
    name: sql
    for file in sorted((ROOT / "strategy/store/sql").glob("*.sql"))
    for name, sql in NAMED.findall(file.read_text(encoding="utf-8"))
}
REMOVES = re.compile(r"\bdelete from\b|\$overtaken\b")
COMPARES = re.compile(r"[<>]=?\s*\$(\w+)")
OLD_ONES_ONLY = {
    # statement: the list's name for what goes
    "forget_mails": "mails",
    "overtake_mail": "mails",
    "forget_sessions": "sessions and invitations",
    "forget_invitations": "sessions and invitations",
    "forget_journal_between": "history",
    "forget_revisions_between": "history",
}
NOT_BY_AGE = {
    # A later mail about the same to the same person takes the place of the earlier.
    "overtake_mail_to",
}
FILES = {
    # function: why it removes a file
    "strategy/services/administration/upkeep.py: prune_backups": "backups",
    # A backup just made that cannot be read; it is tried again.
    "strategy/services/administration/upkeep.py: _revision_of": None,
    "strategy/commands/channel.py: _address_beside": None,
    "strategy/commands/channel.py: _write_private": None,
    "strategy/commands/channel.py: _clear_away": None,
    # A copy of what is cut off or removed here is put aside first.
    "strategy/store/files/aside.py: _keep_whole_changes": None,
    "strategy/store/files/aside.py: go_on_without": None,
    # Folders of ours in which nobody works any more.
    "strategy/store/files/working_folder.py: clear_left_folders": None,
    "strategy/store/files/owner_only.py: write_for_the_owner": None,
}
"""Who removes files: by the list, or (None) what is its own and of this run."""

MAKERS_OF_OLD = {"OldBefore", "KnownDay"}


def functions():
    for path in STRATEGY:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path.relative_to(ROOT).as_posix(), node


def statements_in(function):
    """The statements a function names, wherever it writes their names."""
    return {
        node.value
        for node in ast.walk(function)
        if isinstance(node, ast.Constant) and node.value in STATEMENTS
    }


def takes(function, kind):
    arguments = [*function.args.args, *function.args.kwonlyargs]
    return any(a.annotation is not None and ast.unparse(a.annotation) == kind for a in arguments)


def test_every_statement_that_removes_what_is_old_is_in_the_list():
    found = {n for n, sql in STATEMENTS.items() if REMOVES.search(sql) and COMPARES.search(sql)}
    assert found == {*OLD_ONES_ONLY} | NOT_BY_AGE
    assert {*OLD_ONES_ONLY.values()} | {"backups", "answers"} == {one.name for one in FORGETTING}


def test_only_a_known_day_makes_anything_old():
    # Each statement is run where an `OldBefore` is asked for, or by what that calls alone.
    runs = {
        (path, function.name): takes(function, "OldBefore")
        for path, function in functions()
        if statements_in(function) & {*OLD_ONES_ONLY}
    }
    assert runs == {
        ("strategy/store/outbox.py", "overtake"): True,
        ("strategy/store/outbox.py", "forget"): True,
        ("strategy/store/identities.py", "forget"): True,
        # Of two revisions, not of two days; `Database.forget` gives them, from an `OldBefore`.
        ("strategy/store/retention.py", "_fold"): False,
    }


def test_history_is_folded_by_nobody_else():
    callers = [
        (path, function.name, takes(function, "OldBefore"))
        for path, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "retention.forget_before"
    ]
    assert callers == [("strategy/store/database.py", "forget", True)]


def test_whoever_asks_for_it_to_be_forgotten_was_given_a_known_day():
    asked = {"forget", "overtake"}
    for path, function in functions():
        calls = [n for n in ast.walk(function) if isinstance(n, ast.Call)]
        ways = {n.func.attr for n in calls if isinstance(n.func, ast.Attribute)} & asked
        if not path.startswith("strategy/services") or not ways:
            continue
        makes_one = any(ast.unparse(n.func).endswith("known_day_at") for n in calls)
        assert takes(function, "KnownDay") or makes_one or _forgets_a_person(function), (
            path,
            function.name,
        )


def _forgets_a_person(function):
    return takes(function, "Person") and not takes(function, "date")


def test_what_is_old_is_made_where_the_time_is_known_and_nowhere_else():
    makers = {
        path.relative_to(ROOT).as_posix()
        for path in STRATEGY
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in MAKERS_OF_OLD
    }
    assert makers == {"strategy/domain/known_time.py"}


def test_whoever_removes_a_file_is_known():
    removes = {"unlink", "rmtree", "rmdir", "remove", "removedirs"}
    found = {
        f"{path}: {function.name}"
        for path, function in functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in removes
        and (node.func.attr != "remove" or ast.unparse(node.func.value) in {"os", "shutil"})
    }
    assert found == {*FILES}
