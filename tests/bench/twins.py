"""The bare twin of a page: as many elements of each kind and size, and nothing behind them.

A twin is written as a script of plain Streamlit calls with constants in them. Its figures and
tables are built once, in a module the script imports, so a rerun of it costs what Streamlit costs.
"""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.proto.Block_pb2 import Block
from streamlit.proto.ButtonGroup_pb2 import ButtonGroup
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.Markdown_pb2 import Markdown

from strategy.settings import ROOT
from tests.bench.wire import Rerun

_TAGS = {"h1": "title", "h2": "header", "h3": "subheader"}
_ALERTS = {1: "error", 2: "warning", 3: "info", 4: "success"}
_HIDDEN = "collapsed"

Path_ = tuple[int, ...]


def write_home(folder: Path) -> None:
    """Make a folder that a server of twins can run in, with the app's own settings."""
    (folder / "pages").mkdir(parents=True, exist_ok=True)
    (folder / ".streamlit").mkdir(exist_ok=True)
    settings = (ROOT / ".streamlit" / "config.toml").read_bytes()
    (folder / ".streamlit" / "config.toml").write_bytes(settings)
    (folder / "twins.py").write_text("import streamlit as st\n\nst.write('twins')\n")


def write_twin(folder: Path, name: str, page: Rerun) -> None:
    """Write the twin of a page as it was sent; `name` becomes its address."""
    twin = _Twin(name)
    twin.write_children(_tree(page), (0,))
    (folder / f"{name}_constants.py").write_text(twin.constants())
    (folder / "pages" / f"{name}.py").write_text(twin.script())


@dataclass
class _Node:
    delta: Delta | None = None
    children: dict[int, Path_] = field(default_factory=dict)


def _tree(page: Rerun) -> dict[Path_, _Node]:
    nodes: defaultdict[Path_, _Node] = defaultdict(_Node)
    for path, delta in page.deltas:
        nodes[path].delta = delta
        nodes[path[:-1]].children[path[-1]] = path
    return nodes


class _Twin:
    """A script as it is being written, line by line."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._lines: list[str] = []
        self._depth = 0
        self._keys = 0
        self._figures: list[str] = []
        self._frames: list[str] = []

    def script(self) -> str:
        constants = f"{self._name}_constants"
        head = ("import streamlit as st", f"import {constants} as c")
        return "\n".join((*head, "st.set_page_config(page_title='x', layout='wide')", *self._lines))

    def constants(self) -> str:
        return "\n".join(
            (
                "import base64, functools, plotly.io, pyarrow",
                "import streamlit as st",
                "@functools.cache",
                "def component(name, html, css, js):",
                "    return st.components.v2.component(name, html=html, css=css, js=js)",
                "def figure(spec):",
                "    return plotly.io.from_json(spec, skip_invalid=True)",
                "def frame(data):",
                "    with pyarrow.ipc.open_stream(base64.b64decode(data)) as stream:",
                "        return stream.read_all().to_pandas()",
                f"FIGURES = [figure(spec) for spec in {self._figures!r}]",
                f"FRAMES = [frame(data) for data in {self._frames!r}]",
            )
        )

    def write_children(self, nodes: dict[Path_, _Node], path: Path_) -> None:
        for _, child in sorted(nodes[path].children.items()):
            self._write(nodes, child)

    def _write(self, nodes: dict[Path_, _Node], path: Path_) -> None:
        delta = nodes[path].delta
        if delta is None or delta.WhichOneof("type") == "add_block":
            self._block(nodes, path, delta.add_block if delta else Block())
        elif delta.WhichOneof("type") == "new_element":
            self._element(delta.new_element)

    # --- blocks ------------------------------------------------------------------------------

    def _block(self, nodes: dict[Path_, _Node], path: Path_, block: Block) -> None:
        kind = block.WhichOneof("type")
        below = [nodes[child] for _, child in sorted(nodes[path].children.items())]
        blocks = [n.delta.add_block for n in below if n.delta and n.delta.HasField("add_block")]
        if blocks and all(b.WhichOneof("type") == "column" for b in blocks):
            weights = [round(b.column.weight, 3) for b in blocks]
            self._several(nodes, path, f"st.columns({weights})", "{name}[{place}]")
        elif kind == "grid_container":
            self._several(nodes, path, f"st.grid({max(len(blocks), 1)})", "{name}.cell()")
        else:
            self._inside(self._opening(kind, block), lambda: self.write_children(nodes, path))

    def _several(self, nodes: dict[Path_, _Node], path: Path_, made: str, one: str) -> None:
        name = f"b{self._key()}"
        self._say(f"{name} = {made}")
        for place, (_, child) in enumerate(sorted(nodes[path].children.items())):
            within = one.format(name=name, place=place)
            self._inside(within, lambda child=child: self.write_children(nodes, child))

    def _opening(self, kind: str | None, block: Block) -> str:
        if kind == "form":
            return f"st.form('k{self._key()}', border={block.form.border})"
        if kind == "expandable":
            return f"st.expander({block.expandable.label!r})"
        if kind == "popover":
            return f"st.popover({block.popover.label!r})"
        flex = block.flex_container
        horizontal = flex.direction == Block.FlexContainer.Direction.HORIZONTAL
        return f"st.container(border={flex.border}, horizontal={horizontal})"

    def _inside(self, opening: str, write: Callable[[], None]) -> None:
        self._say(f"with {opening}:")
        self._depth += 1
        self._say("pass")
        write()
        self._depth -= 1

    # --- elements ----------------------------------------------------------------------------

    def _element(self, element: Element) -> None:
        kind = str(element.WhichOneof("type"))
        write = getattr(self, f"_{kind}", None)
        if write is None:
            raise NotImplementedError(f"a twin cannot say {kind} yet")
        write(getattr(element, kind))

    def _markdown(self, shown: Markdown) -> None:
        is_caption = shown.element_type == Markdown.Type.CAPTION
        self._call("caption" if is_caption else "markdown", shown.body)

    def _heading(self, shown: Any) -> None:
        self._call(_TAGS[shown.tag], shown.body, anchor=False)

    def _page_link(self, shown: Any) -> None:
        query = {"code": shown.query_string} if shown.query_string else None
        icon = shown.icon or None
        self._call(
            "page_link", f"pages/{self._name}.py", label=shown.label, icon=icon, query_params=query
        )

    def _plotly_chart(self, shown: Any) -> None:
        self._figures.append(shown.spec)
        given = f"c.FIGURES[{len(self._figures) - 1}], key='k{self._key()}', theme=None"
        config = json.loads(shown.config or "{}")
        self._say(f"st.plotly_chart({given}, config={config!r}, alt={shown.alt!r})")

    def _dataframe(self, shown: Any) -> None:
        self._frames.append(base64.b64encode(shown.arrow_data.data).decode())
        given = f"c.FRAMES[{len(self._frames) - 1}], hide_index=True, key='k{self._key()}'"
        self._say(f"st.dataframe({given})")

    def _bidi_component(self, shown: Any) -> None:
        made = (f"twin_{shown.component_name}", shown.html_content, shown.css_content)
        said = ", ".join(repr(part) for part in (*made, shown.js_content))
        data = json.loads(shown.json or "null")
        self._say(f"c.component({said})(key='k{self._key()}', data={data!r})")

    def _button(self, shown: Any) -> None:
        icon = shown.icon or None
        if shown.is_form_submitter:
            self._call("form_submit_button", shown.label, icon=icon)
        else:
            self._widget("button", shown, icon=icon)

    def _selectbox(self, shown: Any) -> None:
        index = shown.default if shown.HasField("default") else None
        self._widget("selectbox", shown, options=list(shown.options), index=index)

    def _multiselect(self, shown: Any) -> None:
        self._widget("multiselect", shown, options=list(shown.options))

    def _radio(self, shown: Any) -> None:
        self._widget("radio", shown, options=list(shown.options))

    def _button_group(self, shown: Any) -> None:
        is_pills = shown.style == ButtonGroup.Style.PILLS
        options = [option.content for option in shown.options]
        default = options[shown.default[0]] if shown.default else None
        self._widget(
            "pills" if is_pills else "segmented_control", shown, options=options, default=default
        )

    def _text_input(self, shown: Any) -> None:
        self._widget("text_input", shown, value=shown.default)

    def _text_area(self, shown: Any) -> None:
        self._widget("text_area", shown, value=shown.default)

    def _date_input(self, shown: Any) -> None:
        self._widget("date_input", shown, value=None)

    def _number_input(self, shown: Any) -> None:
        self._widget("number_input", shown)

    def _checkbox(self, shown: Any) -> None:
        self._widget("checkbox", shown, value=shown.default)

    def _slider(self, shown: Any) -> None:
        self._widget("slider", shown)

    def _file_uploader(self, shown: Any) -> None:
        self._widget("file_uploader", shown)

    def _download_button(self, shown: Any) -> None:
        self._widget("download_button", shown, data="x")

    def _pagination(self, shown: Any) -> None:
        self._say(f"st.pagination({shown.num_pages}, key='k{self._key()}')")

    def _metric(self, shown: Any) -> None:
        self._call("metric", shown.label, shown.body, delta=shown.delta or None)

    def _alert(self, shown: Any) -> None:
        self._call(_ALERTS.get(shown.format, "info"), shown.body, icon=shown.icon or None)

    def _toast(self, shown: Any) -> None:
        self._call("toast", shown.body)

    def _space(self, _shown: Any) -> None:
        self._call("space")

    def _empty(self, _shown: Any) -> None:
        self._call("empty")

    def _progress(self, shown: Any) -> None:
        self._call("progress", shown.value, text=shown.text or None)

    # --- lines -------------------------------------------------------------------------------

    def _widget(self, name: str, shown: Any, **options: object) -> None:
        said = {"help": shown.help or None} if hasattr(shown, "help") else {}
        self._call(name, shown.label, **options, **said, key=f"k{self._key()}")

    def _call(self, name: str, *values: object, **options: object) -> None:
        said = [repr(value) for value in values]
        said += [f"{option}={value!r}" for option, value in options.items()]
        self._say(f"st.{name}({', '.join(said)})")

    def _say(self, line: str) -> None:
        self._lines.append("    " * self._depth + line)

    def _key(self) -> int:
        self._keys += 1
        return self._keys
