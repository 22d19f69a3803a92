"""The store as others use it: read a plan, make a change, look back, back up."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypedDict, TypeVar, Unpack, cast
from zoneinfo import ZoneInfo

from strategy.domain.errors import ForgottenError, NotADatabaseError
from strategy.domain.figures.progress import Point, ProgressPoints
from strategy.domain.items import CheckIn
from strategy.domain.known_time import OldBefore
from strategy.domain.plan import Plan
from strategy.domain.publishing.sealing import LogEnd
from strategy.store import copies, journal, plans, retention
from strategy.store.change import Change, ReadPlan
from strategy.store.duck import MEMORY, DuckEngine
from strategy.store.engine import Connection, Engine
from strategy.store.feeds import CalendarFeeds
from strategy.store.identities import Identities
from strategy.store.journal import JournalEntry, Revision
from strategy.store.log_notes import FILE, LogNotes
from strategy.store.meeting_clocks import MeetingClocks
from strategy.store.migrations import is_empty, migrate
from strategy.store.orphans import Orphan, find_orphans
from strategy.store.outbox import Outbox
from strategy.store.pictures import Pictures
from strategy.store.postgres import PostgresEngine
from strategy.store.publications import Publications, revisions_of_drafts
from strategy.store.questions import Questions
from strategy.store.reflections import Reflections
from strategy.store.shapes import shape_of, statement_for
from strategy.store.statements import statement
from strategy.store.upkeep import Upkeep

_DUCKDB = "duckdb:///"
_POSTGRESQL = ("postgresql://", "postgres://")
_PAST_PLANS_KEPT = 20
_ANSWERS_KEPT = 256

Moment = date | datetime
Key = tuple[str, int]
T = TypeVar("T")


def open_database(url: str, *, notes: Path | None = None) -> Database:
    """Open the database an address leads to, and bring its tables up to date.

    `duckdb:///data/plan.duckdb` is relative, `duckdb:////srv/plan.duckdb` absolute,
    `duckdb:///:memory:` ends with the program; `postgresql://…` is a server. How far the
    publication log has come is noted in the folder `notes`, by default that of the backups.
    """
    engine = open_engine(url)
    file = notes / FILE if notes else _beside(url)
    log_notes = LogNotes(engine.place, file)
    try:
        is_new = is_empty(engine)
        migrate(engine)
    except BaseException:
        engine.close()
        raise
    if is_new:
        log_notes.add(LogEnd(), "a new store")
    database = Database(url, engine, log_notes)
    engine.holds(*database.version_key())
    return database


def _beside(url: str) -> Path | None:
    """Return the default file for notes: in the folder of a database file's backups."""
    path = url.removeprefix(_DUCKDB)
    return None if path in {url, MEMORY} else Path(path).parent / "backups" / FILE


def open_engine(url: str) -> Engine:
    """Open the database an address leads to, without changing its tables."""
    if url.startswith(_DUCKDB):
        return DuckEngine(url.removeprefix(_DUCKDB))
    if url.startswith(_POSTGRESQL):
        return PostgresEngine(url)
    raise NotADatabaseError(url.partition(":")[0], "neither duckdb:/// nor postgresql://")


@dataclass
class _Look:
    """What the first query of an `at_one_revision` block found, kept until the block ends."""

    key: Key | None = None
    plan: Plan | None = None


_looking: ContextVar[dict[Database, _Look] | None] = ContextVar("looking", default=None)


class Question(TypedDict, total=False):
    """A filter for journal entries; a field that is missing or None does not narrow it.

    `without` leaves out the items with these ids and everything that belongs to them. Of the
    revisions in `folded` only the entries named in `heads` are returned, as "revision/item id",
    whatever kind or words are asked for.
    """

    item_id: str | None
    kind: str | None
    by: str | None
    since: Moment | None
    until: Moment | None
    search: str | None
    without: Sequence[str]
    revision: int | None
    folded: Sequence[int]
    heads: Sequence[str]


class ChangeMaker:
    """Makes one change after another within a transaction."""

    def __init__(
        self,
        connection: Connection,
        read_plan: ReadPlan,
        time_of: Callable[[datetime], datetime],
    ) -> None:
        """Write on this connection; Database.many_changes hands these out."""
        self._connection = connection
        self._read_plan = read_plan
        self._time_of = time_of
        self.unfinished = 0
        self.key: Key | None = None

    @contextmanager
    def __call__(
        self, *, by: str | None, reason: str = "", made_at: datetime | None = None
    ) -> Iterator[Change]:
        """Make one change, as Database.change does."""
        self.unfinished += 1
        epoch, before = _version_key(self._connection)
        revision = before + 1
        change = Change(self._connection, revision=revision, read_plan=self._read_plan)
        yield change
        if change.entries:
            made = Revision(revision, made_at or self._time_of(_now()), by, reason)
            _complete(self._connection, change, made)
            self.key = epoch, revision
        self.unfinished -= 1


class Database:
    """An open database; one object serves every thread."""

    def __init__(self, url: str, engine: Engine, log_notes: LogNotes) -> None:
        """Wrap an open engine; use open_database to get one."""
        self.url = url
        self.identities = Identities(engine)
        self.publications = Publications(engine, log_notes)
        self.questions = Questions(engine)
        self.pictures = Pictures(engine)
        self.outbox = Outbox(engine)
        self.calendar_feeds = CalendarFeeds(engine)
        self.meeting_clocks = MeetingClocks(engine)
        self.reflections = Reflections(engine)
        self.upkeep = Upkeep(engine)
        self._engine = engine
        self._loading = threading.Lock()
        self._looking_back = threading.Lock()
        self._counting = threading.Lock()
        self._points: tuple[Key, ProgressPoints] = ("", 0), ProgressPoints()
        self._current: tuple[Key, Plan] | None = None
        self._past: OrderedDict[Key, Plan] = OrderedDict()
        self._answering = threading.Lock()
        self._answers: OrderedDict[Hashable, object] = OrderedDict()

    # --- reading -----------------------------------------------------------------------------

    @contextmanager
    def at_one_revision(self) -> Iterator[None]:
        """Show one revision to this thread for the length of the block, and query it only once.

        Changes by others show in the next block; changes by this thread show at once.
        """
        token = _looking.set({})
        try:
            yield
        finally:
            _looking.reset(token)

    def _look(self) -> _Look:
        looks = _looking.get()
        return _Look() if looks is None else looks.setdefault(self, _Look())

    def _look_again(self) -> None:
        looks = _looking.get()
        if looks is not None:
            looks.pop(self, None)

    def version_key(self) -> Key:
        """Return which history this is and how far it has come, in one cheap query."""
        look = self._look()
        if look.key is None:
            with self._engine.reading() as connection:
                look.key = _version_key(connection)
        return look.key

    def _answered(self, question: Hashable, answer: Callable[[Connection], T]) -> T:
        """Return a query's answer, cached: at one revision it is always the same."""
        key = (self.version_key(), question)
        with self._answering:
            if key in self._answers:
                self._answers.move_to_end(key)
                return cast("T", self._answers[key])
        with self._engine.reading() as connection:
            # An answer read after another change must not be cached under the earlier revision.
            unchanged = _version_key(connection) == key[0]
            found = answer(connection)
        if unchanged:
            with self._answering:
                self._answers[key] = found
                while len(self._answers) > _ANSWERS_KEPT:
                    self._answers.popitem(last=False)
        return found

    def revision(self) -> int:
        """Return how many changes were made, 0 for an empty store."""
        return self.version_key()[1]

    def is_empty(self) -> bool:
        """Tell whether no organisation has been stored yet."""
        with self._engine.reading() as connection:
            return not connection.rows(shape_of("organisation").select)

    def plan(
        self,
        *,
        revision: int | None = None,
        as_of: Moment | None = None,
        today: date | None = None,
    ) -> Plan:
        """Return the current plan, or the plan at a revision or a moment.

        With `today`, the latest check-in of an action is the latest until that day: what is dated
        later does not count yet. Refuses with ForgottenError what is older than the history that
        is kept.
        """
        plan = self._plan_at(revision, as_of)
        if today is None or plan.reported_until <= today:
            return plan
        return self._answered(
            ("said by", plan.revision, today),
            lambda connection: plans.said_by(connection, plan, today),
        )

    def _plan_at(self, revision: int | None, as_of: Moment | None) -> Plan:
        if as_of is not None:
            revision = self.revision_at(as_of)
        if revision is not None:
            return self._past_plan(revision)
        look = self._look()
        if look.plan is None:
            current = self._current
            if current is None or current[0] != self.version_key():
                current = self._load()
            look.key, look.plan = current
        return look.plan

    def _load(self) -> tuple[Key, Plan]:
        # One load serves everybody: a thread that waited here finds it done.
        with self._loading, self._engine.reading() as connection:
            key = _version_key(connection)
            if self._current is None or self._current[0][0] != key[0]:
                self._current = key, plans.current_plan(connection, key[1])
            elif self._current[0] != key:
                self._current = key, plans.plan_after(connection, self._current[1], key[1])
            return self._current

    def _past_plan(self, revision: int) -> Plan:
        current = self.plan()
        epoch, newest = self.version_key()
        key = (epoch, min(revision, newest))
        if key[1] == current.revision:
            return current
        past = self._remembered(key) or self._look_back(key, current)
        if past.people is not current.people:
            # Who is named today is named so in the past, and who is erased today is erased there.
            past = replace(past, people=current.people)
            self._keep_past(key, past)
        return past

    def _remembered(self, key: Key) -> Plan | None:
        with self._answering:
            if key in self._past:
                self._past.move_to_end(key)
            return self._past.get(key)

    def _look_back(self, key: Key, current: Plan) -> Plan:
        # One at a time: who waited here finds it done, or a later plan near by to begin from.
        with self._looking_back:
            known = self._remembered(key)
            if known is not None:
                return known
            with self._engine.reading() as connection:
                begins = retention.forgotten(connection, key[1])
                if begins is None:
                    plan = self._before(connection, key, current)
                    self._keep_past(key, plan)
                    return plan
        raise ForgottenError(self._local_day(begins))

    def _before(self, connection: Connection, key: Key, current: Plan) -> Plan:
        """Return a past plan, read back from the first that is later of those kept, or from now."""
        epoch, revision = key
        if _version_key(connection)[0] != epoch:
            # What is kept belongs to a history that has been replaced a moment ago.
            return plans.plan_at(connection, revision)
        with self._answering:
            later = [p for (e, r), p in self._past.items() if e == epoch and r > revision]
        known = min((*later, current), key=lambda plan: plan.revision)
        return plans.plan_before(connection, known, revision)

    def _keep_past(self, key: Key, plan: Plan) -> None:
        with self._answering:
            self._past[key] = plan
            while len(self._past) > _PAST_PLANS_KEPT:
                self._past.popitem(last=False)

    def plan_in_journal(self) -> Plan:
        """Return the current plan rebuilt from the journal alone, to compare with the tables."""
        with self._engine.reading() as connection:
            return plans.plan_at(connection, _version_key(connection)[1])

    def check_ins(self, action_id: str) -> tuple[CheckIn, ...]:
        """Return every check-in of an action, the newest first."""
        shape = shape_of("check_in")

        def answer(connection: Connection) -> tuple[CheckIn, ...]:
            rows = connection.rows(statement_for("check_in", "check_ins"), {"action_id": action_id})
            return tuple(cast("CheckIn", shape.item(row)) for row in rows)

        return self._answered(("check_ins", action_id), answer)

    def progress_points(self) -> ProgressPoints:
        """Return action, day and percent of every check-in; only the new ones are read."""
        key, points = self._points
        if key != self.version_key():
            with self._counting, self._engine.reading() as connection:
                (known, points), key = self._points, _version_key(connection)
                if known[0] != key[0]:
                    known, points = (key[0], 0), ProgressPoints()
                rows = connection.rows(statement("progress_points"), {"revision": known[1]})
                if rows:
                    points = points.followed_by(cast("list[Point]", rows))
                self._points = key, points
        return points

    def orphans(self) -> tuple[Orphan, ...]:
        """Return every reference that leads nowhere."""
        with self._engine.reading() as connection:
            return find_orphans(connection)

    # --- looking back ------------------------------------------------------------------------

    def revisions(self, *, limit: int | None = None) -> tuple[Revision, ...]:
        """Return every change, the newest first, or the newest `limit` of them."""

        def answer(connection: Connection) -> tuple[Revision, ...]:
            rows = connection.rows(statement("revisions"), {"limit": limit})
            return tuple(Revision(*row) for row in rows)

        return self._answered(("revisions", limit), answer)

    def last_changed(self) -> datetime | None:
        """Return when the newest change was made (UTC); None where nothing was ever stored."""
        with self._engine.reading() as connection:
            rows = connection.rows(statement("last_changed"))
        return rows[0][0] if rows else None

    def revision_at(self, as_of: Moment) -> int:
        """Return the last revision made by a moment; a day counts to its end, where we are.

        Refuses with ForgottenError what is older than the history that is kept.
        """
        moment = self._moment(as_of, time.max)
        begins = self._horizon().kept_from
        if begins is not None and moment < begins:
            raise ForgottenError(self._local_day(begins))

        def answer(connection: Connection) -> int:
            ((number,),) = connection.rows(statement("revision_at"), {"moment": moment})
            return int(number)

        return self._answered(("revision_at", moment), answer)

    def begins(self) -> date | None:
        """Return the first day one can look back to, None where nothing was ever forgotten."""
        moment = self._horizon().kept_from
        return None if moment is None else self._local_day(moment)

    def _horizon(self) -> retention.Horizon:
        return self._answered("horizon", retention.horizon)

    def _local_day(self, moment: datetime) -> date:
        zone = ZoneInfo(self.plan().organisation.time_zone)
        return moment.replace(tzinfo=UTC).astimezone(zone).date()

    def journal(
        self, *, limit: int = 100, offset: int = 0, **narrowing: Unpack[Question]
    ) -> tuple[JournalEntry, ...]:
        """Return what happened, the newest first; an item's history includes its parts'."""
        values = {**self._narrowed(narrowing), "limit": limit, "offset": offset}

        def answer(connection: Connection) -> tuple[JournalEntry, ...]:
            rows = connection.rows(statement("journal"), values)
            return tuple(journal.entry(row) for row in rows)

        return self._answered(("journal", _hashable(values)), answer)

    def journal_count(self, **narrowing: Unpack[Question]) -> int:
        """Return how many entries the same question to the journal finds in all."""
        values = self._narrowed(narrowing)

        def answer(connection: Connection) -> int:
            ((count,),) = connection.rows(statement("journal_count"), values)
            return int(count)

        return self._answered(("journal_count", _hashable(values)), answer)

    def _narrowed(self, asked: Question) -> dict[str, object]:
        since, until, search = asked.get("since"), asked.get("until"), asked.get("search")
        return {
            "item_id": asked.get("item_id"),
            "kind": asked.get("kind"),
            "by_id": asked.get("by"),
            "since": self._moment(since, time.min) if since else None,
            "until": self._moment(until, time.max) if until else None,
            "search": search.lower() if search else None,
            "without": list(asked.get("without", ())),
            "revision": asked.get("revision"),
            "folded": list(asked.get("folded", ())),
            "heads": list(asked.get("heads", ())),
        }

    def _moment(self, given: Moment, of_the_day: time) -> datetime:
        """Return a moment as it is stored (UTC, without a zone); a naive one is UTC already."""
        if isinstance(given, datetime):
            return given.astimezone(UTC).replace(tzinfo=None) if given.tzinfo else given
        zone = ZoneInfo(self.plan().organisation.time_zone)
        local = datetime.combine(given, of_the_day, zone)
        return local.astimezone(UTC).replace(tzinfo=None)

    # --- writing -----------------------------------------------------------------------------

    @contextmanager
    def change(
        self, *, by: str | None, reason: str = "", made_at: datetime | None = None
    ) -> Iterator[Change]:
        """Make one change: all of it is stored when the block ends well, nothing when not."""
        with self.many_changes() as make, make(by=by, reason=reason, made_at=made_at) as change:
            yield change

    @contextmanager
    def many_changes(self) -> Iterator[ChangeMaker]:
        """Yield a maker of changes that are stored all together when the block ends well.

        For loading a whole history: nobody sees half of it. Within the block, `change.plan` stays
        the plan before the first change.
        """
        try:
            with self._engine.writing() as connection:
                # A writer that waited here sees what the one before it wrote.
                self._look_again()
                maker = ChangeMaker(connection, self.plan, self.upkeep.not_before_seen)
                yield maker
                if maker.unfinished:
                    # Rows without their journal, or a transaction that would silently store
                    # nothing.
                    raise RuntimeError("a change failed within; none of them is stored")
        finally:
            self._look_again()
        if maker.key is not None:
            self._engine.holds(*maker.key)

    # --- keeping -----------------------------------------------------------------------------

    def forget(self, old: OldBefore) -> bool:
        """Forget what happened before a day, in one transaction; return whether there was anything.

        The plan on that day and since, in closed periods and in publications being prepared, stays
        available.
        """
        moment = self._moment(old.day, time.min)
        try:
            with self._engine.writing() as connection:
                drafts = revisions_of_drafts(connection)
                return retention.forget_before(connection, moment, now=_now(), also_keep=drafts)
        finally:
            self._look_again()

    def backup(self, path: Path) -> None:
        """Write everything into a new DuckDB file, while everybody keeps working.

        The log is merged as well, so that a store that loses its log still holds what its backups
        hold.
        """
        copies.backup(self._engine, path)
        self.publications.note_in(path.parent, f"backup {path.name}")
        self._engine.merge_log()

    def restore(self, path: Path, *, named: str = "") -> None:
        """Replace everything with what a backup holds; one of an older program is updated.

        `named` is the file's name for its user.
        """
        copies.restore(self._engine, path, named=named)
        self.publications.note_where_it_begins_anew(f"restored {path.name}")
        self._look_again()
        self._engine.holds(*self.version_key())

    def clear(self) -> None:
        """Remove everything, history included; the next change begins a new history."""
        copies.clear(self._engine)
        self.publications.note_where_it_begins_anew("cleared")
        self._look_again()
        self._engine.holds(*self.version_key())

    def merge_log(self) -> None:
        """Merge the engine's log into the database file; readers go on reading."""
        self._engine.merge_log()

    def close(self) -> None:
        """Close the database."""
        self._engine.close()


def _version_key(connection: Connection) -> Key:
    ((epoch, revision),) = connection.rows(statement("version_key"))
    return str(epoch), int(revision)


def _hashable(values: Mapping[str, object]) -> Hashable:
    return tuple(tuple(v) if isinstance(v, list) else v for v in values.values())


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _complete(connection: Connection, change: Change, revision: Revision) -> None:
    connection.insert_many("journal", journal.COLUMNS, change.entries)
    connection.run(
        statement("add_revision"),
        {
            "number": revision.number,
            "made_at": revision.made_at,
            "by_id": revision.by_id,
            "reason": revision.reason,
        },
    )
    connection.run(statement("next_revision"), {"revision": revision.number})
