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

# Seven bits: no server on the way has a reason to re-encode the message.
_POLICY = SMTP.clone(cte_type="7bit")


@dataclass(frozen=True)
class Entry:
    """One entry: a line, perhaps a second one below it, and the page it links to."""

    text: str
    note: str = ""
    link: str = ""


@dataclass(frozen=True)
class Section:
    """Entries of one kind under a heading; `rest` is how many more there are."""

    heading: str
    entries: tuple[Entry, ...]
    rest: str = ""


@dataclass(frozen=True)
class Letter:
    """A mail to one person, in their language; all text in it is plain, not markup."""

    language: str
    subject: str
    greeting: str
    sections: tuple[Section, ...]
    closing: tuple[str, ...] = ()


NamedFile = tuple[str, bytes]
"""A file's name and content."""


class BadAddressError(ValueError):
    """The address stored for somebody is not a valid e-mail address."""


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
    """Return a letter as a message to somebody; raise BadAddressError for an invalid address.

    Replies go to `reply_to`, or to the sender if that is empty.
    """
    message = EmailMessage(policy=_POLICY)
    message["From"] = sender
    message["To"] = _mailbox(name, address)
    if reply_to:
        message["Reply-To"] = _mailbox("", reply_to)
    message["Subject"] = _one_line(letter.subject)
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = message_id
    # Stops automatic replies.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(as_text(letter))
    message.add_alternative(as_page(letter), subtype="html")
    for file_name, content in files:
        _attach(message, file_name, content)
    # Setting the content removes earlier content headers, so the language is set afterwards.
    message["Content-Language"] = letter.language
    return message


def _attach(message: EmailMessage, file_name: str, content: bytes) -> None:
    main, sub = media_type(file_name).split("/")
    said = {"charset": "utf-8", "method": _method_of(content)} if main == "text" else {}
    message.add_attachment(content, maintype=main, subtype=sub, filename=file_name, params=said)


def _method_of(calendar: bytes) -> str:
    """Return a calendar's METHOD, which mail programs read from the part's content type."""
    return next(
        line.removeprefix("METHOD:")
        for line in calendar.decode().splitlines()
        if line.startswith("METHOD:")
    )


def is_address(address: str) -> bool:
    """Return whether this is an address mail can be sent to."""
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
    """Return a letter as HTML, with what people wrote escaped."""
    return render("mail/letter.html", letter=letter, one_line=_one_line)


def _mailbox(name: str, address: str) -> Address:
    if not address.isascii() or any(character in address for character in " ,;<>\r\n"):
        raise BadAddressError(address)
    try:
        return Address(display_name=_one_line(name), addr_spec=address)
    except Exception as error:
        # The library raises half a dozen kinds of errors for addresses it cannot read.
        raise BadAddressError(address) from error


def _one_line(text: str) -> str:
    return " ".join(text.split())
