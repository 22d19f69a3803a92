"""An uploaded picture: checked by its content, never by its name, and drawn again.

The result holds nothing but the picture: no comments, no location, nothing hidden after its end.
"""

from __future__ import annotations

import io
import struct

from PIL import Image

from strategy.domain.errors import InvalidInputError, Problem

LARGEST_BYTES = 2 * 1024 * 1024
LARGEST_SIDE = 4_000
SMALLEST_SIDE = 48
_KEPT_SIDE = 480
_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD_BYTES = 33
_BEGINNING = 1_000


def read_picture(content: bytes) -> bytes:
    """Return a picture as a small, clean PNG.

    Refuses with InvalidInputError a file that is no PNG, too large or too small.
    SVG is refused, too: it can hold programs.
    """
    if len(content) > LARGEST_BYTES:
        raise _refused("picture_too_large")
    if not content.startswith(_PNG):
        is_svg = b"<svg" in content[:_BEGINNING].lower()
        raise _refused("picture_is_svg" if is_svg else "picture_not_png")
    if len(content) < _HEAD_BYTES:
        raise _refused("picture_broken")
    # Its head says how large it is before anything is unpacked.
    sides = struct.unpack(">II", content[16:24])
    if not SMALLEST_SIDE <= min(sides) <= max(sides) <= LARGEST_SIDE:
        raise _refused("picture_size")
    try:
        drawn = Image.open(io.BytesIO(content), formats=("PNG",)).convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        # The three ways in which the library says that it cannot read this.
        raise _refused("picture_broken") from error
    drawn.thumbnail((_KEPT_SIDE, _KEPT_SIDE))
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    with io.BytesIO() as written:
        clean.save(written, "PNG", optimize=True)
        return written.getvalue()


def _refused(rule: str) -> InvalidInputError:
    return InvalidInputError((Problem("coat_of_arms", rule),))
