"""A real mail server on this machine, which keeps what it gets and can be told how to behave."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from strategy.settings import MailSecurity, MailSettings

A_DAY = timedelta(days=1)
SENDER = "strategi@fjordvik.example"


@dataclass
class Mailbox:
    """What arrived, and what the server answers: to whom, and to the mail itself."""

    received: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    to_the_mail: str = "250 OK"
    were_private: list[bool] = field(default_factory=list)
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

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server's own name
        if self.on_mail is not None:
            self.on_mail(server, envelope)
        if not self.to_the_mail.startswith("250"):
            return self.to_the_mail
        self.received.append(message_from_bytes(envelope.content, policy=default))
        self.to += envelope.rcpt_tos
        over_tls = server.transport.get_extra_info("ssl_object") is not None
        self.were_private.append(session.ssl is not None or over_tls)
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


@dataclass(frozen=True)
class Certificate:
    """A certificate somebody made for themselves: to show, and for others to trust."""

    shown: ssl.SSLContext
    file: Path


def a_certificate(folder: Path, *, host: str = "127.0.0.1", ends: timedelta = A_DAY) -> Certificate:
    """Make a certificate for a server of this name or number, good until then."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    is_number = host.replace(".", "").isdigit()
    known_as = x509.IPAddress(ip_address(host)) if is_number else x509.DNSName(host)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 10 * A_DAY)
        .not_valid_after(now + ends)
        .add_extension(x509.SubjectAlternativeName([known_as]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    file, secret = folder / f"{host}.pem", folder / f"{host}.key"
    file.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, secret)
    return Certificate(context, file)


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
