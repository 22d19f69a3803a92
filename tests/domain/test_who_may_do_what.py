"""The table of roles and permissions, written out as the product promises it."""

import pytest

from strategy.domain.errors import NotAllowedError
from strategy.domain.items import Action, Indicator, Person, Role
from strategy.domain.roles import Permission, demand, demand_report, may, may_report
from tests.builders import (
    ADA,
    CAST,
    HEGE,
    LIV,
    OLA,
    PER,
    RITA,
    a_person,
    a_position,
    an_action,
    an_indicator,
)
from tests.domain.plans import a_plan

NILS = a_person("nils", "Nils Uten Rolle")
PAIR = a_person("pair", "Eva Eie", Role.OWNER, Role.HR)
#                                Ada    Liv    Hege   Ola    Rita   Per
MAY = {
    Permission.SEE_PLAN:            (True,  True,  True,  True,  True,  False),
    Permission.SEE_PUBLISHED:       (True,  True,  True,  True,  True,  True),
    Permission.CHANGE_STRATEGY:     (True,  True,  False, False, False, False),
    Permission.CHANGE_PLAN:         (True,  True,  True,  False, False, False),
    Permission.REPORT:              (True,  True,  True,  False, False, False),
    Permission.REPORT_OWN:          (True,  True,  True,  True,  False, False),
    Permission.GIVE_INPUT:          (True,  True,  True,  True,  True,  False),
    Permission.RUN_MEETING:         (True,  True,  True,  False, False, False),
    Permission.APPROVE_MINUTES:     (True,  True,  False, False, False, False),
    Permission.ANSWER:              (True,  True,  True,  False, False, False),
    Permission.ANSWER_INVITED:      (True,  True,  True,  True,  True,  True),
    Permission.PREPARE_PUBLICATION: (True,  True,  True,  False, False, False),
    Permission.PUBLISH:             (True,  True,  False, False, False, False),
    Permission.ASK:                 (True,  True,  True,  True,  True,  True),
    Permission.ADMINISTER:          (True,  False, False, False, False, False),
}  # fmt: skip
ROWS = [
    pytest.param(person, permission, allowed, id=f"{person.id}-{permission}")
    for permission, row in MAY.items()
    for person, allowed in zip((ADA, LIV, HEGE, OLA, RITA, PER), row, strict=True)
]


def test_the_table_tells_of_every_permission_and_everybody_in_it():
    assert set(MAY) == set(Permission)
    assert {role for person in CAST for role in person.roles} == set(Role)


@pytest.mark.parametrize(("person", "permission", "allowed"), ROWS)
def test_a_role_may_what_the_table_says(person, permission, allowed):
    assert may(person, permission) is allowed
    if allowed:
        demand(person, permission)
    else:
        with pytest.raises(NotAllowedError) as refusal:
            demand(person, permission)
        assert refusal.value.permission == permission


@pytest.mark.parametrize("permission", Permission)
def test_somebody_without_a_role_may_nothing(permission):
    assert not may(NILS, permission)


@pytest.mark.parametrize("gone", [{"retired": True}, {"erased": True}])
@pytest.mark.parametrize("permission", Permission)
def test_somebody_who_has_left_may_nothing(permission, gone):
    assert not may(ADA.model_copy(update=gone), permission)


def test_somebody_with_two_roles_may_what_either_may():
    assert may(PAIR, Permission.CHANGE_PLAN)
    assert may(PAIR, Permission.REPORT_OWN)
    assert not may(PAIR, Permission.CHANGE_STRATEGY)


# --- an owner's own ------------------------------------------------------------------------------

OLE = a_person("ole", "Ole Odden", Role.OWNER)
OLAS = a_position(id="olas", holder_id=OLA.id, deputy_id=OLE.id)
VACANT = a_position(id="vacant", holder_id=None)


def reports(person: Person, item: Action | Indicator, *positions) -> bool:
    plan = a_plan(*CAST, OLE, *(positions or (OLAS, VACANT)), item)
    allowed = may_report(plan, person, item)
    if allowed:
        demand_report(plan, person, item)
    else:
        with pytest.raises(NotAllowedError) as refusal:
            demand_report(plan, person, item)
        assert refusal.value.permission == "report"
    return allowed


@pytest.mark.parametrize("item", [an_action(owner_id="olas"), an_indicator(owner_id="olas")])
def test_an_owner_reports_on_what_is_theirs(item):
    assert reports(OLA, item)


@pytest.mark.parametrize(
    "item",
    [
        an_action(owner_id="vacant"),
        an_action(),
        an_action(owner_text="Ola Owren"),
        an_indicator(owner_id="somebody else's"),
    ],
)
def test_an_owner_does_not_report_on_what_is_not_theirs(item):
    assert not reports(OLA, item)


def test_a_deputy_reports_as_the_holder_does():
    assert reports(OLE, an_action(owner_id="olas"))


def test_what_is_ones_own_follows_the_position_when_its_holder_changes():
    action = an_action(owner_id="olas")
    handed_over = OLAS.model_copy(update={"holder_id": OLE.id, "deputy_id": None})
    assert not reports(OLA, action, handed_over)
    assert reports(OLE, action, handed_over)


@pytest.mark.parametrize("person", [ADA, LIV, HEGE])
def test_those_who_plan_report_on_everything(person):
    assert reports(person, an_action(owner_id="vacant"))


@pytest.mark.parametrize("person", [RITA, PER, NILS])
def test_holding_a_position_is_not_enough_without_the_role(person):
    held = a_position(id="held", holder_id=person.id)
    assert not reports(person, an_action(owner_id="held"), held)
