"""Publish a period's frozen figures: HR prepares, a leader approves, and nothing changes after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, TypeVar

from strategy.domain.errors import (
    ForgottenError,
    InvalidInputError,
    NotFoundError,
    Problem,
    StaleFiguresError,
)
from strategy.domain.figures.assessment import assess
from strategy.domain.figures.health import Finding, findings
from strategy.domain.items import Action, Goal, Indicator, Person, new_id
from strategy.domain.plan import Plan
from strategy.domain.publishing.concerns import Concern, Worry, concerns, embarrassing
from strategy.domain.publishing.publication import Content, Draft
from strategy.domain.publishing.publishable import content_of
from strategy.domain.publishing.sealing import (
    LogEnd,
    Publication,
    digest,
    digest_of_pages,
    sealed,
    written_out,
)
from strategy.domain.roles import Permission, demand
from strategy.i18n import words
from strategy.reports.publication.web_pages import pages_of
from strategy.services import reading
from strategy.services.publishing import coat_of_arms, public_pages
from strategy.services.publishing.proposed_texts import (
    proposed_decisions,
    proposed_pillars,
    proposed_summary,
    to_explain,
)
from strategy.services.publishing.published import Published, content_before, told
from strategy.services.validation import altered, build, written
from strategy.store.database import Database

T = TypeVar("T", Goal, Action, Indicator)

_EVERYBODY = Person(id="everybody")
"""Represents any reader of what is published: sees only items that are not confidential."""

_WRITTEN_BY_SOMEBODY = frozenset(
    {"title", "summary", "pillars", "explanations", "decisions", "needed", "correction"}
)


# --- preparing ----------------------------------------------------------------------------------


def prepare(
    database: Database,
    *,
    title: str,
    day: date,
    by: Person,
    today: date,
    now: datetime,
    replaces_id: str | None = None,
) -> Draft:
    """Start a publication of the figures of a day, with texts proposed from them.

    One that replaces another starts with the texts of that one.
    """
    demand(by, Permission.PREPARE_PUBLICATION)
    if day > today:
        raise InvalidInputError((Problem("day", "publication_in_future"),))
    revision = database.revision_at(day)
    given = {"title": title, "day": day, "revision": revision, "prepared_by": by.id}
    draft = build(Draft, {**given, "replaces_id": replaces_id})
    if replaces_id is None:
        draft = _with_proposals(database, draft)
    else:
        draft = _with_texts_of(_valid(database, replaces_id).content, draft)
    return database.publications.add_draft(draft, now=now)


def drafts(database: Database, *, by: Person) -> tuple[Draft, ...]:
    """Return the publications being prepared, the latest first."""
    demand(by, Permission.PREPARE_PUBLICATION)
    return database.publications.drafts()


def save(database: Database, draft: Draft, values: Mapping[str, Any], *, by: Person) -> Draft:
    """Save what was written; raises StaleEditError when somebody else has written meanwhile."""
    demand(by, Permission.PREPARE_PUBLICATION)
    stored = database.publications.draft(draft.id)
    kept = {name: text for name, text in values.items() if name in _WRITTEN_BY_SOMEBODY}
    changed = altered(stored, {**kept, "prepared_by": by.id})
    return database.publications.change_draft(changed.model_copy(update={"version": draft.version}))


def renew(database: Database, draft: Draft, *, by: Person) -> Draft:
    """Update the draft to the plan's current figures for its day; texts are kept."""
    demand(by, Permission.PREPARE_PUBLICATION)
    stored = database.publications.draft(draft.id)
    fresh = stored.model_copy(update={"revision": database.revision_at(stored.day)})
    content = _content(database, fresh)
    known = {explanation.action_id for explanation in stored.explanations}
    more = tuple(e for e in to_explain(content) if e.action_id not in known)
    fresh = fresh.model_copy(
        update={"version": draft.version, "explanations": (*stored.explanations, *more)}
    )
    return database.publications.change_draft(fresh)


def discard(database: Database, draft: Draft, *, by: Person) -> None:
    """Delete a draft."""
    demand(by, Permission.PREPARE_PUBLICATION)
    database.publications.drop_draft(draft)


def preview(database: Database, draft: Draft, *, by: Person) -> Content:
    """Return exactly what would be published."""
    demand(by, Permission.PREPARE_PUBLICATION)
    return _content(database, draft)


def is_stale(database: Database, draft: Draft, *, by: Person) -> bool:
    """Return whether the figures of the draft's day have changed since it was prepared."""
    demand(by, Permission.PREPARE_PUBLICATION)
    try:
        return _is_stale(database, draft)
    except ForgottenError:
        # The history is gone, so this cannot be known; publishing or renewing says why it fails.
        return True


def concerns_about(
    database: Database, draft: Draft, *, by: Person
) -> tuple[tuple[Concern, ...], tuple[Finding, ...]]:
    """Return possible problems: in the texts, and in the plan that is shown."""
    demand(by, Permission.PREPARE_PUBLICATION)
    found = _concerns(database, draft)
    plan = _plan_of(database, draft).seen_by(None)
    about_plan = embarrassing(findings(plan, assess(plan, draft.day)))
    return tuple(as_told_to(concern, database, by) for concern in found), about_plan


# --- publishing ---------------------------------------------------------------------------------


def publish(database: Database, draft: Draft, *, by: Person, now: datetime) -> Publication:
    """Publish a draft as it is; it cannot be changed afterwards.

    Raises StaleFiguresError when the day's figures have changed since it was prepared,
    StaleEditError when somebody has written meanwhile, and InvalidInputError for texts that must
    not be published.
    """
    demand(by, Permission.PUBLISH)
    stored = database.publications.draft(draft.id)
    if _is_stale(database, stored):
        raise StaleFiguresError
    blocking = [c for c in _concerns(database, stored) if c.blocks]
    if blocking:
        seen = (as_told_to(concern, database, by) for concern in blocking)
        raise InvalidInputError(
            tuple(Problem("text", f"must_not_say_{c.worry}", {"about": c.about}) for c in seen)
        )
    corrects = _number_of(database, stored)
    content = _content(database, stored)
    everything = told(database)
    organisation = database.plan().organisation

    def make(number: int, log_before: LogEnd) -> tuple[Publication, Mapping[str, str]]:
        publication = _publication(stored, content, number, by=by, now=now)
        pages = pages_of(
            content,
            publication,
            before=content_before(publication, everything),
            log_before=log_before,
            corrects=corrects,
            coat=coat_of_arms.picture(database, content.coat_of_arms),
            statement_url=organisation.statement_url,
            feedback_address=organisation.feedback_address,
        )
        return sealed(replace(publication, pages_hash=digest_of_pages(pages))), pages

    as_read = stored.model_copy(update={"version": draft.version})
    publication = database.publications.publish(as_read, make)
    public_pages.look_again(database)
    return publication


def withdraw(
    database: Database, publication_id: str, *, reason: str, by: Person, now: datetime
) -> None:
    """Withdraw a publication; it stays in the log, and the reason is shown in its place."""
    demand(by, Permission.PUBLISH)
    why = written(reason).strip()
    if not why:
        raise InvalidInputError((Problem("reason", "required"),))
    _valid(database, publication_id)
    database.publications.withdraw(publication_id, by=by.id, reason=why, now=now)
    public_pages.look_again(database)


# --- how ----------------------------------------------------------------------------------------


def _plan_of(database: Database, draft: Draft) -> Plan:
    """Return the plan a draft is about; what is confidential today is treated so then, too."""
    plan = database.plan(revision=draft.revision, today=draft.day)
    hidden = reading.hidden_from(database.plan(), _EVERYBODY)
    return replace(
        plan,
        goals=tuple(_kept_back(goal, hidden) for goal in plan.goals),
        indicators=tuple(_kept_back(indicator, hidden) for indicator in plan.indicators),
        actions=tuple(_kept_back(action, hidden) for action in plan.actions),
    )


def _kept_back(item: T, hidden: frozenset[str]) -> T:
    if item.id not in hidden or item.confidential_to:
        return item
    return item.model_copy(update={"confidential_to": ("nobody",)})


def _content(database: Database, draft: Draft) -> Content:
    organisation = database.plan().organisation
    content = content_of(_plan_of(database, draft), draft, names=organisation.publish_names)
    # The appearance is decided at publication, not on the day the figures are for.
    return content.model_copy(update={"coat_of_arms": organisation.coat_of_arms})


def _is_stale(database: Database, draft: Draft) -> bool:
    revision = database.revision_at(draft.day)
    if revision == draft.revision:
        return False
    now = _content(database, draft.model_copy(update={"revision": revision}))
    then = _content(database, draft)
    return now.model_copy(update={"revision": then.revision}) != then


def _concerns(database: Database, draft: Draft) -> tuple[Concern, ...]:
    content = _content(database, draft)
    names = database.plan().organisation.publish_names
    proposed = frozenset(text.analysis for text in _with_proposals(database, draft).pillars)
    return concerns(_plan_of(database, draft), content, names=names, proposed=proposed)


def as_told_to(concern: Concern, database: Database, by: Person) -> Concern:
    """Return a concern without the title of an item this person may not see."""
    if concern.worry is not Worry.CONFIDENTIAL:
        return concern
    seen = database.plan().seen_by(by.id)
    items: tuple[Goal | Action | Indicator, ...]
    items = (*seen.goals, *seen.actions, *seen.indicators)
    known = {item.title for item in items}
    return concern if concern.about in known else replace(concern, about="–")


def _with_proposals(database: Database, draft: Draft) -> Draft:
    content = _content(database, draft)
    w = words(database.plan().organisation.language)
    return draft.model_copy(
        update={
            "summary": proposed_summary(content, w),
            "pillars": proposed_pillars(content, w),
            "decisions": proposed_decisions(content, w),
            "explanations": to_explain(content),
        }
    )


def _with_texts_of(content: Content, draft: Draft) -> Draft:
    return altered(
        draft,
        {
            "summary": content.summary,
            "needed": content.needed,
            "pillars": tuple(
                {"pillar_id": p.id, "number": p.number, "analysis": p.analysis, "ahead": p.ahead}
                for p in content.pillars
            ),
            "decisions": tuple(
                {"adoption_id": d.id, "status": d.status} for d in content.decisions
            ),
            "explanations": tuple(
                {"action_id": a.id, "text": a.explanation}
                for a in content.actions
                if a.explanation or a.overdue_days or a.postponements
            ),
        },
    )


def _valid(database: Database, publication_id: str) -> Published:
    """Return a valid publication; raises if it has been withdrawn or replaced."""
    for published in told(database):
        if published.publication.id == publication_id:
            if not published.counts:
                raise InvalidInputError((Problem("publication", "counts_no_more"),))
            return published
    raise NotFoundError("publication", publication_id)


def _number_of(database: Database, draft: Draft) -> int | None:
    """Return the number of the publication a draft replaces."""
    if draft.replaces_id is None:
        return None
    if not draft.correction:
        raise InvalidInputError((Problem("correction", "required"),))
    return _valid(database, draft.replaces_id).publication.number


def _publication(
    draft: Draft, content: Content, number: int, *, by: Person, now: datetime
) -> Publication:
    text = written_out(content)
    return Publication(
        id=new_id(),
        number=number,
        title=draft.title,
        day=draft.day,
        plan_revision=draft.revision,
        prepared_by=draft.prepared_by,
        approved_by=by.id,
        published_at=now,
        replaces_id=draft.replaces_id,
        content=text,
        content_hash=digest(text),
        pages_hash="",
        seal="",
    )
