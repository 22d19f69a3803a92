"""Every widget of every page is sent what it never sends: a calm refusal, no traceback."""

import re
from itertools import chain
from urllib.parse import urlencode

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from strategy.ui.links import ADDRESSES
from tests.served import ROOT

# What Streamlit puts before the name of what a component reports.
_HIDDEN = "$$STREAMLIT_INTERNAL_KEY"
_DEEP = "[" * 100_000
_ODD_JSON = (
    "{", "null", "5", '"text"', "[]", "{}", "NaN", '{"to": NaN}', _DEEP, "9" * 5000,
    '{"written": "x"}', '{"event": "written", "value": {"item": 5}}',
    '{"to": "\\ud800", "seen": 1, "item": "\\ud800", "text": "\\ud800", "base": "", "id": "x"}',
    '{"to": {"to": []}, "seen": "1", "do": null, "prompt": 7}',
    '{"edited_rows": {"x": 5}, "added_rows": 7, "deleted_rows": ["a"]}',
    '{"edited_rows": {"0": {"title": {"a": 1}, "status": 99, "due": "nonsense"}}}',
    '{"edited_rows": {"99999999999999999999": {"title": "x"}}, "deleted_rows": [-1]}',
    '{"selection": {"rows": ["x"], "columns": 5, "points": [{"x": 1}]}}',
    '{"selection": 7}', '{"selection": {"points": null, "point_indices": "x"}}',
)  # fmt: skip
_ODD_VALUES = (
    {"trigger_value": True},
    {"bool_value": True},
    {"double_value": float("nan")},
    {"double_value": 1e308},
    {"int_value": -(2**62)},
    {"string_value": "x\x00\u202e" * 50},
    {"double_array_value": {"data": [float("inf"), 1.0, 2.0]}},
    {"int_array_value": {"data": [-1, 2**60]}},
    {"string_array_value": {"data": ["nonsense", "9999-99-99", ""]}},
    {"bytes_value": b"\xff\xfe"},
    {"string_trigger_value": {"data": "x"}},
    {"chat_input_value": {"data": "x"}},
    {"file_uploader_state_value": {"uploaded_file_info": [{"file_id": "none", "name": "x"}]}},
    *({"json_value": text} for text in _ODD_JSON),
    *({"json_trigger_value": text} for text in _ODD_JSON),
)


def odd_values(widget, turn):
    """What one widget is sent in one turn; every turn another kind, for every widget another."""
    place = turn * 7 + hash_of(widget.id)
    return WidgetState(id=widget.id, **_ODD_VALUES[place % len(_ODD_VALUES)])


def hash_of(name):
    return sum(name.encode())


def components(shown):
    """Our own components and tables: JSON is what they are sent."""
    return [w for w in shown.widgets if w.kind in {"bidi_component", "arrow_data_frame"}]


@pytest.mark.parametrize("page", sorted(ADDRESSES))
def test_a_page_that_is_sent_nonsense_is_drawn_as_before(municipality, page):
    log = municipality.log
    before = log.stat().st_size
    with municipality.comes("ada") as ada:
        shown = ada.visit(page.strip("/"))
        forged = [
            ada.visit(page.strip("/"), values=[odd_values(w, turn) for w in shown.widgets])
            for turn in range(4)
        ]
        for text in _ODD_JSON if components(shown) else ():
            values = [
                WidgetState(id=name, **{kind: text})
                for w in components(shown)
                for kind, name in (
                    ("json_value", w.id),
                    ("json_trigger_value", f"{_HIDDEN}_{w.id}__events"),
                )
            ]
            forged.append(ada.visit(page.strip("/"), values=values))
    assert list(chain.from_iterable(answer.errors for answer in forged)) == []
    assert tracebacks(log, before) == []


def tracebacks(log, since):
    """Each traceback written into a log since it was so long, without its beginning."""
    with log.open("rb") as file:
        file.seek(since)
        said = file.read().decode(errors="replace")
    blocks = said.split("Traceback (most recent call last)")[1:]
    # Another test's browser that leaves while its page is drawn is no answer to a forged value.
    return [b[-600:] for b in blocks if "starlette_websocket.py" not in b and _GONE not in b]


_GONE = "websocket.close"
_IN_CODE = re.compile(r'(?:asked\(|query_params=\{|\bask\(\{|[{,] )"([a-z_]+)"')
_ODD_ASKED = ("\x00", "x" * 300, "-1", "9" * 400, "../../etc/passwd", "<b>", "\U0010ffff")


def names_asked_for():
    """Every word the pages' code could look for in an address."""
    code = (path.read_text(encoding="utf-8") for path in (ROOT / "strategy" / "ui").rglob("*.py"))
    return sorted({name for text in code for name in _IN_CODE.findall(text)})


def test_the_pages_look_for_something_in_an_address():
    assert {"code", "meeting", "round", "number"} <= {*names_asked_for()}


@pytest.mark.parametrize("page", sorted(ADDRESSES))
def test_a_page_that_is_asked_for_nonsense_says_so_calmly(municipality, page):
    before = municipality.log.stat().st_size
    with municipality.comes("ada") as ada:
        for odd in _ODD_ASKED:
            query = urlencode(dict.fromkeys(names_asked_for(), odd))
            assert ada.visit(page.strip("/"), query=query).errors == []
    assert tracebacks(municipality.log, before) == []
