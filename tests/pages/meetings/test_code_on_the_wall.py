"""How guests come in, as shown to those who run a round and on the wall."""

import base64
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from strategy.domain.items import Role
from strategy.services.reflection import guests as reflection_guests
from strategy.services.reflection import rounds as reflection_rounds
from strategy.ui import session
from tests.builders import a_person
from tests.pages.opened import failures, said
from tests.services.rounds import DAY


def the_wall(round_id: str, big: bool) -> None:  # noqa: FBT001 - Streamlit hands them over so
    """What the page of a round calls."""
    from strategy.services.reflection import answering as reflection  # noqa: PLC0415 - it runs as a script
    from strategy.ui import session  # noqa: PLC0415 - it runs as a script
    from strategy.ui.reflection import vote_code  # noqa: PLC0415 - it runs as a script

    here = session.require_invited()
    view = reflection.view(here.database, round_id, by=here.person, today=here.today)
    vote_code.show_vote_code(here, view, big=big)


def opened(database, *, seats=30, invited=True, big=False, person=None):
    by = next(p for p in database.plan().people if Role.HR in p.roles)
    values = {
        "title": "Torde vi nok?",
        "prompts": ("dare-1",),
        "participant_ids": (by.id,),
        "seats": seats,
    }
    asked = reflection_rounds.prepare(database, values, by=by, today=DAY)
    reflection_rounds.open_round(database, asked.id, by=by, today=DAY)
    if invited:
        reflection_guests.invite_guests(database, asked.id, by=by, draw=lambda: "K7M2QF")
    app = AppTest.from_function(the_wall, args=(asked.id, big), default_timeout=30)
    app.session_state[session.PERSON] = (person or by).id
    app.session_state[session.LANGUAGE] = "nb"
    return app.run()


def pictures(app) -> list[tuple[str, str]]:
    """The pictures on the page, each with what is said instead of it."""
    return [(one.alt, _drawn(one.url)) for shown in app.get("image") for one in shown.proto.imgs]


def _drawn(url: str) -> str:
    head, _, content = url.partition(",")
    return base64.b64decode(content).decode() if "base64" in head else unquote(content)


@pytest.mark.parametrize("big", [False, True])
def test_the_wall_shows_the_picture_the_address_and_the_code(nyfjord, monkeypatch, big):
    monkeypatch.setenv("BASE_URL", "https://strategi.nyfjord.kommune.no")
    app = opened(nyfjord, big=big)
    assert failures(app) == []
    ((alt, drawn),) = pictures(app)
    assert alt == "QR-kode som fører til https://strategi.nyfjord.kommune.no/vote/K7M2QF"
    assert "<svg" in drawn
    assert "**K7M 2QF**" in said(app)
    assert "strategi\\.nyfjord\\.kommune\\.no/vote" in said(app)
    assert "Telefoner når ikke hit" not in said(app)


def test_on_this_machine_alone_it_says_that_phones_do_not_reach_it(nyfjord):
    app = opened(nyfjord)
    assert "Telefoner når ikke hit: verktøyet kjører bare på denne maskinen." in said(app)
    (link,) = app.get("link_button")
    assert (link.proto.label, link.proto.url) == ("Prøv som gjest", "/vote/K7M2QF")


def test_without_seats_there_is_nothing_and_without_a_code_it_says_so(nyfjord):
    assert said(opened(nyfjord, seats=0, invited=False)).strip() == ""
    app = opened(nyfjord, invited=False)
    assert "Ingen slipper inn med kode nå." in said(app)
    assert pictures(app) == []


def test_who_is_not_in_the_round_sees_no_code(nyfjord):
    outsider = a_person("out", "Utenfor", Role.LEADER)
    with nyfjord.change(by=None) as writing:
        writing.add(outsider)
    app = opened(nyfjord, person=outsider)
    assert "K7M" not in said(app)
    assert pictures(app) == []
