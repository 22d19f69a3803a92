"""A publication as a folder of files that any web server can serve."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_BEGINNING = (1980, 1, 1, 0, 0, 0)


def folder_of(files: Mapping[str, str | bytes]) -> bytes:
    """Return a .zip of files, given by path; the same files give the same bytes."""
    with io.BytesIO() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in sorted(files.items()):
                archive.writestr(zipfile.ZipInfo(path, _BEGINNING), content, zipfile.ZIP_DEFLATED)
        return packed.getvalue()
