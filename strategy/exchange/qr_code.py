"""An address as a picture a phone's camera reads."""

from __future__ import annotations

import io

import segno

# Two modules less than the standard asks for, and an old camera finds nothing on a white wall.
_QUIET_ZONE = 4


def qr_code(address: str) -> str:
    """Return the picture as SVG: black on white whatever the page's colours, of any size."""
    picture = io.BytesIO()
    # Level M survives a thumb or a reflection on the screen, and its squares stay large.
    segno.make(address, error="m", micro=False, boost_error=False).save(
        picture,
        kind="svg",
        border=_QUIET_ZONE,
        dark="#000",
        light="#fff",
        omitsize=True,
        xmldecl=False,
        nl=False,
        svgclass=None,
        lineclass=None,
    )
    return picture.getvalue().decode()
