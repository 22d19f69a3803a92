"""The mail server takes a mail, refuses it, is away, or falls silent: one always knows which."""

import socket
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest

from strategy.mail.post import UNTRUSTED, NeverError, NobodyKnowsError, NotNowError, connected
from strategy.settings import MailSecurity, MailSettings
from tests.mail_server import SENDER, a_certificate, mail_server


def a_mail():
    message = EmailMessage()
    message["Subject"] = "Hei"
    message.set_content("Hei")
    return message


def hand_over(settings, *, to="ola@example.org"):
    with connected(settings) as post:
        post.send(a_mail(), sender=SENDER, recipient=to)


def test_a_mail_arrives():
    with mail_server() as mailbox:
        hand_over(mailbox.settings)
    assert [mail["Subject"] for mail in mailbox.received] == ["Hei"]
    assert mailbox.to == ["ola@example.org"]


# What crosses the loopback only need not be hidden.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_one_signs_in_where_the_server_wants_it():
    with mail_server(auth_required=True, auth_require_tls=False) as mailbox:
        given = (MailSecurity.NONE, "ada", "s3:@/")
        hand_over(MailSettings("127.0.0.1", mailbox.port, SENDER, *given))
        assert len(mailbox.received) == 1
        wrong = MailSettings("127.0.0.1", mailbox.port, SENDER, MailSecurity.NONE, "ada", "no")
        with pytest.raises(NotNowError) as refused:
            hand_over(wrong)
    assert refused.value.problem.startswith("535 ")


@pytest.mark.parametrize("security", [MailSecurity.STARTTLS, MailSecurity.TLS])
def test_nothing_is_said_where_the_way_cannot_be_made_private(security):
    with mail_server() as mailbox, pytest.raises(NotNowError):
        hand_over(MailSettings("127.0.0.1", mailbox.port, SENDER, security))
    assert mailbox.received == []


@pytest.fixture
def certificate(tmp_path):
    return a_certificate(tmp_path)


@pytest.fixture(params=[MailSecurity.STARTTLS, MailSecurity.TLS])
def private_server(request, certificate):
    """A server that speaks only in private, in each of the two ways there are, with a password."""
    begins = (
        {"tls_context": certificate.shown, "require_starttls": True}
        if request.param is MailSecurity.STARTTLS
        else {"ssl_context": certificate.shown, "auth_require_tls": False}
    )
    with mail_server(auth_required=True, **begins) as mailbox:
        given = (request.param, "ada", "s3:@/", str(certificate.file))
        yield mailbox, MailSettings("127.0.0.1", mailbox.port, SENDER, *given)


# Where all is said in private the server is right not to ask for privacy once more.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_mail_goes_in_private_to_a_server_whose_certificate_is_trusted(private_server):
    mailbox, settings = private_server
    hand_over(settings)
    assert mailbox.to == ["ola@example.org"]
    assert mailbox.were_private == [True]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_certificate_nobody_vouches_for_is_refused_before_a_word_is_said(private_server):
    mailbox, settings = private_server
    with pytest.raises(NotNowError) as refused:
        hand_over(replace(settings, ca_file=""))
    assert refused.value.problem == f"{UNTRUSTED} (self-signed certificate)"
    assert mailbox.received == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_the_machine_can_be_told_to_trust_a_certificate_too(
    private_server, certificate, monkeypatch
):
    mailbox, settings = private_server
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.file))
    hand_over(replace(settings, ca_file=""))
    assert mailbox.to == ["ola@example.org"]


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ({"host": "another.example"}, "IP address mismatch"),
        ({"ends": timedelta(days=-1)}, "certificate has expired"),
    ],
)
def test_a_certificate_of_another_or_of_the_past_is_refused(tmp_path, made, why):
    wrong = a_certificate(tmp_path, **made)
    with mail_server(tls_context=wrong.shown, require_starttls=True) as mailbox:
        given = (MailSecurity.STARTTLS, "", "", str(wrong.file))
        with pytest.raises(NotNowError) as refused:
            hand_over(MailSettings("127.0.0.1", mailbox.port, SENDER, *given))
    assert refused.value.problem.startswith(f"{UNTRUSTED} (")
    assert why in refused.value.problem
    assert mailbox.received == []


def test_a_server_that_is_away_is_worth_another_try():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(NotNowError, match="refused"):
        hand_over(MailSettings("127.0.0.1", port, SENDER, MailSecurity.NONE))


@pytest.mark.parametrize(
    ("answer", "error"),
    [("450 Not now", NotNowError), ("550 No such user", NeverError)],
)
def test_what_the_server_says_about_somebody_holds_for_that_one_only(answer, error):
    with mail_server() as mailbox:
        mailbox.answers["ola@example.org"] = answer
        with connected(mailbox.settings) as post:
            with pytest.raises(error) as refused:
                post.send(a_mail(), sender=SENDER, recipient="ola@example.org")
            post.send(a_mail(), sender=SENDER, recipient="liv@example.org")
    assert refused.value.problem == answer
    assert mailbox.to == ["liv@example.org"]


@pytest.mark.parametrize(
    ("answer", "error"),
    [("452 Disk full", NotNowError), ("554 Spam", NeverError)],
)
def test_what_the_server_says_about_the_mail_itself_is_known(answer, error):
    with mail_server() as mailbox:
        mailbox.to_the_mail = answer
        with pytest.raises(error) as refused:
            hand_over(mailbox.settings)
    assert refused.value.problem == answer


def test_a_mail_the_server_will_not_even_hear_is_refused():
    with mail_server() as mailbox:
        mailbox.answers["ola@example.org"] = "251 Somewhere else"
        # The server took the address in words only, and has nobody to give the mail to.
        with pytest.raises(NeverError, match="503"):
            hand_over(mailbox.settings)


def test_when_the_server_falls_silent_with_the_mail_in_hand_nobody_knows():
    with mail_server() as mailbox:
        mailbox.on_mail = lambda server, _envelope: server.transport.abort()
        with pytest.raises(NobodyKnowsError):
            hand_over(mailbox.settings)


def test_when_the_server_goes_away_between_two_mails_the_second_can_wait():
    with mail_server() as mailbox:
        sessions = []
        mailbox.on_mail = lambda server, _envelope: sessions.append(server)
        with connected(mailbox.settings) as post:
            post.send(a_mail(), sender=SENDER, recipient="ola@example.org")
            sessions[0].loop.call_soon_threadsafe(sessions[0].transport.abort)
            with pytest.raises(NotNowError):
                post.send(a_mail(), sender=SENDER, recipient="liv@example.org")
    assert mailbox.to == ["ola@example.org"]
