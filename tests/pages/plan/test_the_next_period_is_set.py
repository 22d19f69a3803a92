"""The strategy in preparation is set on the page of the strategy, and only it is changed."""

from datetime import date, timedelta

import pytest

from strategy.domain.strategies import in_preparation
from strategy.i18n import LANGUAGES
from strategy.services import planning, reading
from strategy.services.plan import history, strategies
from strategy.services.reflection import prompts
from strategy.ui import session
from tests.builders import today_here
from tests.pages.opened import failures, press, said, shown, write

KARI, HANNE = "demo-person-kari", "demo-person-hanne"
PAGE = "administration/strategy"


def kari(database):
    return next(p for p in database.plan().people if p.id == KARI)


@pytest.fixture
def draft(nyfjord):
    """The demo with a next period in preparation, carrying one goal."""
    facts = {"title": "Neste strategi", "period_from": date(today_here().year + 6, 1, 1)}
    carried = {nyfjord.plan().goals[3].id: []}
    return strategies.begin_period(nyfjord, facts, carried, by=kari(nyfjord))


def looked_at(draft, script=PAGE, *, language="nb", **address):
    app = shown(script, KARI, language=language)
    app.session_state[session.STRATEGY] = draft.id
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def opened(app, register, item):
    """Press the edit button of one line."""
    key = f"register.{register}.edit.{item.id}"
    return next(b for b in app.button if b.key == key).click().run()


def drafted(database, draft):
    today = today_here()
    return reading.moment(database, by=kari(database), today=today, strategy_id=draft.id).plan


SECTIONS = ("strategy", "pillar", "challenge", "value", "plan_link", "adoption", "meeting")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_draft_opens_in_every_language(draft, language):
    for section in SECTIONS:
        assert failures(looked_at(draft, language=language, section=section)) == []
    assert failures(looked_at(draft, language=language, do="edit")) == []


@pytest.mark.usefixtures("draft")
def test_a_leader_goes_from_the_draft_beside_to_its_form(nyfjord):
    app = press(shown(PAGE, KARI), "Endre tittel, visjon og periode")
    assert "Du ser på «Neste strategi»" in said(app)
    write(app, "form.strategy.draft.title", "Folk først")
    write(app, "form.strategy.draft.vision", "Alle vil hit")
    app = press(app, "Lagre")

    assert failures(app) == []
    after = in_preparation(nyfjord.plan())
    assert (after.title, after.vision) == ("Folk først", "Alle vil hit")
    assert nyfjord.plan().strategy.title != "Folk først"


def test_a_wrong_period_is_said_beside_its_field_and_nothing_is_saved(nyfjord, draft):
    app = looked_at(draft, do="edit")
    write(app, "form.strategy.draft.period_from", "01.01.2020")
    app = press(app, "Lagre")

    assert "Den nye perioden må begynne etter den som gjelder" in said(app)
    assert in_preparation(nyfjord.plan()) == draft


def test_somebody_elses_change_of_the_draft_is_shown(nyfjord, draft):
    app = looked_at(draft, do="edit")
    write(app, "form.strategy.draft.title", "Min tittel")
    planning.change(nyfjord, draft, {"title": "Deres tittel"}, by=kari(nyfjord))
    app = press(app, "Lagre")

    assert "Deres tittel" in said(app)
    assert in_preparation(nyfjord.plan()).title == "Deres tittel"


def test_a_pillar_added_and_one_renamed_are_only_the_drafts(nyfjord, draft):
    today = nyfjord.plan().pillars
    app = press(looked_at(draft, section="pillar"), "Ny pilar")
    write(app, "form.pillar.new.title", "Å bære")
    app = press(app, "Legg til")
    assert failures(app) == []
    first = today[0]
    app = opened(app, "pillar", first)
    write(app, f"form.pillar.{first.id}.title", "Å tørre")
    app = press(app, "Lagre")

    assert failures(app) == []
    assert [p.title for p in drafted(nyfjord, draft).pillars] == [
        "Å tørre",
        *(p.title for p in today[1:]),
        "Å bære",
    ]
    assert nyfjord.plan().pillars == today


def test_a_value_is_moved_and_left_out_in_the_draft_alone(nyfjord, draft):
    today = nyfjord.plan().values
    app = looked_at(draft, section="value")
    down = next(b for b in app.button if b.key == f"register.value.down.{today[0].id}")
    app = down.click().run()
    assert failures(app) == []
    own = drafted(nyfjord, draft).values
    assert [v.title for v in own[:2]] == [today[1].title, today[0].title]

    app = opened(app, "value", own[-1])
    assert "Den tas ut av strategien som er under arbeid" in said(app)
    retire = next(b for b in app.button if b.key == f"retire.{own[-1].id}")
    assert failures(retire.click().run()) == []

    assert len(drafted(nyfjord, draft).values) == len(today) - 1
    assert nyfjord.plan().values == today


def test_an_action_and_an_indicator_without_a_goal_are_the_drafts(nyfjord, draft):
    before = nyfjord.plan()
    app = looked_at(draft, "plan/actions", do="add")
    write(app, "form.action.new..title", "Elsykler")
    app = [b for b in app.button if b.label == "Nytt tiltak"][-1].click().run()
    assert failures(app) == []
    app = looked_at(draft, "plan/indicators", do="add")
    write(app, "form.indicator.new..title", "Sykefravær i administrasjonen")
    app = [b for b in app.button if b.label == "Ny indikator"][-1].click().run()
    assert failures(app) == []

    assert nyfjord.plan().actions == before.actions
    assert nyfjord.plan().indicators == before.indicators
    assert "Elsykler" in [a.title for a in drafted(nyfjord, draft).actions]
    assert "Sykefravær i administrasjonen" in [i.title for i in drafted(nyfjord, draft).indicators]


def test_the_superseded_strategy_is_not_set(nyfjord, draft):
    """Whoever still looks at the old one sets the one that holds."""
    old = nyfjord.plan().strategy
    step = {"body": "Kommunestyret", "on": today_here(), "in_force_from": today_here()}
    strategies.adopt(nyfjord, draft, step, by=kari(nyfjord), today=today_here())

    told = said(looked_at(old))

    assert "Neste strategi" in told
    assert "slik den sto da den ble avløst" not in told


# --- a pillar of one's own is judged ------------------------------------------------------------


def test_a_sixth_pillar_has_its_axis_and_its_questions(nyfjord):
    app = press(shown(PAGE, KARI, section="pillar"), "Ny pilar")
    write(app, "form.pillar.new.title", "Å bære")
    press(app, "Legg til")
    sixth = nyfjord.plan().pillars[-1]

    app = shown("reflection/maturity", KARI)
    assert failures(app) == []
    table = next(frame.value for frame in app.dataframe if "Tema" in frame.value.columns)
    assert list(table.iloc[5]) == ["Å bære", "ikke vurdert", "ikke vurdert"]

    app = shown("reflection/reflection", HANNE, section="questions", theme=sixth.id)
    assert "Ingen spørsmål om dette ennå" in said(app)
    write(app, f"form.prompt.new.{sixth.id}.question", "Hva bærer vi sammen?")
    app = press(app, "Legg til et eget spørsmål")
    assert failures(app) == []
    (own,) = [one for one in prompts.offered(nyfjord.plan()) if one.asked.pillar_id == sixth.id]
    assert own.asked.text("nb") == "Hva bærer vi sammen?"

    app = shown("reflection/reflection", HANNE, do="add", theme=sixth.id)
    assert failures(app) == []


# --- adopted ahead ------------------------------------------------------------------------------


def adopt_on_the_page(draft, **typed):
    app = shown(PAGE, KARI, do="take_over")
    for name, text in typed.items():
        write(app, f"form.life.take_over.{draft.id}.{name}", text)
    return press(app, "Vedta den nye strategien")


def test_the_form_proposes_the_periods_first_day_and_shows_what_changes_in_the_figures(
    nyfjord, draft
):
    app = shown(PAGE, KARI, do="take_over")

    field = next(t for t in app.text_input if t.key.endswith(".in_force_from"))
    assert field.value == f"{draft.period_from:%d.%m.%Y}"
    assert f"| Mål | {len(nyfjord.plan().seen_by(KARI).goals)} | 1 |" in said(app)


def test_a_strategy_adopted_ahead_counts_down_and_the_running_one_goes_on(nyfjord, draft):
    running = nyfjord.plan().strategy
    app = adopt_on_the_page(draft)

    assert failures(app) == []
    assert nyfjord.plan().strategy == running
    left = (draft.period_from - today_here()).days
    told = said(shown(PAGE, KARI))
    assert "Trer i kraft" in told
    assert f"{left % 1000:03d} dager" in told
    assert "Vedtatt, gjelder nå" in told
    assert "Forkast utkastet" not in [b.label for b in shown(PAGE, KARI).button]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_adopted_strategy_opens_in_every_language(draft, language):
    adopt_on_the_page(draft)

    assert failures(shown(PAGE, KARI, language=language)) == []
    app = looked_at(draft, "plan/goals", language=language)
    assert failures(app) == []
    assert str(draft.period_from.year) in said(app)


def test_a_day_before_the_adoption_is_told_beside_its_field(nyfjord, draft):
    app = adopt_on_the_page(draft, in_force_from="01.01.2020")

    assert "kan ikke gjelde fra før den ble vedtatt" in said(app)
    assert in_preparation(nyfjord.plan()) == draft


def test_a_strategy_adopted_late_says_from_when_it_counts(nyfjord, draft):
    day = today_here() - timedelta(days=3)
    adopt_on_the_page(
        draft, on=f"{today_here() - timedelta(days=9):%d.%m.%Y}", in_force_from=f"{day:%d.%m.%Y}"
    )

    assert nyfjord.plan().strategy.id == draft.id
    assert "I kraft fra" in said(shown(PAGE, KARI))


# --- undone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_takeover_is_undone_on_the_page_once_somebody_says_why(nyfjord, draft, language):
    old = nyfjord.plan().strategy
    adopt_on_the_page(draft, in_force_from=f"{today_here():%d.%m.%Y}")
    app = shown(PAGE, KARI, do="undo", language=language)
    assert old.title in said(app)

    app = next(b for b in app.button if b.key == "undo.do").click().run()
    assert nyfjord.plan().strategy.id == draft.id
    write(app, "undo.reason", "Feil dag")
    app = next(b for b in app.button if b.key == "undo.do").click().run()

    assert failures(app) == []
    assert nyfjord.plan().strategy.id == old.id
    assert in_preparation(nyfjord.plan()).id == draft.id


def test_an_adoption_ahead_is_undone_on_the_page(nyfjord, draft):
    adopt_on_the_page(draft)
    app = shown(PAGE, KARI)
    app = next(b for b in app.button if b.key == "life.undo_upcoming").click().run()
    write(app, "undo.reason", "Saken ble trukket")
    press(app, "Ja, angre vedtaket")

    assert in_preparation(nyfjord.plan()).adopted_on is None


def test_the_record_that_adopted_a_strategy_says_how_to_undo_it(nyfjord):
    step = nyfjord.plan().adoptions[-1]
    app = opened(shown(PAGE, KARI, section="adoption"), "adoption", step)
    app = next(b for b in app.button if b.key == f"retire.{step.id}").click().run()

    assert "Angre vedtaket på Strategien" in said(app)
    assert step in nyfjord.plan().adoptions


# --- what colleagues change meanwhile -----------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_changed_since_the_draft_was_copied_is_taken_in_by_choice(nyfjord, draft, language):
    goal = nyfjord.plan().goals[3]
    planning.change(nyfjord, goal, {"title": "Nye ord"}, by=kari(nyfjord))
    app = shown(PAGE, KARI, language=language)
    (box,) = [c for c in app.checkbox if c.key.startswith("missed.")]
    assert "Nye ord" in box.label
    button = next(b for b in app.button if b.key and "life.missed" in b.key)

    app = button.click().run()

    assert failures(app) == []
    assert [g.title for g in drafted(nyfjord, draft).goals] == ["Nye ord"]


def test_taking_in_nothing_says_to_choose_something(nyfjord, draft):
    goal = nyfjord.plan().goals[3]
    planning.change(nyfjord, goal, {"title": "Nye ord"}, by=kari(nyfjord))
    (carried,) = drafted(nyfjord, draft).goals
    planning.change(nyfjord, carried, {"title": "Mine ord"}, by=kari(nyfjord))
    app = shown(PAGE, KARI)
    assert "Utkastet har «Mine ord»" in next(c.label for c in app.checkbox if "missed" in c.key)

    app = press(app, "Ta med de valgte")

    assert "Kryss av for minst én endring" in said(app)


def test_a_change_taken_in_by_somebody_else_is_told(nyfjord, draft):
    goal = nyfjord.plan().goals[3]
    planning.change(nyfjord, goal, {"title": "Nye ord"}, by=kari(nyfjord))
    app = shown(PAGE, KARI)
    (carried,) = drafted(nyfjord, draft).goals
    planning.change(nyfjord, carried, {"title": "Nye ord"}, by=kari(nyfjord))
    app = press(app, "Ta med de valgte")

    assert failures(app) == []


# --- the history tells it -----------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_history_tells_a_takeover_as_one_entry_that_opens(nyfjord, draft, language):
    adopt_on_the_page(draft, in_force_from=f"{today_here():%d.%m.%Y}")
    newest = history.entries(nyfjord, by=kari(nyfjord), limit=1)[0]
    assert newest.opens > 10

    app = shown("plan/history", KARI, language=language)
    assert failures(app) == []
    assert [e.label for e in app.expander if str(newest.opens) in e.label]


# --- an earlier strategy is read under its own name ---------------------------------------------


@pytest.fixture
def old(nyfjord, draft):
    """The demo's strategy, superseded today."""
    before = nyfjord.plan().strategy
    step = {"body": "Kommunestyret", "on": today_here(), "in_force_from": today_here()}
    strategies.adopt(nyfjord, draft, step, by=kari(nyfjord), today=today_here())
    return before


@pytest.mark.parametrize(
    "script",
    ["plan/overview", "follow_up/responsibility", "follow_up/health", "plan/goals"],
)
def test_an_old_strategy_is_read_under_its_own_name(nyfjord, old, script):
    app = looked_at(old, script)

    assert failures(app) == []
    told = said(app)
    assert "slik den sto da den ble avløst" in told
    header = next(c.value for c in app.caption if "Nyfjord" in c.value)
    assert old.title in header
    assert nyfjord.plan().strategy.title not in header


@pytest.mark.parametrize("script", ["follow_up/my_page", "meetings/meetings", "plan/history", PAGE])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_about_now_says_that_it_is(nyfjord, old, script, language):
    app = looked_at(old, script, language=language)

    assert failures(app) == []
    header = next(c.value for c in app.caption if "Nyfjord" in c.value)
    assert nyfjord.plan().strategy.title in header
    if language == "nb":
        assert "Denne siden gjelder strategien som er i kraft" in said(app)


def test_oversikt_says_that_the_strategy_is_new_and_compares_nothing_across_it(nyfjord, old):
    app = shown("plan/overview", KARI)

    assert failures(app) == []
    told = said(app)
    assert "Pilarene sammenlignes ikke med tiden før" in told
    assert f"«{nyfjord.plan().strategy.title}» gjelder fra" in told
    assert "poeng siden" not in told
    assert old.title not in told
