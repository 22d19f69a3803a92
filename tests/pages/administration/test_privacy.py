"""Everybody reads what is stored about them; the administrator hands it out and erases it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from strategy.domain.items import Person, Role
from strategy.settings import ROOT
from strategy.store.database import Database
from strategy.ui import session


def opened(person: Person, *, language: str = "nb") -> AppTest:
    app = AppTest.from_file(str(Path(ROOT / "app.py")), default_timeout=30)
    app.session_state[session.PERSON] = person.id
    app.session_state[session.LANGUAGE] = language
    app.run()
    return app.switch_page("pages/administration/privacy.py").run()


def the(database: Database, role: Role) -> Person:
    """Somebody in this role who is an administrator only when that is the role."""
    others = {Role.ADMINISTRATOR} - {role}
    people = session.present(database.plan())
    return next(p for p in people if role in p.roles and others.isdisjoint(p.roles))


def said(app: AppTest) -> str:
    return "\n".join(str(e.value) for kind in (app.markdown, app.caption) for e in kind)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("role", [Role.POLITICIAN, Role.OWNER, Role.ADMINISTRATOR])
def test_everybody_reads_what_is_stored_why_and_for_how_long(nyfjord, role, language):
    app = opened(the(nyfjord, role), language=language)
    assert [e.value for e in app.exception] == []
    assert len(app.title) == 1
    told = said(app)
    for number in ("60", "12", "90", "14"):
        assert number in told


def test_only_the_administrator_may_look_after_others(nyfjord):
    for role in (Role.POLITICIAN, Role.OWNER, Role.HR):
        app = opened(the(nyfjord, role))
        assert [box.key for box in app.selectbox if box.key == "privacy.person"] == []


def test_the_administrator_erases_somebody_after_saying_that_they_are_sure(nyfjord):
    owner = the(nyfjord, Role.OWNER)
    app = opened(the(nyfjord, Role.ADMINISTRATOR))
    app.selectbox(key="privacy.person").set_value(owner.id).run()
    app.button(key="privacy.erase").click().run()
    assert "Kryss av" in app.warning[0].value
    assert not nyfjord.plan().find(Person, owner.id).erased

    app.checkbox(key=f"privacy.sure.{owner.id}").check().run()
    app.button(key="privacy.erase").click().run()
    assert [e.value for e in app.exception] == []
    gone = nyfjord.plan().find(Person, owner.id)
    assert (gone.name, gone.erased) == ("", True)


def test_the_last_administrator_is_not_erased(nyfjord):
    ada = the(nyfjord, Role.ADMINISTRATOR)
    app = opened(ada)
    app.selectbox(key="privacy.person").set_value(ada.id).run()
    app.checkbox(key=f"privacy.sure.{ada.id}").check().run()
    app.button(key="privacy.erase").click().run()
    assert app.error
    assert nyfjord.plan().find(Person, ada.id).name == ada.name
