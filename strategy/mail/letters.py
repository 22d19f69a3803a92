"""A letter as data, and as a message every mail program can show: plain text and HTML alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from strategy.domain.media_types import media_type
from strategy.templates import render

# Seven bits: no server on the way has a reason to change a letter of it.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Entry:
    """One thing told: a line, maybe one more beneath it, and the page it leads to."""

    text: str
    note: str = ""
    link: str = ""


@dataclass(frozen=True)
class Section:
    """Things of one kind under a heading; `rest` says how many more there are."""

    heading: str
    entries: tuple[Entry, ...]
    rest: str = ""


@dataclass(frozen=True)
class Letter:
    """What one person is told, in their language; no text in it is markup."""

    language: str
    subject: str
    greeting: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...] = ()


NamedFile = tuple[str, bytes]
"""A file and what it is called."""


class BadAddressError(ValueError):
    """What stands as somebody's address is none."""


def message_of(
    letter: Letter,
    *,
    name: str,
    address: str,
    sender: str,
    message_id: str,
    sent_at: datetime,
    files: Sequence[NamedFile] = (),
    reply_to: str = "",
) -> EmailMessage:
    """Return a letter as a message to somebody; refuses with BadAddressError where none can be.

    An answer goes to `reply_to`, to the sender where that is empty.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    message["To"] = _mailbox(name, address)
    if reply_to:
        message["Reply-To"] = _mailbox("", reply_to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = message_id
    # So that no machine answers a machine.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(as_text(letter))
    message.add_alternative(as_page(letter), subtype="html")
    for file_name, content in files:
        _attach(message, file_name, content)
    # Setting the content takes whatever was said about it before away.
    message["Content-Language"] = letter.language
    return message


def _attach(message: EmailMessage, file_name: str, content: bytes) -> None:
    main, sub = media_type(file_name).split("/")
    said = {"charset": "utf-8", "method": _method_of(content)} if main == "text" else {}
    message.add_attachment(content, maintype=main, subtype=sub, filename=file_name, params=said)


def _method_of(calendar: bytes) -> str:
    """Return what a calendar is for: programs that offer to take it in read it from the part."""
    return next(
        line.removeprefix("METHOD:")
        for line in calendar.decode().splitlines()
        if line.startswith("METHOD:")
    )


def is_address(address: str) -> bool:
    """Tell whether a mail can be written to this."""
    try:
        _mailbox("", address)
    except BadAddressError:
        return False
    return True


def as_text(letter: Letter) -> str:
    """Return a letter as plain text."""
    lines = [letter.greeting, ""]
    for section in letter.sections:
        lines += [section.heading.upper(), ""]
        for entry in section.entries:
            lines.append(f"- {_one_line(entry.text)}")
            lines += [f"  {_one_line(part)}" for part in (entry.note, entry.link) if part]
        lines += [f"- {section.rest}"] if section.rest else []
        lines.append("")
    return "\n".join([*lines, *letter.closing, ""])


def as_page(letter: Letter) -> str:
    """Return a letter as a page; whatever people wrote shows as they wrote it."""
    return render("mail/letter.html", letter=letter, one_line=_one_line)


def _mailbox(name: str, address: str) -> Address:
    if not address.isascii() or any(character in address for character in " ,;<>\r\n"):
        raise BadAddressError(address)
    try:
        return Address(display_name=_one_line(name), addr_spec=address)
    except Exception as error:
        # The library refuses what it cannot read in half a dozen ways of its own.
        raise BadAddressError(address) from error


def _one_line(text: str) -> str:
    return " ".join(text.split())
