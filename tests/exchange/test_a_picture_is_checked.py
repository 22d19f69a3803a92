"""A picture is what it is, whatever its file is called, and holds nothing but itself afterwards."""

import io

import pytest
from PIL import Image

from strategy.domain.errors import InvalidInputError
from strategy.exchange.pictures import LARGEST_BYTES, read_picture
from tests.exchange.pictures import a_bomb, a_picture

SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "1", "P"])
def test_a_png_of_any_make_is_taken(mode: str):
    picture = opened(read_picture(a_picture(mode=mode)))

    assert (picture.format, picture.mode, picture.size) == ("PNG", "RGBA", (120, 150))


def test_a_large_one_is_made_small_and_keeps_its_shape():
    assert opened(read_picture(a_picture(size=(2000, 1000)))).size == (480, 240)


def test_what_is_hidden_in_it_does_not_come_along():
    given = a_picture(note="hemmelig") + b"<script>alert(1)</script>"

    clean = read_picture(given)

    assert b"hemmelig" not in clean
    assert b"script" not in clean
    assert opened(clean).info == {}


def test_a_transparent_background_stays_transparent():
    assert opened(read_picture(a_picture())).getpixel((0, 0))[3] == 0


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "picture_not_png"),
        (b"MZ\x90\x00", "picture_not_png"),
        (a_picture(kind="GIF"), "picture_not_png"),
        (a_picture(kind="JPEG", mode="RGB"), "picture_not_png"),
        (SVG, "picture_is_svg"),
        (b"\xef\xbb\xbf<!-- x --><SVG>", "picture_is_svg"),
        (a_picture(size=(40, 400)), "picture_size"),
        (a_picture(size=(4001, 60)), "picture_size"),
        (a_bomb(), "picture_size"),
        (a_picture()[:60], "picture_broken"),
        (a_picture()[:300], "picture_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 500, "picture_size"),
        (b"\x89PNG\r\n\x1a\n", "picture_broken"),
        (a_picture()[:33] + b"x" * 500, "picture_broken"),
        (a_bomb(1000)[:-40], "picture_broken"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * LARGEST_BYTES, "picture_too_large"),
    ],
)
def test_everything_else_is_refused_and_told_why(content: bytes, rule: str):
    with pytest.raises(InvalidInputError) as refused:
        read_picture(content)

    assert [(p.field, p.rule) for p in refused.value.problems] == [("coat_of_arms", rule)]
