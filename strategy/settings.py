"""Settings from environment variables and one optional file, each with a default."""

from __future__ import annotations

import os
import re
import ssl
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

ROOT = Path(__file__).resolve().parent.parent
"""The folder the program is installed in."""

DATA = ROOT / "data"

_FILE = "duckdb:///"
_MICROSOFT = "https://login.microsoftonline.com/{tenant}/v2.0"


class Mode(StrEnum):
    """How people sign in."""

    DEMO = "demo"
    LOCAL = "local"
    PRODUCTION = "production"


class MailSecurity(StrEnum):
    """How the connection to the mail server is encrypted."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class InvalidSettingsError(ValueError):
    """A setting has an invalid value; the message is for the person who runs the program."""


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider that people sign in with."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    subject_claim: str = "sub"
    scope: str = "openid"
    prompt: str = ""
    acr_values: str = ""
    acr_accepted: tuple[str, ...] = ()
    token_endpoint_auth_method: str = "client_secret_basic"  # noqa: S105 - the method's name
    roles_claim: str = ""
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)

    @property
    def metadata_url(self) -> str:
        """The address of the provider's OpenID Connect metadata."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"


@dataclass(frozen=True)
class MailSettings:
    """The mail server, the sender of mails, and the certificate the server must have.

    `ca_file` names the certificates to trust instead of those the machine trusts.
    """

    host: str
    port: int
    sender: str
    security: MailSecurity = MailSecurity.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: str = ""


@dataclass(frozen=True)
class Settings:
    """Where the data is stored, how the program is reached, and who may sign in."""

    database_url: str
    backup_folder: Path
    port: int
    mode: Mode = Mode.PRODUCTION
    base_url: str = ""
    contact: str = ""
    security_contact: str = ""
    providers: tuple[Provider, ...] = ()
    idle_minutes: int = 60
    session_hours: int = 12
    frame_ancestors: str = "'none'"
    requests_per_minute: int = 3000
    mail: MailSettings | None = None

    @property
    def address(self) -> str:
        """The address of the pages, as far as this program can know."""
        return self.base_url or f"http://127.0.0.1:{self.port}"

    @property
    def behind_tls(self) -> bool:
        """Whether everybody uses https."""
        return self.base_url.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """The name of the cookie that holds a session's secret."""
        return self.cookie("session")

    def cookie(self, name: str) -> str:
        """Return a cookie's full name; behind TLS the prefix stops other hosts from setting it."""
        return f"__Host-{name}" if self.behind_tls else f"kompass-{name}"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return the settings from the environment, with defaults for what is not set.

    STRATEGY_CONFIG may name a TOML file with the providers (docs/deploy.md).
    """
    given = os.environ if environment is None else environment
    url = database_url(given)
    file = store_file(url)
    # Beside the file, so that the backups of two databases never share a folder.
    backups = file.parent / "backups" if file else DATA / "backups"
    return Settings(
        database_url=url,
        backup_folder=Path(given.get("BACKUP_DIR") or backups),
        port=_number(given, "PORT", 8501),
        mode=_mode(given.get("STRATEGY_MODE", "")),
        base_url=(given.get("BASE_URL") or "").strip().rstrip("/"),
        contact=(given.get("CONTACT") or "").strip(),
        security_contact=_security_contact(given),
        providers=tuple(_providers(given)),
        idle_minutes=_number(given, "SESSION_IDLE_MINUTES", 60),
        session_hours=_number(given, "SESSION_HOURS", 12),
        frame_ancestors=_frame_ancestors(given),
        requests_per_minute=_number(given, "REQUESTS_PER_MINUTE", 3000),
        mail=_mail(given),
    )


def database_url(environment: Mapping[str, str] | None = None) -> str:
    """Return the database's address; a separate function, as every page rerun needs only this."""
    given = os.environ if environment is None else environment
    return given.get("DATABASE_URL") or f"duckdb:///{DATA / 'strategy.duckdb'}"


def store_file(url: str) -> Path | None:
    """Return the file of a database address, or None for a server or an in-memory database."""
    path = url.removeprefix(_FILE)
    if path in {url, ":memory:"}:
        return None
    return Path(path).resolve()


def is_local(host: str) -> bool:
    """Return whether a host name or address is this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


# --- whether the settings are consistent --------------------------------------------------------


def reasons_not_to_start(
    settings: Settings, *, holds_demo: bool | None, listens_on: str = "127.0.0.1"
) -> tuple[str, ...]:
    """Return why the program must not start with these settings, in sentences; empty if it may.

    `holds_demo` is whether the database holds the demo data, None for an empty database.
    """
    if settings.mode is Mode.PRODUCTION:
        return tuple(_against_production(settings, holds_demo=holds_demo))
    return tuple(_against_staying_here(settings, listens_on, holds_demo=holds_demo))


def _against_production(settings: Settings, *, holds_demo: bool | None) -> Iterator[str]:
    where = urlsplit(settings.base_url)
    if not settings.base_url:
        yield (
            "BASE_URL is missing: the address people use, https://strategi.example.no. To try the"
            " program on this machine, set STRATEGY_MODE=demo, or local for a plan of your own."
        )
    elif not _is_bare_address(where):
        yield f"BASE_URL must be an address without a path, not {settings.base_url!r}."
    elif where.scheme == "http" and not is_local(where.hostname or ""):
        yield "BASE_URL must begin with https: sign-in over an open line would give itself away."
    if not settings.providers:
        yield "No sign-in provider is set up; docs/deploy.md shows how, for the usual ones."
    if holds_demo:
        yield (
            "The store holds the demo municipality, whose people nobody can sign in as. Name"
            " another with DATABASE_URL, or run: python -m strategy init --replace-demo"
        )


def _is_bare_address(where: SplitResult) -> bool:
    """Return whether an address is a scheme, a host and perhaps a port, and nothing else."""
    is_web = where.scheme in {"http", "https"} and bool(where.hostname)
    return is_web and not any((where.path, where.query, where.fragment, where.username))


def _against_staying_here(
    settings: Settings, listens_on: str, *, holds_demo: bool | None
) -> Iterator[str]:
    mode = settings.mode
    if not is_local(listens_on):
        yield (
            f"STRATEGY_MODE={mode} lets everybody in who reaches it, so it listens on 127.0.0.1"
            f" only, not on {listens_on or 'every address'}."
        )
    if settings.base_url and not is_local(urlsplit(settings.base_url).hostname or ""):
        yield f"STRATEGY_MODE={mode} stays on this machine, but BASE_URL is {settings.base_url}."
    if settings.providers:
        yield f"STRATEGY_MODE={mode} has no sign-in, but a provider is set up."
    if mode is Mode.DEMO and holds_demo is False:
        yield (
            "STRATEGY_MODE=demo lets everybody be anybody, but the store holds a plan of your own."
            " Use STRATEGY_MODE=local, or another DATABASE_URL."
        )


# --- reading ------------------------------------------------------------------------------------


def _mode(given: str) -> Mode:
    # A misspelt mode must not give access, so it counts as production.
    known = {mode.value: mode for mode in Mode}
    return known.get(given.strip().lower(), Mode.PRODUCTION)


def _number(given: Mapping[str, str], name: str, default: int) -> int:
    written = given.get(name) or str(default)
    if not written.isdecimal() or int(written) < 1:
        raise InvalidSettingsError(f"{name} must be a whole number above 0, not {written!r}.")
    return int(written)


_AN_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_A_WEB_PAGE = re.compile(r"https://[^\s,;]+")
_A_NUMBER = re.compile(r"\+?\d(?: ?\d){7,14}")


def _security_contact(given: Mapping[str, str]) -> str:
    """Return the address for reporting security holes, as a URI.

    Without SECURITY_CONTACT, CONTACT is used; empty if that has no address in it.
    """
    written = (given.get("SECURITY_CONTACT") or given.get("CONTACT") or "").strip()
    if page := _A_WEB_PAGE.search(written):
        return page[0]
    if address := _AN_ADDRESS.search(written):
        return f"mailto:{address[0]}"
    if number := _A_NUMBER.search(written):
        digits = number[0].replace(" ", "")
        return f"tel:{digits if digits.startswith('+') else f'+47{digits}'}"
    if given.get("SECURITY_CONTACT"):
        raise InvalidSettingsError("SECURITY_CONTACT is an e-mail address, a page or a number.")
    return ""


def _frame_ancestors(given: Mapping[str, str]) -> str:
    written = (given.get("FRAME_ANCESTORS") or "'none'").strip()
    if any(character in written for character in ";,\r\n") or not written.isascii():
        raise InvalidSettingsError("FRAME_ANCESTORS is a list of addresses with spaces between.")
    return written


_MAIL_PORTS = {MailSecurity.STARTTLS: 587, MailSecurity.TLS: 465, MailSecurity.NONE: 25}


def _mail(given: Mapping[str, str]) -> MailSettings | None:
    """Return the mail server from SMTP_URL, or from SMTP_HOST and the like; None if not set."""
    where = urlsplit(given.get("SMTP_URL", "").strip())
    host = where.hostname or given.get("SMTP_HOST", "").strip()
    if not host:
        return None
    sender = given.get("MAIL_FROM", "").strip()
    if "@" not in sender:
        raise InvalidSettingsError("MAIL_FROM is missing: the address reminders are sent from.")
    security = _mail_security(given, host, where.scheme)
    user = unquote(where.username or "") or given.get("SMTP_USER", "")
    if user and security is MailSecurity.NONE and not is_local(host):
        raise InvalidSettingsError("SMTP_SECURITY=none would send the password over an open line.")
    port = where.port or _number(given, "SMTP_PORT", _MAIL_PORTS[security])
    password = unquote(where.password or "") or given.get("SMTP_PASSWORD", "")
    return MailSettings(host, port, sender, security, user, password, _certificates(given))


def _certificates(given: Mapping[str, str]) -> str:
    path = given.get("SMTP_CA_FILE", "").strip()
    if not path:
        return ""
    try:
        ssl.create_default_context(cafile=path)
    except OSError as error:
        raise InvalidSettingsError(f"SMTP_CA_FILE: no certificates in {path} ({error}).") from error
    return path


def _mail_security(given: Mapping[str, str], host: str, scheme: str) -> MailSecurity:
    if scheme not in {"", "smtp", "smtps"}:
        raise InvalidSettingsError("SMTP_URL begins with smtp:// or smtps://.")
    if scheme == "smtps":
        return MailSecurity.TLS
    usual = MailSecurity.NONE if is_local(host) else MailSecurity.STARTTLS
    written = given.get("SMTP_SECURITY", "").strip().lower() or usual.value
    if written not in set(MailSecurity):
        raise InvalidSettingsError("SMTP_SECURITY is starttls, tls or none.")
    return MailSecurity(written)


def _providers(given: Mapping[str, str]) -> Iterator[Provider]:
    path = given.get("STRATEGY_CONFIG")
    if path:
        for key, written in _file(path).get("sign_in", {}).items():
            yield _provider(key, written)
    if given.get("SIGN_IN_CLIENT_ID"):
        prefix = "SIGN_IN_"
        named = {
            name.removeprefix(prefix).lower(): value
            for name, value in given.items()
            if name.startswith(prefix)
        }
        yield _provider(named.pop("key", "provider"), named)


@cache
def _file(path: str) -> Mapping[str, Any]:
    try:
        with Path(path).open("rb") as file:
            return MappingProxyType(tomllib.load(file))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InvalidSettingsError(f"STRATEGY_CONFIG: {path}: {error}") from error


def _provider(key: str, written: Mapping[str, Any]) -> Provider:
    given = dict(written)
    tenant = given.pop("tenant", "")
    if tenant:
        given = {
            "issuer": _MICROSOFT.format(tenant=tenant),
            # The same for a person in every application, and never reused for another person.
            "subject_claim": "oid",
            "name": "Microsoft",
            **given,
        }
    secret_file = given.pop("client_secret_file", "")
    if secret_file:
        given["client_secret"] = _secret(key, secret_file)
    given["acr_accepted"] = tuple(
        _words(given.get("acr_accepted") or given.get("acr_values") or "")
    )
    given["roles"] = {
        value: tuple(_words(roles)) for value, roles in given.get("roles", {}).items()
    }
    given.setdefault("name", key)
    missing = [name for name in ("issuer", "client_id", "client_secret") if not given.get(name)]
    if missing:
        raise InvalidSettingsError(f"The provider {key!r} lacks {', '.join(missing)}.")
    if not key.isascii() or not key.replace("-", "").isalnum():
        raise InvalidSettingsError(f"{key!r} cannot stand in an address; use letters and digits.")
    return _checked(key, given)


def _checked(key: str, given: Mapping[str, Any]) -> Provider:
    unknown = given.keys() - Provider.__dataclass_fields__.keys()
    if unknown:
        raise InvalidSettingsError(f"The provider {key!r} has no setting {min(unknown)!r}.")
    where = urlsplit(given["issuer"])
    if where.scheme != "https" and not is_local(where.hostname or ""):
        raise InvalidSettingsError(f"The issuer of {key!r} must begin with https.")
    return Provider(key=key, **given)


def _words(given: str | list[str]) -> list[str]:
    return given.split() if isinstance(given, str) else [str(word) for word in given]


def _secret(key: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise InvalidSettingsError(f"The secret of {key!r} cannot be read: {error}") from error
