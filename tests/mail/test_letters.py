"""A letter reads the same as plain text and as a page, and nothing people wrote becomes markup."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from strategy.mail.letters import (
    BadAddressError,
    Entry,
    Letter,
    Section,
    as_page,
    as_text,
    is_address,
    message_of,
)

LETTER = Letter(
    language="nb",
    subject="Strategien: 2 ting venter på deg",
    greeting="Hei, Åse!",
    sections=(
        Section(
            "Frist snart",
            (
                Entry(
                    "T-1 Lærlinger <b>&</b>", "Frist 1. mai.", "https://k.example/action?code=T-1"
                ),
                Entry("T-2 Uten\nlenke"),
            ),
            rest="og 3 til",
        ),
    ),
    closing=("Du får denne fordi …", "https://k.example"),
)


def a_message(letter=LETTER, *, name="Åse Aas", address="aase@example.org"):
    return message_of(
        letter,
        name=name,
        address=address,
        sender="Strategien <strategi@example.org>",
        message_id="<1@example.org>",
        sent_at=datetime(2026, 5, 4, 7, 0, tzinfo=UTC),
    )


def test_the_plain_text_can_be_read_by_itself():
    assert as_text(LETTER) == (
        "Hei, Åse!\n"
        "\n"
        "FRIST SNART\n"
        "\n"
        "- T-1 Lærlinger <b>&</b>\n"
        "  Frist 1. mai.\n"
        "  https://k.example/action?code=T-1\n"
        "- T-2 Uten lenke\n"
        "- og 3 til\n"
        "\n"
        "Du får denne fordi …\n"
        "https://k.example\n"
    )


def test_the_page_shows_what_people_wrote_as_they_wrote_it():
    page = as_page(LETTER)
    assert '<html lang="nb">' in page
    assert "T-1 Lærlinger &lt;b&gt;&amp;&lt;/b&gt;</a>" in page
    assert '<a href="https://k.example/action?code=T-1">' in page
    assert "<li>T-2 Uten lenke</li>" in page
    assert "<li>og 3 til</li>" in page
    assert "<b>" not in page


def test_a_section_without_more_says_nothing_of_more():
    short = Letter("nb", "x", "Hei!", (Section("A", (Entry("B"),)),))
    assert as_text(short) == "Hei!\n\nA\n\n- B\n\n"
    assert as_page(short).count("<li>") == 1


def test_a_message_survives_the_way_and_no_machine_answers_it():
    sent = a_message().as_bytes()
    assert sent.isascii()
    read = message_from_bytes(sent, policy=default)
    assert read["Subject"] == "Strategien: 2 ting venter på deg"
    assert str(read["To"]) == "Åse Aas <aase@example.org>"
    assert read["Message-ID"] == "<1@example.org>"
    assert read["Date"] == "Mon, 04 May 2026 07:00:00 +0000"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Content-Language"] == "nb"
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == as_text(LETTER)
    assert read.get_body(("html",)).get_content().replace("\r\n", "\n") == as_page(LETTER)


def test_a_name_with_a_line_break_adds_no_heading():
    message = a_message(name="Åse\r\nBcc: alle@example.org")
    assert message["Bcc"] is None
    assert message["To"].addresses[0].addr_spec == "aase@example.org"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "åse@example.org",
        "a@example.org, b@example.org",
        "a b@example.org",
        "<a@b>",
        "@b",
        "a@@b",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(BadAddressError):
        a_message(address=address)


def test_what_can_be_written_to_is_known_beforehand():
    assert is_address("ola@example.org")
    assert not is_address("")


def test_workbooks_travel_beside_the_text_and_answers_go_to_whoever_asked():
    message = message_of(
        LETTER,
        name="Åse Aas",
        address="aase@example.org",
        sender="strategi@example.org",
        message_id="<1@example.org>",
        sent_at=datetime(2026, 5, 4, 7, 0, tzinfo=UTC),
        files=(("tiltak-å-våge.xlsx", b"PK\x03\x04\x00\xff"), ("second.xlsx", b"PK")),
        reply_to="hege@example.org",
    )
    sent = message.as_bytes()
    assert sent.isascii()
    read = message_from_bytes(sent, policy=default)
    assert read["Reply-To"] == "hege@example.org"
    assert read["Content-Language"] == "nb"
    files = {part.get_filename(): part for part in read.iter_attachments()}
    assert list(files) == ["tiltak-å-våge.xlsx", "second.xlsx"]
    first = files["tiltak-å-våge.xlsx"]
    assert first.get_content_type() == (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    assert first.get_content() == b"PK\x03\x04\x00\xff"
    # The two ways of saying the same stand together, or a program shows the page as a file.
    assert read.get_body(("html",)).get_content().replace("\r\n", "\n") == as_page(LETTER)
    assert next(read.iter_parts()).get_content_type() == "multipart/alternative"
