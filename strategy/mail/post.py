"""The mail server: connect, send messages one by one, and report the result of each."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from strategy.settings import MailSecurity, MailSettings

UNTRUSTED = "certificate not trusted"
"""The start of a problem text when the server's certificate is not trusted."""

_PATIENCE_SECONDS = 20.0
_PERMANENT = 500
_GOES_AHEAD = 250


class PostError(Exception):
    """A mail was not sent; `problem` is the reason given by the server or the system."""

    def __init__(self, problem: str) -> None:
        """Remember what the server said."""
        super().__init__(problem)
        self.problem = problem


class NotNowError(PostError):
    """The server is not answering or refuses for now: nothing was sent, and a retry may succeed."""


class NeverError(PostError):
    """The server refuses this mail: nothing was sent, and a retry would fail too."""


class NobodyKnowsError(PostError):
    """The connection failed while the server had the mail: it may or may not have been sent."""


class Post:
    """An open connection to a mail server."""

    def __init__(self, server: smtplib.SMTP) -> None:
        """Send messages on this connection; use `connected` to open one."""
        self._server = server

    def send(self, message: EmailMessage, *, sender: str, recipient: str) -> None:
        """Send one message; raise the PostError that says whether it may have been sent."""
        try:
            self._check(*self._server.mail(sender))
            self._check(*self._server.rcpt(recipient))
        except (smtplib.SMTPException, OSError) as error:
            raise NotNowError(_said(error)) from error
        try:
            answer = self._server.data(message.as_bytes())
        except smtplib.SMTPDataError as error:
            self._check(error.smtp_code, _bytes(error.smtp_error))
        except (smtplib.SMTPException, OSError) as error:
            raise NobodyKnowsError(_said(error)) from error
        else:
            self._check(*answer)

    def _check(self, code: int, answer: bytes) -> None:
        if code // 100 == _GOES_AHEAD // 100:
            return
        with suppress(smtplib.SMTPException, OSError):
            # An aborted message must not disturb the next one.
            self._server.rset()
        said = f"{code} {answer.decode(errors='replace')}"
        raise NeverError(said) if code >= _PERMANENT else NotNowError(said)


@contextmanager
def connected(settings: MailSettings) -> Iterator[Post]:
    """Open a connection to the mail server; raise NotNowError if that fails."""
    try:
        server = _open(settings)
    except (smtplib.SMTPException, OSError) as error:
        raise NotNowError(_said(error)) from error
    try:
        yield Post(server)
    finally:
        with suppress(smtplib.SMTPException, OSError):
            server.quit()


def _open(settings: MailSettings) -> smtplib.SMTP:
    where = (settings.host, settings.port)
    if settings.security is MailSecurity.TLS:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            *where, timeout=_PATIENCE_SECONDS, context=_trusting(settings)
        )
    else:
        server = smtplib.SMTP(*where, timeout=_PATIENCE_SECONDS)
    try:
        if settings.security is MailSecurity.STARTTLS:
            server.starttls(context=_trusting(settings))
        server.ehlo_or_helo_if_needed()
        if settings.user:
            server.login(settings.user, settings.password)
    except BaseException:
        server.close()
        raise
    return server


def _trusting(settings: MailSettings) -> ssl.SSLContext:
    """Return the TLS context: trusting our `ca_file` alone, or else the machine's authorities."""
    return ssl.create_default_context(cafile=settings.ca_file or None)


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"{UNTRUSTED} ({error.verify_message})"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_bytes(error.smtp_error).decode(errors='replace')}"
    return str(error) or type(error).__name__


def _bytes(said: bytes | str) -> bytes:
    return said if isinstance(said, bytes) else said.encode()
