"""An address as a picture: small, sharp at any size, black on white whatever the theme."""

import re
from xml.etree import ElementTree as ET

from strategy.exchange.qr_code import qr_code

ADDRESS = "https://strategi.example.no/vote/K7M2QF"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_picture_is_an_svg_without_a_size_and_with_a_quiet_zone():
    root = ET.fromstring(qr_code(ADDRESS))  # noqa: S314 - what we have just drawn ourselves
    assert root.tag == f"{SVG}svg"
    assert set(root.attrib) == {"viewBox"}
    # Version 3 has 29 modules to a side, and four of quiet on each.
    assert root.attrib["viewBox"] == "0 0 37 37"
    ground, squares = root.findall(f"{SVG}path")
    assert ground.attrib["fill"] == "#fff"
    assert squares.attrib["stroke"] == "#000"
    assert len(qr_code(ADDRESS)) < 4000


def test_another_code_is_another_picture_and_nothing_in_it_is_fetched():
    assert qr_code(ADDRESS) != qr_code(ADDRESS[:-1] + "G")
    assert re.findall(r"https?:[^\s\"]+", qr_code(ADDRESS)) == ["http://www.w3.org/2000/svg"]
