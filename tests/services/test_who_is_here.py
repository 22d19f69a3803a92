"""Invitations, sessions, and the first administrator, on both engines."""

from datetime import date, datetime, timedelta

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    LapsedSecretError,
    NotAllowedError,
    NotFoundError,
    TakenIdentityError,
    UnknownPersonError,
)
from strategy.domain.items import Role
from strategy.domain.known_time import KnownDay
from strategy.services import sign_in as service
from strategy.services.administration import people
from strategy.services.sign_in import Beginning, Vouched
from strategy.settings import Mode, Provider, Settings
from tests.builders import ADA, CAST, HEGE, LIV, OLA, a_person, an_organisation, stock

NOON = datetime(2026, 5, 4, 12, 0)  # noqa: DTZ001 - the store keeps UTC without a zone
TODAY = date(2026, 5, 4)
SETTINGS = Settings(database_url="", backup_folder=None, port=1, idle_minutes=30, session_hours=10)
MAY_BEGIN = Beginning("Kari Kvam", "Fjordvik kommune", "nn")


def vouched(subject, roles=None, issuer="https://login.example"):
    return Vouched("work", issuer, subject, roles)


@pytest.fixture
def municipality(database):
    stock(database, an_organisation(), *CAST)
    return database


def comes_in(database, person, subject=None, *, at=NOON, roles=None):
    token = service.invite(database, person.id, by=ADA, now=at)
    given = vouched(subject or person.id, roles)
    return service.accept_invitation(database, token, given, SETTINGS, now=at)


def here(database, token, at=NOON):
    return service.person_of(database, token, SETTINGS, now=at)


# --- invitations --------------------------------------------------------------------------------


def test_who_is_invited_comes_in_and_comes_again(municipality):
    assert here(municipality, comes_in(municipality, HEGE)).id == "hege"
    again = service.sign_in(municipality, vouched("hege"), SETTINGS, now=NOON)
    assert here(municipality, again).name == "Hege Hagen"


def test_the_same_name_at_another_provider_is_somebody_else(municipality):
    comes_in(municipality, HEGE)
    with pytest.raises(UnknownPersonError):
        service.sign_in(
            municipality, vouched("hege", issuer="https://evil.example"), SETTINGS, now=NOON
        )


@pytest.mark.parametrize("person", [p for p in CAST if p is not ADA], ids=lambda p: p.id)
def test_only_an_administrator_invites(municipality, person):
    with pytest.raises(NotAllowedError):
        service.invite(municipality, OLA.id, by=person, now=NOON)


def test_nobody_is_invited_who_is_not_there(municipality):
    with pytest.raises(NotFoundError):
        service.invite(municipality, "nobody", by=ADA, now=NOON)
    people.deactivate(municipality, municipality.plan().find(type(OLA), "ola"), by=ADA)
    with pytest.raises(NotFoundError):
        service.invite(municipality, OLA.id, by=ADA, now=NOON)


def test_an_invitation_lapses_after_two_weeks(municipality):
    token = service.invite(municipality, OLA.id, by=ADA, now=NOON)
    almost = NOON + timedelta(days=14) - timedelta(seconds=1)
    assert service.invited_person(municipality, token, now=almost).id == "ola"
    assert service.invited_person(municipality, token, now=NOON + timedelta(days=14)) is None


def test_a_new_invitation_takes_the_place_of_the_one_before(municipality):
    first = service.invite(municipality, OLA.id, by=ADA, now=NOON)
    second = service.invite(municipality, OLA.id, by=ADA, now=NOON)
    assert service.invited_person(municipality, first, now=NOON) is None
    assert service.invited_person(municipality, second, now=NOON).id == "ola"


def test_an_invitation_counts_once(municipality):
    token = service.invite(municipality, OLA.id, by=ADA, now=NOON)
    service.accept_invitation(municipality, token, vouched("ola"), SETTINGS, now=NOON)
    with pytest.raises(LapsedSecretError):
        service.accept_invitation(municipality, token, vouched("other"), SETTINGS, now=NOON)
    assert municipality.identities.owner("https://login.example", "other") is None


def test_one_account_is_one_person(municipality):
    comes_in(municipality, HEGE, "account")
    with pytest.raises(TakenIdentityError):
        comes_in(municipality, OLA, "account")
    assert comes_in(municipality, HEGE, "account"), "the same person may use it again"
    assert comes_in(municipality, HEGE, "another"), "and have two accounts"
    assert len(municipality.identities.of("hege")) == 2


def test_the_account_of_somebody_who_left_can_come_back_as_somebody_new(municipality):
    comes_in(municipality, OLA, "account")
    people.deactivate(municipality, municipality.plan().find(type(OLA), "ola"), by=ADA)
    stock(municipality, a_person("ola2", "Ola Owren", Role.OWNER))
    token = comes_in(municipality, a_person("ola2", "Ola Owren"), "account")
    assert here(municipality, token).id == "ola2"


def test_an_invitation_somebody_is_faster_with_is_refused(municipality):
    token = service.invite(municipality, OLA.id, by=ADA, now=NOON)
    fingerprint = service.fingerprint_of(token)
    identities = municipality.identities
    assert identities.accept(fingerprint, "i", "first", former=None, now=NOON)
    assert not identities.accept(fingerprint, "i", "second", former=None, now=NOON)
    assert not identities.bind("i", "first", "hege", former=None, now=NOON)
    assert identities.owner("i", "first") == "ola"


# --- sessions -----------------------------------------------------------------------------------


def test_nobody_is_nobody(municipality):
    assert here(municipality, "") is None
    assert here(municipality, "guessed") is None
    assert service.provider_of(municipality, "guessed", SETTINGS, now=NOON) is None


def test_a_session_lasts_while_it_is_used_and_ends_when_it_is_not(municipality):
    token = comes_in(municipality, HEGE)
    for minutes in (29, 58, 87):
        assert here(municipality, token, NOON + timedelta(minutes=minutes))
    assert here(municipality, token, NOON + timedelta(minutes=87 + 30)) is None


def test_a_session_ends_after_its_day_however_much_it_is_used(municipality):
    token = comes_in(municipality, HEGE)
    for minutes in range(20, 600, 20):
        assert here(municipality, token, NOON + timedelta(minutes=minutes))
    assert here(municipality, token, NOON + timedelta(hours=10)) is None


def test_who_is_deactivated_is_gone_at_the_next_click(municipality):
    token = comes_in(municipality, OLA)
    people.deactivate(municipality, municipality.plan().find(type(OLA), "ola"), by=ADA)
    assert here(municipality, token) is None
    with pytest.raises(UnknownPersonError):
        service.sign_in(municipality, vouched("ola"), SETTINGS, now=NOON)


def test_a_changed_role_counts_at_the_next_click(municipality):
    token = comes_in(municipality, OLA)
    assert here(municipality, token).roles == (Role.OWNER,)
    ola = municipality.plan().find(type(OLA), "ola")
    with municipality.change(by=ADA.id) as change:
        change.update(ola.model_copy(update={"roles": (Role.POLITICIAN,)}))
    assert here(municipality, token).roles == (Role.POLITICIAN,)


def test_roles_a_provider_vouches_for_stand_before_the_record(municipality):
    token = comes_in(municipality, OLA, roles=(Role.LEADER,))
    assert here(municipality, token).roles == (Role.LEADER,)
    assert here(municipality, comes_in(municipality, OLA, roles=())).roles == ()


def test_signing_out_ends_one_session(municipality):
    one, other = comes_in(municipality, HEGE), comes_in(municipality, HEGE)
    assert service.provider_of(municipality, one, SETTINGS, now=NOON) == "work"
    service.sign_out(municipality, one, now=NOON)
    assert here(municipality, one) is None
    assert here(municipality, other)


def test_signing_out_everywhere_ends_them_all(municipality):
    tokens = [comes_in(municipality, HEGE) for _ in range(3)]
    livs = comes_in(municipality, LIV)
    assert service.sign_out_everywhere(municipality, HEGE.id, by=HEGE, now=NOON) == 3
    assert [here(municipality, token) for token in tokens] == [None] * 3
    assert here(municipality, livs)
    assert service.sign_out_everywhere(municipality, LIV.id, by=ADA, now=NOON) == 1
    with pytest.raises(NotAllowedError):
        service.sign_out_everywhere(municipality, LIV.id, by=HEGE, now=NOON)


def test_what_is_long_over_is_forgotten(municipality):
    comes_in(municipality, HEGE)
    comes_in(municipality, HEGE, at=NOON + timedelta(days=200))
    a_quarter_ago = KnownDay((NOON + timedelta(days=200)).date()).days_ago(90)
    municipality.identities.forget(a_quarter_ago)
    assert len(municipality.identities.visits_of("hege")) == 1
    assert len(municipality.identities.invitations_of("hege")) == 1


def test_a_restored_store_lets_nobody_in_who_was_in_before(municipality, tmp_path):
    token = comes_in(municipality, HEGE)
    invited = service.invite(municipality, OLA.id, by=ADA, now=NOON)
    municipality.backup(tmp_path / "backup.duckdb")
    municipality.restore(tmp_path / "backup.duckdb")
    assert here(municipality, token) is None
    assert service.invited_person(municipality, invited, now=NOON) is None
    assert here(municipality, service.sign_in(municipality, vouched("hege"), SETTINGS, now=NOON))


# --- what a provider says -----------------------------------------------------------------------


def a_provider(**given):
    known = {"key": "work", "name": "Work", "issuer": "https://login.example"}
    return Provider(**{**known, "client_id": "c", "client_secret": "s", **given})


def test_a_person_is_issuer_and_subject_and_nothing_else():
    claims = {"iss": "https://login.example", "sub": "123", "email": "ada@x", "pid": "0101"}
    assert service.vouched_for(a_provider(), claims) == vouched("123")


@pytest.mark.parametrize("subject", [None, "", 7, ["123"]])
def test_without_a_subject_there_is_nobody(subject):
    with pytest.raises(UnknownPersonError):
        service.vouched_for(a_provider(), {"iss": "https://login.example", "sub": subject})


@pytest.mark.parametrize(
    ("claimed", "roles"),
    [
        (["hr", "leader"], (Role.LEADER, Role.HR)),
        ("hr", (Role.HR,)),
        (["root", "superuser"], ()),
        (None, ()),
        ([7], ()),
    ],
)
def test_a_claim_may_name_our_roles_as_they_are(claimed, roles):
    claims = {"iss": "https://login.example", "sub": "1", "groups": claimed}
    assert service.vouched_for(a_provider(roles_claim="groups"), claims).roles == roles


# --- the first administrator --------------------------------------------------------------------


def becomes_first(database, code, told=MAY_BEGIN, subject="kari", at=NOON):
    return service.become_first_administrator(
        database, code, vouched(subject), told, SETTINGS, now=at, today=TODAY
    )


def test_in_an_empty_store_the_first_administrator_begins_a_plan(database):
    assert service.names_wanted(database) == ("administrator_name", "organisation")
    code = service.first_code(database, now=NOON)
    assert service.first_code_counts(database, code, now=NOON)
    person = here(database, becomes_first(database, code))
    assert (person.name, person.roles) == ("Kari Kvam", (Role.ADMINISTRATOR,))
    organisation = database.plan().organisation
    assert (organisation.name, organisation.language) == ("Fjordvik kommune", "nn")
    assert service.first_code(database, now=NOON) is None
    assert not service.needs_first_administrator(database)


def test_the_only_administrator_on_record_is_who_knows_the_code(municipality):
    assert service.names_wanted(municipality) == ()
    code = service.first_code(municipality, now=NOON)
    token = becomes_first(municipality, code, Beginning(""))
    assert here(municipality, token).id == "ada"


def test_with_several_administrators_on_record_a_person_is_added(municipality):
    stock(municipality, a_person("arne", "Arne Aas", Role.ADMINISTRATOR))
    assert service.names_wanted(municipality) == ("administrator_name",)
    code = service.first_code(municipality, now=NOON)
    with pytest.raises(InvalidInputError) as refused:
        becomes_first(municipality, code, Beginning(" "))
    assert refused.value.problems[0].field == "administrator_name"
    person = here(municipality, becomes_first(municipality, code))
    assert person.name == "Kari Kvam"
    assert municipality.journal(limit=1)[0].by_id == person.id


def test_the_code_counts_once_and_not_for_ever(municipality):
    code = service.first_code(municipality, now=NOON)
    for refused in ("", "guessed"):
        assert not service.first_code_counts(municipality, refused, now=NOON)
        with pytest.raises(LapsedSecretError):
            becomes_first(municipality, refused)
    late = NOON + timedelta(days=2)
    with pytest.raises(LapsedSecretError):
        becomes_first(municipality, code, at=late)
    becomes_first(municipality, code)
    with pytest.raises(LapsedSecretError):
        becomes_first(municipality, code, subject="second")


def test_each_of_two_processes_shows_a_code_that_counts_until_one_is_used(municipality):
    first = service.first_code(municipality, now=NOON)
    second = service.first_code(municipality, now=NOON)
    assert service.first_code_counts(municipality, second, now=NOON)
    becomes_first(municipality, first)
    for code in (first, second):
        assert not service.first_code_counts(municipality, code, now=NOON)
        with pytest.raises(LapsedSecretError):
            becomes_first(municipality, code, subject="second")


def test_what_was_given_while_the_clock_was_ahead_counts_for_nothing_now(municipality):
    in_2031 = NOON.replace(year=2031)
    code = service.first_code(municipality, now=in_2031)
    assert not service.first_code_counts(municipality, code, now=NOON)
    session = comes_in(municipality, ADA, at=in_2031)
    assert here(municipality, session, in_2031).id == ADA.id
    assert here(municipality, session) is None
    link = service.invite(municipality, HEGE.id, by=ADA, now=in_2031)
    assert service.invited_person(municipality, link, now=in_2031).id == HEGE.id
    assert service.invited_person(municipality, link, now=NOON) is None


def test_the_code_is_worth_nothing_once_there_is_an_administrator(municipality):
    code = service.first_code(municipality, now=NOON)
    comes_in(municipality, ADA)
    with pytest.raises(LapsedSecretError):
        becomes_first(municipality, code)


def test_somebody_who_is_somebody_already_does_not_become_another(municipality):
    comes_in(municipality, HEGE, "kari")
    code = service.first_code(municipality, now=NOON)
    with pytest.raises(TakenIdentityError):
        becomes_first(municipality, code)
    assert service.first_code_counts(municipality, code, now=NOON)


def test_the_modes_have_names():
    assert [mode.value for mode in Mode] == ["demo", "local", "production"]
