"""What the import contracts in pyproject.toml cannot see."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "pages").rglob("*.py"))
STRATEGY = sorted((ROOT / "strategy").rglob("*.py"))
SOURCES = [ROOT / "app.py", *PAGES, *STRATEGY]

LONGEST_PAGE = 90
FULLEST_ROOM = 25
PAGES_MAY_IMPORT = (
    "streamlit",
    "strategy.ui",
    "strategy.services",
    "strategy.charts",
    "strategy.domain",
    "strategy.i18n",
)
WRITERS_OF_TABLES = (
    "csv.writer", "csv.DictWriter", ".to_csv", ".to_excel", ".write_csv", "xlsxwriter.Workbook",
)  # fmt: skip
ROW_AND_COLUMN = 2
JUDGED_BY_THE_BROWSER = {"number_input"}
UNVERIFIED = re.compile(r"publications\.(all|one|pages|record|events)$")
PICTURE_ONLY = re.compile(r"f?['\"]:material/[^:]*:['\"]")
NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc"}
# Statements are lower case by our style and upper case by others'; prose is neither.
SQL = re.compile(
    r"\s*(?:select\s|insert into\s|update \w+ set\s|delete from\s|(?:create|alter|drop) table\s"
    r"|SELECT\s|INSERT INTO\s|UPDATE \w+ SET\s|DELETE FROM\s|(?:CREATE|ALTER|DROP) TABLE\s)"
)


# Drawings (SVG) are written by hand; pages and letters are templates, which escape by themselves.
MARKUP = re.compile(r"<(?:a|p|ul|li|div|span|form|input|table|td|tr|body|main|h[1-6])[ >]")


def html_offences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and (node.arg or "").startswith("unsafe_allow"):
            yield f"line {node.value.lineno}: {node.arg}"
        if isinstance(node, ast.Call) and called(node).endswith(".html"):
            yield f"line {node.lineno}: {called(node)}()"


def session_offences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr == "session_state":
            yield f"line {node.lineno}: {ast.unparse(node)}"
        if isinstance(node, ast.ImportFrom) and "session_state" in {n.name for n in node.names}:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def sql_offences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL.match(node.value):
            yield f"line {node.lineno}: {node.value.strip()[:40]}"


def markup_offences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and MARKUP.search(text):
            yield f"line {node.lineno}: {text.strip()[:40]}"


# What Streamlit offers that runs or is fetched beside the guard, and the one module of ours that
# uses it so that it passes there: see strategy/web/guard.py.
BESIDE_THE_GUARD: dict[str, tuple[str, ...]] = {
    "download_button": ("strategy/ui/downloads.py",),
    "image": ("strategy/ui/pictures.py",),
    # The other two only let a page be drawn anew once that goes well; they show nobody's.
    "fragment": (
        "strategy/ui/following.py",
        "strategy/ui/store_away.py",
        "strategy/ui/failing.py",
    ),
    # What a component tells is told with a rerun, and looked at by the page after its guard.
    "components": (
        "strategy/ui/chart_picture.py",
        "strategy/ui/typed.py",
        "strategy/ui/meetings/stage.py",
        "strategy/ui/reflection/answer_box.py",
    ),
    "logo": (),
    "audio": (),
    "video": (),
    "pdf": (),
    "login": (),
    "user": (),
}
GUARDED = {"pressed", "then"}
HARMLESS = {"'ignore'", "'rerun'", "told_only"}


def guard_offences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Attribute) or node.attr not in BESIDE_THE_GUARD:
            continue
        if ast.unparse(node.value).split(".")[0] in {"st", "streamlit"}:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def homes_of(offence: str) -> tuple[str, ...]:
    """The modules that may use what an offence names."""
    return BESIDE_THE_GUARD[offence.rpartition(".")[2]]


def press_offences(source: str) -> Iterator[str]:
    """What is to run at a press or a change, and would run for whoever it was drawn for."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.keyword) or not re.fullmatch(
            r"on_\w*(?:click|change|select|submit)", node.arg or ""
        ):
            continue
        is_guarded = isinstance(node.value, ast.Call) and called(node.value) in GUARDED
        if not is_guarded and ast.unparse(node.value) not in HARMLESS:
            yield f"line {node.value.lineno}: {node.arg}={ast.unparse(node.value)}"


def cache_offences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if not any("cache" in ast.unparse(decorator) for decorator in node.decorator_list):
            continue
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        for argument in arguments:
            if argument.arg.startswith("_"):
                yield f"line {node.lineno}: {node.name}({argument.arg})"


def cell_offences(source: str) -> Iterator[str]:
    """Yield where something is written into a table past the place that keeps text from running."""
    tree = ast.parse(source)
    fills_workbooks = any(
        name.startswith("openpyxl") for node in ast.walk(tree) for name in imported(node)
    )
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and called(node).endswith(WRITERS_OF_TABLES):
            yield f"line {node.lineno}: {called(node)}()"
        if fills_workbooks and isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            said = [ast.unparse(part) for target in targets for part in ast.walk(target)]
            if any(name.endswith(".value") for name in said):
                yield f"line {node.lineno}: {ast.unparse(targets[0])} ="
        if fills_workbooks and isinstance(node, ast.Call) and called(node).endswith(".cell"):
            with_value = len(node.args) > ROW_AND_COLUMN
            if with_value or any(keyword.arg == "value" for keyword in node.keywords):
                yield f"line {node.lineno}: {called(node)}(value)"


def browser_number_offences(source: str) -> Iterator[str]:
    """Yield each number field whose value a browser judges: what it refuses is never sent."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in JUDGED_BY_THE_BROWSER:
            yield f"line {node.lineno}: {ast.unparse(node)}"


def unverified_offences(source: str) -> Iterator[str]:
    """Yield where something of a publication is read past the place that looks at its seals."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and UNVERIFIED.search(called(node)):
            yield f"line {node.lineno}: {called(node)}()"


def whole_plan_offences(source: str) -> Iterator[str]:
    """Yield where the plan is read with what is kept from the one it is shown to."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node).endswith(".plan"):
            yield f"line {node.lineno}: {called(node)}()"


def carrying_out_offences(source: str) -> Iterator[str]:
    """Yield where a press is carried out, refused and confirmed by hand: `carry_out` does it."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Try) or [said_of(h.type) for h in node.handlers] != [
            "StrategyError"
        ]:
            continue
        refused, told = "".join(map(ast.unparse, node.handlers)), map(ast.unparse, node.orelse)
        if "show_refusal(" in refused and "st.rerun()" in told:
            yield f"line {node.lineno}: {ast.unparse(node.body[0])[:40]}"


RAW_FORMS = {
    # Each changes one thing that carries its version, or only chooses what is shown: pressed twice,
    # it is refused or changes nothing. `carry_out` guards those two that make something new.
    "strategy/ui/administration/backups.py",
    "strategy/ui/forms.py",
    "strategy/ui/meetings/running.py",
    "strategy/ui/plan/catching_up.py",
    "strategy/ui/plan/history.py",
    "strategy/ui/publishing/asking.py",
    "strategy/ui/publishing/coat_of_arms.py",
    "strategy/ui/publishing/log.py",
    "strategy/ui/publishing/preparing.py",
    "strategy/ui/publishing/questions.py",
    "strategy/ui/publishing/texts.py",
    "strategy/ui/reflection/running.py",
}


def raw_form_offences(source: str) -> Iterator[str]:
    """Yield each form that does not go through ours, which asks about the same thing twice."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node) in {"st.form", "streamlit.form"}:
            yield f"line {node.lineno}: {called(node)}()"


def said_of(node: ast.AST | None) -> str:
    return ast.unparse(node) if node is not None else ""


def clock_offences(source: str) -> Iterator[str]:
    """Yield where a time is stripped of its zone: `strategy/services/clock.py` does it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and ast.unparse(node) == "tzinfo=None":
            yield f"line {node.value.lineno}: {ast.unparse(node)}"


def page_import_offences(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        for name in imported(node):
            if not any(f"{name}.".startswith(f"{allowed}.") for allowed in PAGES_MAY_IMPORT):
                yield f"line {node.lineno}: {name}"


def claims_of_nothing(source: str) -> Iterator[str]:
    """Yield what is asserted of all, or of none, and holds as well where there is nothing."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Assert):
            continue
        for part in node.test.values if isinstance(node.test, ast.BoolOp) else [node.test]:
            name = "any" if isinstance(part, ast.UnaryOp) else "all"
            claim = part.operand if isinstance(part, ast.UnaryOp) else part
            if isinstance(claim, ast.Call) and called(claim) == name:
                yield f"line {node.lineno}: {name}()"


def imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def nameless_offences(source: str) -> Iterator[str]:
    """A button that is only a picture has no name for those who hear the page."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node).endswith("button") and node.args:
            label = ast.unparse(node.args[0])
            yield from [f"line {node.lineno}: {label}"] if PICTURE_ONLY.fullmatch(label) else []


def failure_offences(source: str) -> Iterator[str]:
    """A failure is logged with a number and told once, except where only the store is known."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and called(node).endswith(("log.exception", ".format_exc")):
            yield f"line {node.lineno}: {called(node)}"


def called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def all_offences(rule, files):
    return [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in files
        for offence in rule(path.read_text(encoding="utf-8"))
    ]


def outside(package):
    return [path for path in SOURCES if ROOT / "strategy" / package not in path.parents]


def test_there_is_something_to_look_at():
    assert len(STRATEGY) > 10
    assert len(PAGES) >= 3


def test_nothing_is_rendered_as_html():
    assert all_offences(html_offences, SOURCES) == []


def test_only_the_ui_touches_the_session():
    assert all_offences(session_offences, outside("ui")) == []


def test_sql_is_written_only_in_the_store():
    assert all_offences(sql_offences, outside("store")) == []
    assert [p for p in (ROOT / "strategy").rglob("*.sql") if "store" not in p.parts] == []


def test_pages_and_letters_are_templates():
    assert all_offences(markup_offences, outside("ui")) == []


def test_no_cached_function_hides_an_argument_from_its_key():
    assert all_offences(cache_offences, SOURCES) == []


def test_only_one_place_writes_into_the_cells_of_tables():
    place = ROOT / "strategy" / "exchange" / "spreadsheets.py"
    assert all_offences(cell_offences, [path for path in SOURCES if path != place]) == []
    assert len(list(cell_offences(place.read_text(encoding="utf-8")))) >= 3


def test_streamlit_gives_no_raw_cells_away():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["client"]["disableDataExport"] is True


def test_what_is_typed_as_a_number_is_judged_on_the_server():
    # `number_field` in strategy/ui/forms.py asks for a number.
    assert all_offences(browser_number_offences, SOURCES) == []


def test_only_one_place_reads_publications_without_their_seals():
    # The second tells one person what is stored about them, whatever it is.
    places = {"services/publishing/published.py", "services/administration/privacy.py"}
    read_elsewhere = [
        path
        for path in SOURCES
        if path.is_relative_to(ROOT / "strategy" / "store") is False
        and str(path.relative_to(ROOT)).removeprefix("strategy/") not in places
    ]
    assert all_offences(unverified_offences, read_elsewhere) == []


def test_what_is_on_the_screen_never_comes_from_the_whole_plan():
    drawn = [p for p in SOURCES if ROOT / "strategy" / "ui" in p.parents or p in PAGES]
    assert all_offences(whole_plan_offences, drawn) == []


def test_a_time_becomes_one_that_is_stored_in_one_place():
    # The store strips its own; what a browser brings back was stripped when it was given.
    homes = {"services/clock.py", "web/errands.py"}
    others = [
        path
        for path in outside("store")
        if str(path.relative_to(ROOT)).removeprefix("strategy/") not in homes
    ]
    assert all_offences(clock_offences, others) == []


def test_what_is_pressed_is_carried_out_in_one_place():
    assert all_offences(carrying_out_offences, SOURCES) == []


def test_every_button_has_a_name():
    assert all_offences(nameless_offences, SOURCES) == []


def test_whatever_fails_is_logged_with_a_number():
    # The store lies below what numbers failures, and says by itself what it could not note.
    assert all_offences(failure_offences, outside("store")) == []


def test_a_form_that_makes_something_new_asks_about_the_same_thing_twice():
    elsewhere = [p for p in SOURCES if str(p.relative_to(ROOT)) not in RAW_FORMS]
    assert all_offences(raw_form_offences, elsewhere) == []


def test_nothing_runs_or_is_fetched_beside_the_guard():
    found = [
        f"{path.relative_to(ROOT)}: {offence}"
        for path in SOURCES
        for offence in guard_offences(path.read_text(encoding="utf-8"))
        if str(path.relative_to(ROOT)) not in homes_of(offence)
    ]
    assert found == []
    # What a button with a picture hands on is looked at where it is handed to it.
    handed_on = re.compile(r"strategy/ui/pressing\.py: line \d+: on_click=on_click")
    pressed = all_offences(press_offences, SOURCES)
    assert [offence for offence in pressed if not handed_on.fullmatch(offence)] == []


def test_a_page_knows_only_streamlit_and_our_upper_layers():
    assert all_offences(page_import_offences, PAGES) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.name}")
def test_a_page_is_a_table_of_contents(page):
    assert len(page.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE


def test_no_page_lies_where_streamlit_would_run_it_before_the_guard():
    assert list((ROOT / "pages").glob("*.py")) == []


def test_no_folder_holds_more_modules_than_one_can_look_through():
    files = [*PAGES, *STRATEGY, *(ROOT / "tests").rglob("*.py")]
    rooms = Counter(path.parent for path in files if path.name != "__init__.py")
    assert {room for room, modules in rooms.items() if modules > FULLEST_ROOM} == set()


def test_every_file_has_a_name_that_says_what_is_in_it():
    files = [*SOURCES, *(ROOT / "tests").rglob("*.py")]
    parts = {part for path in files for part in path.relative_to(ROOT).with_suffix("").parts}
    assert parts & NAMES_THAT_SAY_NOTHING == set()


def test_no_test_is_content_with_nothing_at_all():
    # `every` and `none` in tests/claims.py ask for at least one.
    assert all_offences(claims_of_nothing, sorted((ROOT / "tests").rglob("*.py"))) == []


@pytest.mark.parametrize(
    ("rule", "source", "found"),
    [
        (html_offences, "st.markdown(x, unsafe_allow_html=True)", "line 1: unsafe_allow_html"),
        (browser_number_offences, "st.number_input('Percent')", "line 1: st.number_input"),
        (html_offences, "st.html(x)", "line 1: st.html()"),
        (session_offences, "st.session_state['a'] = 1", "line 1: st.session_state"),
        (
            session_offences,
            "from streamlit import session_state",
            "line 1: from streamlit import session_state",
        ),
        (sql_offences, "x = 'select id from goal'", "line 1: select id from goal"),
        (sql_offences, "x = f'DELETE FROM {table}'", "line 1: DELETE FROM"),
        (markup_offences, "x = f'<p>{name}</p>'", "line 1: <p>"),
        (cache_offences, "@st.cache_data(ttl=3)\ndef f(a, *, _b): ...", "line 2: f(_b)"),
        (cell_offences, "import csv\ncsv.writer(f)", "line 2: csv.writer()"),
        (cell_offences, "table.to_csv(f)", "line 1: table.to_csv()"),
        (cell_offences, "import openpyxl\ncell.value = x", "line 2: cell.value ="),
        (cell_offences, "import openpyxl\npage.cell(1, 2, x)", "line 2: page.cell(value)"),
        (
            unverified_offences,
            "database.publications.pages(one.id)",
            "line 1: database.publications.pages()",
        ),
        (whole_plan_offences, "here.database.plan().people", "line 1: here.database.plan()"),
        (whole_plan_offences, "the_database().plan()", "line 1: the_database().plan()"),
        (
            carrying_out_offences,
            "try:\n    save()\nexcept StrategyError as e:\n    show_refusal(e, w)\n"
            "else:\n    tell()\n    st.rerun()",
            "line 1: save()",
        ),
        (guard_offences, "with x:\n    st.download_button('a', b'')", "line 2: st.download_button"),
        (clock_offences, "now.replace(tzinfo=None)", "line 1: tzinfo=None"),
        (failure_offences, "log.exception('Gone')", "line 1: log.exception"),
        (nameless_offences, "st.button(':material/edit:')", "line 1: ':material/edit:'"),
        (guard_offences, "st.sidebar.image(x)", "line 1: st.sidebar.image"),
        (guard_offences, "draw = st.image", "line 1: st.image"),
        (guard_offences, "@st.fragment(run_every=1)\ndef f(): ...", "line 1: st.fragment"),
        (guard_offences, "x = st.components.v2.component('a')", "line 1: st.components"),
        (press_offences, "st.button('a', on_click=save)", "line 1: on_click=save"),
        (press_offences, "box(on_told_change=lambda: x)", "line 1: on_told_change=lambda: x"),
        (page_import_offences, "import duckdb", "line 1: duckdb"),
        (page_import_offences, "from strategy import store", "line 1: strategy.store"),
        (claims_of_nothing, "assert all(row.title for row in rows)", "line 1: all()"),
        (claims_of_nothing, "assert one and not any(secret in t for t in told)", "line 1: any()"),
    ],
)
def test_each_rule_sees_what_it_forbids(rule, source, found):
    assert list(rule(source)) == [found]


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (html_offences, "figure.to_html()"),
        (session_offences, "session.plan()"),
        (sql_offences, "x = 'Select a goal from the list'"),
        (markup_offences, "x = '<svg width=\"3\">'"),
        (cache_offences, "@st.cache_data\ndef f(revision): ..."),
        (cell_offences, "import openpyxl\nwrite_text(page.cell(1, 2), x)"),
        (cell_offences, "said.value = x"),
        (whole_plan_offences, "here.plan.people"),
        (
            carrying_out_offences,
            "try:\n    a = look()\nexcept StrategyError as e:\n    show_refusal(e, w)",
        ),
        (guard_offences, "offer_file(here, w('a'), make)"),
        (guard_offences, "book.image"),
        (failure_offences, "failures.number_of(error, during='a backup')"),
        (nameless_offences, "st.button('Rediger', icon=':material/edit:')"),
        (press_offences, "st.button('a', on_click=pressed(here, save))"),
        (raw_form_offences, "form(here, 'question')"),
        (press_offences, "st.expander('a', on_change='rerun')"),
        (page_import_offences, "from strategy.ui import session\nimport streamlit as st"),
        (claims_of_nothing, "assert every(row.title for row in rows)"),
        (claims_of_nothing, "assert any(row.title for row in rows)"),
    ],
)
def test_each_rule_leaves_the_rest_alone(rule, source):
    assert list(rule(source)) == []


def test_every_place_the_guide_for_newcomers_names_is_there():
    guide = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:strategy|pages|tests|docs)/[^`<>]*)`", guide))
    assert len(named) > 20
    assert {name for name in named if not (ROOT / name).exists()} == set()
