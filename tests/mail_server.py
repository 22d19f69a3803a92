"""A real mail server on this machine, which keeps what it gets and can be told how to behave."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from strategy.settings import MailSecurity, MailSettings

SENDER = "strategi@fjordvik.example"


@dataclass
class Mailbox:
    """What arrived, and what the server answers: to whom, and to the mail itself."""

    received: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    to_the_mail: str = "250 OK"
    port: int = 0
    on_mail: Any = None

    @property
    def settings(self) -> MailSettings:
        return MailSettings("127.0.0.1", self.port, SENDER, MailSecurity.NONE)

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - theirs
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802 - the server's own name
        if self.on_mail is not None:
            self.on_mail(server, envelope)
        if not self.to_the_mail.startswith("250"):
            return self.to_the_mail
        self.received.append(message_from_bytes(envelope.content, policy=default))
        self.to += envelope.rcpt_tos
        return "250 OK"


def _knows(_server, _session, _envelope, _mechanism, login):
    known = isinstance(login, LoginPassword) and (login.login, login.password) == (b"ada", b"s3:@/")
    return AuthResult(success=known, handled=False)


def a_free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def mail_server(**given: Any) -> Iterator[Mailbox]:
    """Run a mail server for as long as the block lasts."""
    mailbox = Mailbox(port=a_free_port())
    controller = Controller(
        mailbox, hostname="127.0.0.1", port=mailbox.port, authenticator=_knows, **given
    )
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop(no_assert=True)
