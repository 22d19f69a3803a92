"""Who is here and what they look at: the only place that touches the session's state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import NoReturn, TypeVar, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from strategy.charts.palette import Look
from strategy.domain.dates import parse_date
from strategy.domain.errors import ForgottenError, NotAllowedError
from strategy.domain.figures.assessment import Assessment
from strategy.domain.figures.changes import Moment
from strategy.domain.figures.health import Finding
from strategy.domain.items import Action, Indicator, Person, Role, Strategy, Unit
from strategy.domain.plan import Plan
from strategy.domain.roles import Permission, may, may_report
from strategy.domain.strategies import is_in_preparation
from strategy.i18n import LANGUAGES, Language, Words, words
from strategy.i18n.formats import Formats
from strategy.services import reading
from strategy.services.opening import the_database
from strategy.services.reflection import answering as reflection
from strategy.settings import Mode, read_settings
from strategy.store.database import Database
from strategy.ui import door
from strategy.ui.messages import refusal_words, show_empty
from strategy.ui.text import plain

T = TypeVar("T")

PERSON = "session.person"
LANGUAGE = "session.language"
UNIT = "session.unit"
AS_OF = "session.as_of"
STRATEGY = "session.strategy"
NEWS = "session.news"
SPOKEN = "session.spoken"
DRAWN = "session.drawn"
FOLLOWS = "session.follows"
FAILED = "session.failed"
FAILURES = "session.failures"
BEGUN = "session.begun"
FORGOTTEN = "session.forgotten."

_IN_ADDRESS = {"as": PERSON, "lang": LANGUAGE, "for": UNIT, "on": AS_OF, "strategy": STRATEGY}
"""Choices kept on every page, by name in the address: they survive a reload and can be shared."""

_FIRST_SHOWN = (Role.HR, Role.LEADER, Role.ADMINISTRATOR)
"""The roles of the demo's first persona, until the user picks another."""


@dataclass(frozen=True)
class Visit:
    """How the user got in, who they were, and what they look at: enough to read it all again.

    Code that runs later, a callback or a file, is given this, not what was seen when it was drawn.
    """

    came: door.Came
    person_id: str
    permission: Permission | None = None
    language: Language | None = None
    unit_id: str | None = None
    as_of: date | None = None
    strategy_id: str | None = None
    look: Look = field(default_factory=partial(Look, dark=False))

    def person(self, database: Database) -> Person:
        """Return the person as they are now; refuse if they are gone or may no longer see this.

        Raises NotAllowedError.
        """
        person = _who(database, self.came)
        needed = self.permission or Permission.SEE_PUBLISHED
        is_same = person.id == self.person_id and person.id != door.NOBODY.id
        if not is_same or (self.permission and not may(person, self.permission)):
            raise NotAllowedError(needed)
        return person

    def words(self, database: Database, person: Person) -> Words:
        """Return the words in the language to speak to this person."""
        return words(_language(database, person, self.language))


@dataclass(frozen=True)
class Here:
    """One person's view in one rerun: the plan they may see, its figures, their language."""

    visit: Visit
    database: Database
    person: Person
    words: Words
    today: date
    moment: Moment
    unit: Unit | None
    as_of: date | None
    look: Look

    @property
    def plan(self) -> Plan:
        """The plan as this person may see it, for the unit and day chosen."""
        return self.moment.plan

    @property
    def assessment(self) -> Assessment:
        """The figures of that plan."""
        return self.moment.assessment

    @property
    def formats(self) -> Formats:
        """Numbers and dates as this person writes them."""
        return self.words.formats

    @property
    def day(self) -> date:
        """The day the figures are for: today, or the day looked back to."""
        return self.as_of or self.today

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the plan."""
        return reading.findings_of(self.moment, by=self.person)

    @property
    def drafting(self) -> Strategy | None:
        """The draft strategy that is looked at, None while it is one in force."""
        strategy = self.plan.strategy
        return strategy if strategy and is_in_preparation(strategy) else None

    def again(self) -> Callable[[], Here]:
        """Return a function that reads the same view again, later."""
        return partial(_here, self.visit)

    def may(self, permission: Permission) -> bool:
        """Return whether to offer something here; no changes while looking at the past."""
        changes = permission not in {Permission.SEE_PLAN, Permission.SEE_PUBLISHED}
        return may(self.person, permission) and not (changes and self.as_of)

    def may_report(self, item: Action | Indicator) -> bool:
        """Return whether to offer reporting on this item."""
        return self.as_of is None and may_report(self.plan, self.person, item)


@dataclass(frozen=True)
class Somebody:
    """Anyone with access, whatever they may see."""

    visit: Visit
    database: Database
    person: Person
    words: Words

    @property
    def look(self) -> Look:
        """The theme and width of their screen."""
        return self.visit.look

    @property
    def formats(self) -> Formats:
        """Numbers and dates as this person writes them."""
        return self.words.formats

    def again(self) -> Callable[[], Somebody]:
        """Return a function that reads the same view again, later."""
        return partial(_somebody, self.visit)


def somebody() -> Somebody:
    """Return who is here on a page for anyone with access; stop the page for others."""
    database = the_database()
    visit = _visit(database)
    try:
        return _somebody(visit)
    except NotAllowedError:
        refuse(visit.words(database, door.NOBODY))


def _somebody(visit: Visit) -> Somebody:
    database = the_database()
    person = visit.person(database)
    return Somebody(visit, database, person, visit.words(database, person))


def require(
    permission: Permission = Permission.SEE_PLAN,
    *,
    any_strategy: bool = False,
    past_strategy: bool = False,
) -> Here:
    """Return who is here; stop the page when they may not see it.

    The page shows the strategy in force, or with `any_strategy` the one chosen in the frame, or
    with `past_strategy` the one chosen if it is superseded.
    """
    database = the_database()
    visit = _visit(database, permission)
    plan = reading.open_plan(database)
    strategy = chosen_strategy(plan) if any_strategy or past_strategy else None
    if strategy is not None and is_in_preparation(strategy) and not any_strategy:
        strategy = None
    unit = plan.find(Unit, st.session_state.get(UNIT))
    as_of = cast("date | None", st.session_state.get(AS_OF))
    if strategy is not None:
        # A superseded strategy cannot be changed: it is shown as of the day it was superseded.
        as_of = strategy.superseded_on
    visit = replace(
        visit,
        unit_id=unit.id if unit else None,
        as_of=as_of,
        strategy_id=strategy.id if strategy else None,
    )
    try:
        return _here(visit)
    except NotAllowedError:
        refuse(words(language(database, current_person(database))))
    except ForgottenError as error:
        w = words(language(database, current_person(database)))
        st.title(w("history.forgotten"), anchor=False)
        # The bar above still leads back to today.
        show_empty(refusal_words(error, w))
        st.stop()


def _here(visit: Visit) -> Here:
    database = the_database()
    person = visit.person(database)
    today = reading.today_in(database)
    seen = reading.moment(
        database,
        by=person,
        today=today,
        unit_id=visit.unit_id,
        as_of=visit.as_of,
        strategy_id=visit.strategy_id,
    )
    return Here(
        visit=visit,
        database=database,
        person=person,
        words=visit.words(database, person),
        today=today,
        moment=seen,
        unit=reading.open_plan(database).find(Unit, visit.unit_id),
        as_of=visit.as_of,
        look=visit.look,
    )


def _visit(database: Database, permission: Permission | None = None) -> Visit:
    """Return how the user got to this page and what they look at in this rerun."""
    came = _came()
    return Visit(
        came=came,
        person_id=_who(database, came).id,
        permission=permission,
        language=st.session_state.get(LANGUAGE),
        look=Look(dark=st.context.theme.type == "dark", narrow=_on_a_phone()),
    )


def chosen_strategy(plan: Plan) -> Strategy | None:
    """Return the strategy chosen to look at; None where it is the one in force."""
    chosen = plan.find(Strategy, st.session_state.get(STRATEGY))
    return None if chosen is None or chosen == plan.strategy else chosen


def prepared_strategy(plan: Plan) -> Strategy | None:
    """Return the draft strategy, if it is the one chosen to look at."""
    chosen = chosen_strategy(plan)
    return chosen if chosen is not None and is_in_preparation(chosen) else None


@dataclass(frozen=True)
class Reader(Somebody):
    """Somebody who reads what is published: no plan, no figures but the published ones."""

    def again(self) -> Callable[[], Reader]:
        """Return a function that reads the same view again, later."""
        return partial(_reader, self.visit)


def require_published() -> Reader:
    """Return who is here to read what is published; the working plan is not opened."""
    database = the_database()
    try:
        return _reader(_visit(database, Permission.SEE_PUBLISHED))
    except NotAllowedError:
        refuse(words(language(database, current_person(database))))


def _reader(visit: Visit) -> Reader:
    database = the_database()
    person = visit.person(database)
    return Reader(visit, database, person, visit.words(database, person))


@dataclass(frozen=True)
class Invited(Somebody):
    """Somebody asked to answer a round who may not see the working plan."""

    today: date

    def again(self) -> Callable[[], Invited]:
        """Return a function that reads the same view again, later."""
        return partial(_invited, self.visit)


Present = Here | Invited
"""Somebody at a round: with access to the plan, or without."""


def require_invited() -> Present:
    """Return who is here for a round of reflection; stop the page for those not invited."""
    database = the_database()
    if may(current_person(database), Permission.SEE_PLAN):
        return require()
    try:
        return _invited(_visit(database, Permission.ANSWER_INVITED))
    except NotAllowedError:
        refuse(words(language(database, current_person(database))))


def _invited(visit: Visit) -> Invited:
    database = the_database()
    person = visit.person(database)
    if not reflection.rounds(database, by=person):
        raise NotAllowedError(Permission.ANSWER_INVITED)
    w = visit.words(database, person)
    return Invited(visit, database, person, w, reading.today_in(database))


def _on_a_phone() -> bool:
    # The server does not know how wide the window is; a phone says that it is one.
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def take_from_address() -> None:
    """Take over the choices kept on every page from the first address opened, once."""
    if recall(BEGUN, default=False):
        return
    remember(BEGUN, value=True)
    for name, key in _IN_ADDRESS.items():
        asked_for = asked(name)
        if asked_for is None or key in st.session_state:
            continue
        if key == AS_OF:
            dated = parse_date(asked_for)
            remember(key, dated.date if dated else None)
        else:
            remember(key, asked_for)


def show_in_address() -> None:
    """Put the choices kept on every page in the address."""
    ask({name: _written(st.session_state.get(key)) for name, key in _IN_ADDRESS.items()})


def _written(value: object) -> str | None:
    return None if value is None else str(value)


def refuse(w: Words) -> NoReturn:
    """Say that this is not for this person, and show nothing else."""
    st.title(w("refusal.title"), anchor=False)
    st.write(w("refusal.text"))
    st.stop()


def current_person(database: Database) -> Person:
    """Return who is here: signed in, at this machine, or the persona picked in the demo."""
    return _who(database, _came())


def _came() -> door.Came:
    """Return how the user got in: by what their browser sends, or the persona picked."""
    return door.came(persona_id=st.session_state.get(PERSON))


def _who(database: Database, came: door.Came) -> Person:
    settings = read_settings()
    if settings.mode is Mode.PRODUCTION:
        return door.signed_in(database, came, settings)
    people = present(reading.open_plan(database))
    if settings.mode is Mode.LOCAL:
        return door.first_administrator(people)
    for person in people:
        if person.id == came.persona_id:
            return person
    first = [p for role in _FIRST_SHOWN for p in people if role in p.roles]
    return first[0] if first else door.NOBODY


def present(plan: Plan) -> tuple[Person, ...]:
    """Return the people who can use the tool."""
    return tuple(p for p in plan.people if not p.retired and not p.erased and p.roles)


def language(database: Database, person: Person) -> Language:
    """Return the language to speak: chosen now, asked for, the person's, the organisation's."""
    return _language(database, person, st.session_state.get(LANGUAGE))


def _language(database: Database, person: Person, chosen: Language | None) -> Language:
    organisation = reading.open_plan(database).organisation
    wishes = (chosen, person.language, organisation.language)
    return next(wish for wish in (*wishes, LANGUAGES[0]) if wish in LANGUAGES)


def remember(key: str, value: object) -> None:
    """Keep a choice for the rest of the session; None forgets it."""
    if value is None:
        st.session_state.pop(key, None)
    else:
        st.session_state[key] = value


def recall(key: str, default: T) -> T:
    """Return what was kept under a key, of the same kind as the default."""
    return cast("T", st.session_state.get(key, default))


def is_kept(key: str) -> bool:
    """Return whether a key is kept, even with None."""
    return key in st.session_state


def spoken() -> Language:
    """Return the last language used, without the database; else the browser's."""
    wished = (st.context.locale or "").partition("-")[0]
    wishes = (recall(SPOKEN, ""), {"no": "nb"}.get(wished, wished))
    return next((known for wish in wishes for known in LANGUAGES if known == wish), LANGUAGES[0])


def note_drawn() -> None:
    """Note that the page was drawn to its end."""
    running = get_script_run_ctx()
    if running is not None:
        remember(DRAWN, running.page_script_hash)


def was_drawn(page: str) -> bool:
    """Return whether the last page drawn to its end is this one."""
    return recall(DRAWN, "") == page


def note_failure(number: str) -> None:
    """Note that the page on the screen failed, and under which number."""
    remember(FAILED, number)
    remember(FAILURES, failures() + 1)


def failures() -> int:
    """Return how many failures there were in this session."""
    return recall(FAILURES, 0)


def tell_recovered() -> None:
    """Tell the user once that the page works again, with the number of its failure."""
    number = st.session_state.pop(FAILED, None)
    if number:
        w = words(spoken())
        st.toast(w("failure.over", number=number), icon=":material/check_circle:")


def note_following() -> None:
    """Note that the page on the screen follows others' changes; it may be unattended."""
    running = get_script_run_ctx()
    if running is not None:
        remember(FOLLOWS, running.page_script_hash)


def follows(page: str) -> bool:
    """Return whether a page follows others' changes."""
    return recall(FOLLOWS, "") == page


def keep(key: str, value: object) -> None:
    """Keep a choice, even None."""
    st.session_state[key] = value


def kept_under(prefix: str) -> bool:
    """Return whether anything is kept under a key with this prefix."""
    return any(str(key).startswith(prefix) for key in st.session_state)


def forget(prefix: str) -> None:
    """Forget everything kept under keys with this prefix: a form's fields once it is saved."""
    for key in [k for k in st.session_state if str(k).startswith(prefix)]:
        del st.session_state[key]
    st.session_state[f"{FORGOTTEN}{prefix}"] = _times_forgotten(prefix) + 1


def fresh(prefix: str) -> str:
    """Return the key prefix of a form that stays on the page and is empty once it is sent.

    The browser keeps a field's content for as long as the field keeps its key.
    """
    return f"{prefix}{_times_forgotten(prefix)}."


def _times_forgotten(prefix: str) -> int:
    return int(st.session_state.get(f"{FORGOTTEN}{prefix}", 0))


def look_back(day: date | None) -> None:
    """Show the plan as of a day, on every page, until the user returns; None returns to today."""
    remember(AS_OF, day)


def tell_next(message: str) -> None:
    """Keep a short confirmation for the page shown next."""
    st.session_state[NEWS] = message


def tell_now() -> None:
    """Show the confirmation kept for this page, once."""
    message = st.session_state.pop(NEWS, None)
    if message:
        st.toast(plain(message), icon=":material/check_circle:")


def asked(name: str) -> str | None:
    """Return a choice from the address bar, without what no database takes."""
    written = st.query_params.get(name)
    return None if written is None else written.replace("\x00", "")


def ask(values: Mapping[str, str | None]) -> None:
    """Put choices in the address bar, so that the page can be shared; None removes one."""
    for name, value in values.items():
        if value:
            st.query_params[name] = value
        elif name in st.query_params:
            del st.query_params[name]
