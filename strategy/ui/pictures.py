"""Pictures embedded in the page itself: none has an address others could fetch it by."""

from __future__ import annotations

from base64 import b64encode

import streamlit as st


def show_photo(content: bytes, *, width: int, caption: str) -> None:
    """Show a stored PNG."""
    written = b64encode(content).decode()
    st.image(f"data:image/png;base64,{written}", width=width, caption=caption)


def show_drawing(drawn: str, *, width: int, alt: str) -> None:
    """Show one of our drawings, given as SVG."""
    st.image(drawn, width=width, alt=alt)
