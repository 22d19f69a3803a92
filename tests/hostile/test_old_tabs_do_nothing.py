"""A tab left open does nothing any more once its person has lost the right, however it is asked."""

import pytest

from strategy.domain.items import Role
from tests.hostile.deeds import everything_in, leaves, roles_become, signed_out_everywhere

LOSSES = {
    "role": lambda town: town.does(roles_become, "ada", Role.POLITICIAN),
    "session": lambda town: town.does(signed_out_everywhere, "ada"),
    "access": lambda town: town.does(leaves, "ada"),
}


def buttons(shown, part):
    return [widget for widget in shown.widgets if part in widget.id]


@pytest.fixture
def two_administrators(town):
    """Somebody else administers as well: the last administrator stays one."""
    town.does(roles_become, "liv", Role.LEADER, Role.ADMINISTRATOR)
    return town


@pytest.mark.parametrize("lost", LOSSES)
def test_one_message_with_four_presses_signs_nobody_out(two_administrators, lost):
    town = two_administrators
    with town.comes("ada") as ada:
        shown = ada.visit("people")
        out = buttons(shown, "letting_in.out.")
        assert len(out) >= 4
        LOSSES[lost](town)
        before = town.does(everything_in)
        pressed = ada.visit("people", values=[button.holding("") for button in out])
        assert town.does(everything_in) == before
        assert pressed.errors == []
        ada.visit("people", values=[button.holding("") for button in out])
        assert town.does(everything_in) == before


@pytest.mark.parametrize("lost", LOSSES)
def test_nobody_is_invited_from_an_old_tab(two_administrators, lost):
    town = two_administrators
    with town.comes("ada") as ada:
        invite = buttons(ada.visit("people"), "letting_in.invite.")
        LOSSES[lost](town)
        before = town.does(everything_in)
        for button in invite:
            told = ada.visit("people", values=[button.holding("")])
            assert "/invitation/" not in told.everything
        assert town.does(everything_in) == before


def test_ada_signs_four_out_in_this_very_way_while_she_may(two_administrators):
    town = two_administrators
    with town.comes("ada") as ada:
        out = buttons(ada.visit("people"), "letting_in.out.hege")
        before = town.does(everything_in)
        ada.visit("people", values=[button.holding("") for button in out])
        assert town.does(everything_in) != before


@pytest.mark.parametrize("lost", LOSSES)
@pytest.mark.parametrize("page", ["people", "organisation", "transfer", "strategy", "backup"])
def test_every_button_and_field_of_an_old_page_does_nothing(two_administrators, page, lost):
    town = two_administrators
    with town.comes("ada") as ada:
        shown = ada.visit(page)
        LOSSES[lost](town)
        before = town.does(everything_in)
        values = [widget.holding("x") for widget in shown.widgets]
        ada.visit(page, values=values)
        for widget in shown.widgets:
            ada.visit(page, values=[widget.holding("x")])
        assert town.does(everything_in) == before
