"""What is set from outside, and what holds where nothing is set."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from strategy.cli import main
from strategy.settings import (
    ROOT,
    InvalidSettingsError,
    MailSecurity,
    MailSettings,
    read_settings,
    store_file,
)
from tests.mail_server import a_certificate


def test_where_nothing_is_set_everything_lies_beside_the_program():
    settings = read_settings({})
    assert store_file(settings.database_url) == ROOT / "data" / "strategy.duckdb"
    assert settings.backup_folder == ROOT / "data" / "backups"
    assert settings.port == 8501


def test_backups_lie_beside_the_store_they_are_of():
    settings = read_settings({"DATABASE_URL": "duckdb:////srv/plan/ours.duckdb"})
    assert settings.backup_folder == Path("/srv/plan/backups")


def test_a_servers_backups_lie_beside_the_program():
    settings = read_settings({"DATABASE_URL": "postgresql://db.example.org/plan"})
    assert settings.backup_folder == ROOT / "data" / "backups"


def test_what_is_set_holds():
    given = {"DATABASE_URL": "duckdb:///:memory:", "BACKUP_DIR": "/safe", "PORT": "8600"}
    settings = read_settings(given)
    assert settings.database_url == "duckdb:///:memory:"
    assert settings.backup_folder == Path("/safe")
    assert settings.port == 8600


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("duckdb:////srv/plan.duckdb", Path("/srv/plan.duckdb")),
        ("duckdb:///plan.duckdb", Path("plan.duckdb").resolve()),
        ("duckdb:///:memory:", None),
        ("postgresql://db.example.org/plan", None),
    ],
)
def test_an_address_leads_to_a_file_or_to_none(url, file):
    assert store_file(url) == file


# --- the mail server ----------------------------------------------------------------------------

FROM = {"MAIL_FROM": "strategi@example.org"}


def mail(**given):
    return read_settings({**FROM, **given}).mail


def test_without_a_mail_server_nothing_is_mailed():
    assert mail() is None
    assert read_settings({}).mail is None


@pytest.mark.parametrize(
    ("given", "host", "port", "security"),
    [
        ({"SMTP_URL": "smtp://mail.example.org"}, "mail.example.org", 587, "starttls"),
        ({"SMTP_URL": "smtps://mail.example.org"}, "mail.example.org", 465, "tls"),
        ({"SMTP_URL": "smtp://mail.example.org:2525"}, "mail.example.org", 2525, "starttls"),
        ({"SMTP_URL": "smtp://localhost"}, "localhost", 25, "none"),
        ({"SMTP_HOST": "mail.example.org"}, "mail.example.org", 587, "starttls"),
        ({"SMTP_HOST": "mail.example.org", "SMTP_PORT": "26"}, "mail.example.org", 26, "starttls"),
        ({"SMTP_HOST": "mail.example.org", "SMTP_SECURITY": "TLS"}, "mail.example.org", 465, "tls"),
        (
            {"SMTP_HOST": "mail.example.org", "SMTP_SECURITY": "none"},
            "mail.example.org",
            25,
            "none",
        ),
    ],
)
def test_a_mail_server_is_set_by_its_address_or_its_parts(given, host, port, security):
    assert mail(**given) == MailSettings(host, port, FROM["MAIL_FROM"], MailSecurity(security))


def test_a_name_and_a_password_come_with_the_address_or_by_themselves():
    by_address = mail(SMTP_URL="smtp://ada:s3%3A%40%2F@mail.example.org")
    by_parts = mail(SMTP_HOST="mail.example.org", SMTP_USER="ada", SMTP_PASSWORD="s3:@/")
    assert (by_address.user, by_address.password) == ("ada", "s3:@/")
    assert by_address == by_parts
    assert "s3" not in repr(by_address)


def test_certificates_of_ones_own_are_trusted_when_they_are_named(tmp_path):
    file = a_certificate(tmp_path).file
    assert mail(SMTP_HOST="mail.example.org", SMTP_CA_FILE=str(file)).ca_file == str(file)
    assert mail(SMTP_HOST="mail.example.org").ca_file == ""


def test_a_file_without_certificates_is_refused_with_its_name(tmp_path):
    empty = tmp_path / "empty.pem"
    empty.write_text("nothing")
    for path in (empty, tmp_path / "missing.pem"):
        with pytest.raises(InvalidSettingsError, match=f"SMTP_CA_FILE: no certificates in {path}"):
            mail(SMTP_HOST="mail.example.org", SMTP_CA_FILE=str(path))


@pytest.mark.parametrize(
    ("given", "about"),
    [
        ({"SMTP_HOST": "mail.example.org", "MAIL_FROM": ""}, "MAIL_FROM"),
        ({"SMTP_URL": "http://mail.example.org"}, "smtp://"),
        ({"SMTP_HOST": "mail.example.org", "SMTP_SECURITY": "some"}, "starttls, tls or none"),
        (
            {"SMTP_HOST": "mail.example.org", "SMTP_SECURITY": "none", "SMTP_USER": "ada"},
            "open line",
        ),
    ],
)
def test_a_mail_server_that_cannot_be_is_refused_with_a_sentence(given, about):
    with pytest.raises(InvalidSettingsError, match=about):
        mail(**given)


def test_links_begin_with_the_address_people_use():
    assert read_settings({"BASE_URL": "https://k.example/"}).address == "https://k.example"
    assert read_settings({"PORT": "8600"}).address == "http://127.0.0.1:8600"


# --- what cannot be -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("status",), ("status", "--json"), ("serve",)])
@pytest.mark.parametrize(
    ("name", "given"), [("SESSION_HOURS", "long"), ("PORT", "ett"), ("PORT", "-1")]
)
def test_a_command_says_in_a_sentence_what_is_set_wrongly(monkeypatch, command, name, given):
    monkeypatch.setenv(name, given)
    told = CliRunner().invoke(main, command)
    assert told.exit_code == 3
    assert f"{name} must be a whole number above 0, not '{given}'." in told.output


# --- whom to tell of a hole -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, ""),
        ({"CONTACT": "Ada på servicetorget"}, ""),
        ({"CONTACT": "Servicetorget, 33 33 33 33"}, "tel:+4733333333"),
        ({"CONTACT": "Ada Aune, +46 8 123 456 78"}, "tel:+46812345678"),
        (
            {"CONTACT": "Ada Aune, ada.aune@fjordvik.example, 33 33 33 33"},
            "mailto:ada.aune@fjordvik.example",
        ),
        (
            {"CONTACT": "33 33 33 33", "SECURITY_CONTACT": "https://fjordvik.example/hull"},
            "https://fjordvik.example/hull",
        ),
    ],
)
def test_security_txt_names_whom_the_settings_name(given, told):
    assert read_settings(given).security_contact == told


def test_a_contact_nobody_can_write_to_is_refused():
    with pytest.raises(InvalidSettingsError, match="SECURITY_CONTACT"):
        read_settings({"SECURITY_CONTACT": "Ada"})
