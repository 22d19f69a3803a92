"""Pictures as people have them, and as somebody with bad intentions makes them."""

import io
import struct
import zlib

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo


def a_picture(
    *, size: tuple[int, int] = (120, 150), kind: str = "PNG", mode: str = "RGBA", note: str = ""
) -> bytes:
    """A shield on nothing, as a file of a kind."""
    drawn = Image.new(mode, size)
    colours = {"RGBA": (0, 98, 186, 255), "RGB": (0, 98, 186), "L": 90, "1": 1, "P": 3}
    ImageDraw.Draw(drawn).ellipse((4, 4, size[0] - 4, size[1] - 4), fill=colours[mode])
    info = PngInfo()
    info.add_text("Author", note or "nobody")
    with io.BytesIO() as written:
        drawn.save(written, kind, **({"pnginfo": info} if kind == "PNG" else {}))
        return written.getvalue()


def a_bomb(side: int = 30_000) -> bytes:
    """A few bytes that unpack to gigabytes."""

    def part(name: bytes, body: bytes) -> bytes:
        whole = name + body
        return struct.pack(">I", len(body)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    rows = zlib.compress(b"\x00" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", rows) + part(b"IEND", b"")
