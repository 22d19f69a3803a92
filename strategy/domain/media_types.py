"""The media type of a file for browsers and mail programs, by file name extension."""

from __future__ import annotations

_OFFICE = "application/vnd.openxmlformats-officedocument"

MEDIA_TYPES = {
    "csv": "text/csv",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "duckdb": "application/octet-stream",
    "html": "text/html",
    "ics": "text/calendar",
    "json": "application/json",
    "pdf": "application/pdf",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "svg": "image/svg+xml",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "xml": "application/xml",
    "zip": "application/zip",
}
"""Every kind of file the product makes, by file name extension."""


def media_type(file_name: str) -> str:
    """Return the media type of a file the product makes."""
    return MEDIA_TYPES[file_name.rpartition(".")[2]]
