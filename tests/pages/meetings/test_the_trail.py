"""Why we do this, who was involved, what was decided, and a strategy's own life: on the pages."""

from datetime import date, timedelta

import pytest

from strategy.domain.items import StrategyStatus
from strategy.domain.meeting_items import Decision
from strategy.domain.strategies import in_preparation
from strategy.i18n import words
from strategy.services import reading
from strategy.services.plan import strategies
from strategy.ui import session
from tests.builders import today_here
from tests.pages.opened import choose, failures, press, said, shown, write

KARI, HANNE, BERIT = (f"demo-person-{name}" for name in ("kari", "hanne", "berit"))
LANGUAGES = ("nb", "nn", "en")
pytestmark = pytest.mark.usefixtures("nyfjord")


def today():
    return today_here()


def person(database, person_id):
    return next(p for p in database.plan().people if p.id == person_id)


def decision(database, key="trail-2"):
    return database.plan().find(Decision, f"demo-decision-{key}")


def prepared(database):
    """The demo with a next period in preparation, carrying one goal."""
    goal = database.plan().goals[3]
    draft = strategies.begin_period(
        database,
        {"title": "Neste strategi", "period_from": date(today().year + 6, 1, 1)},
        {goal.id: []},
        by=person(database, KARI),
    )
    return draft, goal


def remembering(script, person_id, strategy_id, **address):
    app = shown(script, person_id)
    app.session_state[session.STRATEGY] = strategy_id
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", [KARI, BERIT])
def test_the_pages_open_in_every_language(nyfjord, language, who):
    for script, address in (
        ("meetings/decisions", {}),
        ("meetings/decision", {"code": decision(nyfjord).code}),
        ("meetings/involvement", {}),
    ):
        assert failures(shown(script, who, language=language, **address)) == []


def test_a_goal_and_an_action_tell_why_they_are_there():
    for script, code in (("plan/goal", "2.1"), ("plan/action", "T-013")):
        told = said(shown(script, KARI, code=code))
        assert "Hvorfor gjør vi dette?" in told
        assert "Ingen skal lede flere enn de rekker å se" in told
        assert "Hjemmetjenesten deles i åtte soner" in told
    told = said(shown("plan/goal", KARI, code="1.2"))
    assert "Ingen beslutning eller felles setning" in told


def test_a_decision_tells_its_way_and_what_is_wrong_with_it(nyfjord):
    told = said(shown("meetings/decision", HANNE, code=decision(nyfjord).code))

    assert "Saksgang" in told
    assert "Administrasjonsutvalget" in told
    assert "står ikke at tillitsvalgte er involvert" in told
    assert "Pågår" in told


def test_a_step_through_the_bodies_is_added(nyfjord):
    app = shown("meetings/decision", HANNE, code=decision(nyfjord, "trail-1").code)
    key = "form.step.new.demo-decision-trail-1.0"
    write(app, f"{key}.body", "")
    app = press(app, "Før opp et steg")
    assert "Dette må fylles ut" in said(app)
    assert nyfjord.plan().trail_of("demo-decision-trail-1") == ()

    write(app, f"{key}.body", "Formannskapet")
    write(app, f"{key}.case_number", "FS 9")
    press(app, "Før opp et steg")

    (step,) = nyfjord.plan().trail_of("demo-decision-trail-1")
    assert (step.body, step.case_number) == ("Formannskapet", "FS 9")


def test_the_list_of_decisions_is_narrowed_by_what_became_of_them():
    # Thirteen in all; one is between those named.
    assert "12 beslutninger" in said(shown("meetings/decisions", BERIT))
    told = said(shown("meetings/decisions", BERIT, became="done"))

    assert "høyst 30 ansatte per leder" in told
    assert "åtte soner" not in told
    nothing = said(shown("meetings/decisions", BERIT, became="stopped"))
    assert "Ingen beslutninger passer" in nothing


def test_somebody_who_looks_for_a_decision_that_is_not_there_is_told():
    assert words("nb")("error.not_found") in said(shown("meetings/decision", BERIT, code="0/1900"))


def test_a_representative_finds_the_hearing_on_their_own_page_and_answers(nyfjord):
    assert "Du er spurt: Høring om åtte soner" in said(shown("follow_up/my_page", BERIT))
    app = shown("meetings/involvement", BERIT, hearing="demo-hearing-trail-2")
    key = "form.hearing.answer.demo-hearing-trail-2"

    write(app, f"{key}.who", "Fagforbundet")
    write(app, f"{key}.how", "Vi vil drøfte innplasseringen først.")
    app = press(app, "Send svaret")

    assert failures(app) == []
    heard = [i for i in nyfjord.plan().involvements if i.who == "Fagforbundet" and not i.outcome]
    assert [i.hearing_id for i in heard] == ["demo-hearing-trail-2"]


def test_a_planner_concludes_a_hearing_with_words():
    app = shown("meetings/involvement", HANNE)
    app = press(app, "Avslutt høringen")
    assert "Dette må fylles ut" in said(app)
    write(app, "form.hearing.conclude.demo-hearing-trail-2.conclusion", "Vi venter til våren.")
    app = press(app, "Avslutt høringen")

    assert "Vi venter til våren" in said(app)


def test_a_planner_opens_a_hearing(nyfjord):
    app = shown("meetings/involvement", HANNE, do="open")
    write(app, "form.hearing.new.title", "Høring om fagdager")
    write(app, "form.hearing.new.closes", (today() + timedelta(days=9)).isoformat())
    next(m for m in app.multiselect if m.key == "form.hearing.new.goal_ids").set_value(
        [nyfjord.plan().goals[0].id]
    )
    submit = [b for b in app.button if b.label == "Start en høring"][-1]
    app = submit.click().run()

    assert failures(app) == []
    assert "Høring om fagdager" in [hearing.title for hearing in nyfjord.plan().hearings]


def test_a_planner_tells_what_became_of_somebodys_input(nyfjord):
    app = shown("meetings/involvement", HANNE)
    key = "form.outcome.demo-involvement-trail-2-heard-1"
    write(app, f"{key}.outcome", "Vurderingen er bestilt.")
    press(app, "Fortell hva det ble til")

    told = nyfjord.plan().by_id["demo-involvement-trail-2-heard-1"]
    assert told.outcome == "Vurderingen er bestilt."


# --- the strategy's own life --------------------------------------------------------------------


def test_the_strategy_shows_where_it_stands_and_what_changed_since():
    told = said(shown("administration/strategy", KARI))

    assert "Vedtatt, gjelder nå" in told
    assert "2 mål har fått ny ordlyd" in told
    assert "Før: Sykefraværet skal ned" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("wish", ["adopt", "next", "take_over", "discard", ""])
def test_each_step_of_its_life_opens_in_every_language(nyfjord, language, wish):
    if wish != "next":
        prepared(nyfjord)
    asked = {"do": wish} if wish else {}

    assert failures(shown("administration/strategy", KARI, language=language, **asked)) == []


def test_a_leader_adopts_the_strategy_as_revised(nyfjord):
    app = shown("administration/strategy", KARI, do="adopt")
    press(app, "Lagre vedtaket")

    assert nyfjord.plan().strategy.adopted_revision == nyfjord.revision()
    told = said(shown("administration/strategy", KARI))
    assert "slik de ble vedtatt" in told
    assert "Revidert" in told or nyfjord.plan().adoptions[-1].at_revision is not None


def test_a_leader_begins_the_next_period_and_lets_it_take_over(nyfjord):
    app = press(shown("administration/strategy", KARI, do="next"), "Lag utkastet")
    assert "Under arbeid: neste periode" in said(app)
    draft = in_preparation(nyfjord.plan())
    assert len(reading_of(nyfjord, draft.id).goals) == len(nyfjord.plan().goals)

    app = shown("administration/strategy", KARI, do="take_over")
    write(app, f"form.life.take_over.{draft.id}.in_force_from", f"{today():%d.%m.%Y}")
    press(app, "Vedta den nye strategien")

    assert nyfjord.plan().strategy.id == draft.id
    assert nyfjord.plan().strategy.status is StrategyStatus.ADOPTED
    assert "Tidligere strategier" in said(shown("administration/strategy", KARI))


def reading_of(database, strategy_id):
    by = person(database, KARI)
    return reading.moment(database, by=by, today=today(), strategy_id=strategy_id).plan


def test_a_leader_discards_the_draft(nyfjord):
    prepared(nyfjord)
    press(shown("administration/strategy", KARI, do="discard"), "Ja, forkast utkastet")

    assert in_preparation(nyfjord.plan()) is None


def test_one_looks_at_the_draft_and_comes_back(nyfjord):
    draft, _ = prepared(nyfjord)
    app = remembering("plan/goals", KARI, draft.id)

    assert "som er under arbeid" in said(app)
    assert "av 1 mål" in said(app)
    assert "av 16 mål" in said(press(app, "Til strategien som gjelder"))


def test_what_is_added_to_the_draft_is_only_of_it(nyfjord):
    draft, goal = prepared(nyfjord)
    before = {item.id for item in nyfjord.plan().goals}
    app = remembering("plan/goals", HANNE, draft.id, do="add")
    write(app, "form.goal.new.title", "Et helt nytt mål")
    buttons = [b for b in app.button if b.label == "Nytt mål"]
    app = buttons[-1].click().run()

    assert failures(app) == []
    assert {item.id for item in nyfjord.plan().goals} == before
    titles = [item.title for item in reading_of(nyfjord, draft.id).goals]
    assert sorted(titles) == sorted([goal.title, "Et helt nytt mål"])


def test_the_goal_carried_over_lets_one_choose_which_actions_go_on(nyfjord):
    draft, goal = prepared(nyfjord)
    app = remembering("plan/goal", HANNE, draft.id, code=goal.code)
    assert "Videreført mål" in said(app)
    (carried,) = reading_of(nyfjord, draft.id).goals
    field = next(
        m for m in app.multiselect if m.key == f"form.carried.{carried.id}.carried_action_ids"
    )
    field.set_value(["demo-action-t-013"])
    press(app, "Lagre")

    (carried,) = reading_of(nyfjord, draft.id).goals
    assert carried.carried_action_ids == ("demo-action-t-013",)


def test_what_is_carried_over_is_followed_up_where_it_holds(nyfjord):
    draft, _ = prepared(nyfjord)
    app = remembering("plan/action", KARI, draft.id, code="T-013")

    assert failures(app) == []
    assert "følges opp i strategien som gjelder" in said(app)
    assert "T\\-013" in said(app)


def test_the_old_strategy_is_read_as_it_stood(nyfjord):
    draft, _ = prepared(nyfjord)
    old = nyfjord.plan().strategy
    strategies.adopt(
        nyfjord,
        draft,
        {"body": "Kommunestyret", "on": today(), "in_force_from": today()},
        by=person(nyfjord, KARI),
        today=today(),
    )
    app = remembering("plan/goals", KARI, old.id)

    assert "slik den sto da den ble avløst" in said(app)
    assert "av 16 mål" in said(app)
    assert "Nytt mål" not in [b.label for b in app.button]


def test_one_chooses_the_strategy_in_the_frame(nyfjord):
    draft, _ = prepared(nyfjord)
    app = shown("plan/goals", KARI)
    choose(app, f"frame.strategy.{nyfjord.plan().strategy.id}", draft.id)

    assert "som er under arbeid" in said(app.run())


def test_the_latest_decision_comes_first_and_a_late_one_says_what_is_late():
    page = shown("meetings/decisions", HANNE)

    codes = [
        link.proto.label.split("/")[0]
        for link in page.get("page_link")
        if "/20" in link.proto.label
    ]
    assert codes[:5] == ["11", "10", "9", "8", "7"]
    (beside,) = [c.value for c in page.caption if "Kommunalsjef oppvekst" in c.value]
    assert "T-042: " in beside.replace("\\", "")
