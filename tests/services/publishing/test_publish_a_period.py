"""HR prepares, a leader approves, and what was published never changes."""

from datetime import date, datetime

import pytest

from strategy.domain.errors import (
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    StaleEditError,
    StaleFiguresError,
    TamperedPublicationError,
)
from strategy.domain.items import Action, Goal, Signal
from strategy.domain.publishing.concerns import Worry
from strategy.domain.publishing.publication import Draft, PublishedAction
from strategy.services.planning import change
from strategy.services.publishing import publications as publishing
from strategy.services.publishing import published
from strategy.services.publishing.published import Published
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV, OLA, PER, RITA, a_check_in, an_adoption
from tests.services.fjordvik import LONG_AGO, OPEN, TODAY, settle

NOW = datetime(2026, 7, 1, 10)  # noqa: DTZ001 - the store speaks UTC without a zone
LATER = datetime(2026, 9, 1, 10)  # noqa: DTZ001 - as above
SPRING = date(2026, 4, 30)
SAID = {"analysis": "Vi er på vei.", "number": "1 av 1", "ahead": "Vi fortsetter."}


@pytest.fixture
def town(database: Database) -> Database:
    """Fjordvik with a check-in that says what nobody else is to read."""
    said = a_check_in(OPEN, percent=40, comment="hemmelig-kommentar", cause="hemmelig-årsak")
    return settle(database, said, an_adoption(id="ks", case_number="KS 47/25"))


@pytest.fixture
def small_town(duck: Database) -> Database:
    return settle(duck, a_check_in(OPEN, percent=40), an_adoption(id="ks"))


def prepared(database: Database, *, by=HEGE, day: date = SPRING, **given) -> Draft:
    draft = publishing.prepare(
        database, title="T1 2026", day=day, by=by, today=TODAY, now=NOW, **given
    )
    return publishing.save(database, draft, {"pillars": ({"pillar_id": "pillar", **SAID},)}, by=by)


def published_once(database: Database, **given) -> Published:
    publication = publishing.publish(database, prepared(database, **given), by=LIV, now=NOW)
    return next(p for p in published.told(database) if p.publication.id == publication.id)


def test_hr_prepares_a_leader_publishes_and_a_politician_reads(town: Database):
    draft = prepared(town)
    publication = publishing.publish(town, draft, by=LIV, now=NOW)

    (read,) = published.what_counts(town, by=PER)
    assert (publication.number, publication.prepared_by, publication.approved_by) == (
        1, "hege", "liv",
    )  # fmt: skip
    assert (read.content.title, read.content.day) == ("T1 2026", SPRING)
    assert read.content.pillars[0].analysis == "Vi er på vei."
    assert [action.percent for action in read.content.actions] == [0.4, 0.0]
    assert publishing.drafts(town, by=HEGE) == ()


def test_the_tool_proposes_what_to_say_from_the_figures(small_town: Database):
    draft = publishing.prepare(small_town, title="T1", day=SPRING, by=HEGE, today=TODAY, now=NOW)

    assert draft.pillars[0].number == "0 av 1 mål er i rute."
    assert draft.pillars[0].analysis == (
        "Tiltakene er kommet 20\xa0% av veien. Effekten er ikke målt."
    )
    assert draft.pillars[0].ahead == (
        "Dette kommer: Lederutvikling for alle (31.12.2026); Lederutvikling for alle (31.12.2026)."
    )
    assert draft.summary == draft.pillars[0].analysis
    assert draft.decisions[0].status == "Under gjennomføring: 0 av 1 mål er i rute"


@pytest.mark.parametrize("nobody", [OLA, RITA, PER])
def test_others_neither_prepare_nor_look_at_what_is_being_prepared(small_town: Database, nobody):
    draft = prepared(small_town)
    asked = (
        lambda: prepared(small_town, by=nobody),
        lambda: publishing.drafts(small_town, by=nobody),
        lambda: publishing.save(small_town, draft, {"summary": "x"}, by=nobody),
        lambda: publishing.renew(small_town, draft, by=nobody),
        lambda: publishing.discard(small_town, draft, by=nobody),
        lambda: publishing.preview(small_town, draft, by=nobody),
        lambda: publishing.is_stale(small_town, draft, by=nobody),
        lambda: publishing.concerns_about(small_town, draft, by=nobody),
        lambda: published.tampered(small_town, by=nobody),
    )

    for ask in asked:
        with pytest.raises(NotAllowedError):
            ask()
    assert publishing.drafts(small_town, by=HEGE) == (draft,)


@pytest.mark.parametrize("nobody", [HEGE, OLA, PER])
def test_only_leaders_and_administrators_publish_and_withdraw(small_town: Database, nobody):
    draft = prepared(small_town)

    with pytest.raises(NotAllowedError):
        publishing.publish(small_town, draft, by=nobody, now=NOW)
    publication = publishing.publish(small_town, draft, by=ADA, now=NOW)
    with pytest.raises(NotAllowedError):
        publishing.withdraw(small_town, publication.id, reason="Feil", by=nobody, now=NOW)

    assert published.told(small_town)[0].counts


def test_somebody_without_access_reads_nothing(small_town: Database):
    gone = PER.model_copy(update={"retired": True})

    for read in (published.what_counts, published.everything):
        with pytest.raises(NotAllowedError):
            read(small_town, by=gone)


def test_nobody_publishes_the_future(small_town: Database):
    with pytest.raises(InvalidInputError) as refused:
        prepared(small_town, day=date(2027, 1, 1))

    assert [p.rule for p in refused.value.problems] == ["publication_in_future"]


def test_what_an_owner_wrote_to_colleagues_is_nowhere_in_what_is_kept(town: Database):
    one = published_once(town).publication

    kept = one.content + "".join(town.publications.pages(one.id).values())
    assert "hemmelig" not in kept
    for secret in ("Slå sammen skolene", "T-9", "I-9", "Ola Owren", "Hege Hagen", "liv@"):
        assert secret not in kept


def test_what_is_made_confidential_later_is_not_published_either(small_town: Database):
    hidden = small_town.plan().find(Action, "theirs")
    change(small_town, hidden, {"confidential_to": (LIV.id,)}, by=LIV)

    content = publishing.preview(small_town, prepared(small_town), by=HEGE)

    assert [action.code for action in content.actions] == ["T-1"]


def test_a_draft_is_stale_once_its_figures_are_others(small_town: Database):
    draft = prepared(small_town, day=TODAY)
    assert not publishing.is_stale(small_town, draft, by=HEGE)
    with small_town.change(by=OLA.id, made_at=LONG_AGO) as writing:
        writing.add(a_check_in(OPEN, on=date(2026, 6, 1), percent=80))

    assert publishing.is_stale(small_town, draft, by=HEGE)
    with pytest.raises(StaleFiguresError):
        publishing.publish(small_town, draft, by=LIV, now=NOW)

    renewed = publishing.renew(small_town, draft, by=HEGE)
    assert renewed.pillars == draft.pillars
    publishing.publish(small_town, renewed, by=LIV, now=NOW)
    assert published.told(small_town)[0].content.actions[0].percent == 0.8


def test_a_change_that_nobody_would_read_makes_no_draft_stale(small_town: Database):
    draft = prepared(small_town, day=TODAY)
    with small_town.change(by=OLA.id, made_at=LONG_AGO) as writing:
        writing.add(a_check_in(OPEN, on=date(2026, 6, 1), percent=40, comment="Som før"))

    assert not publishing.is_stale(small_town, draft, by=HEGE)


def test_a_renewed_draft_asks_for_the_reason_of_what_has_become_late(small_town: Database):
    draft = prepared(small_town, day=TODAY)
    assert draft.explanations == ()
    stored = small_town.plan().find(Action, "action")
    with small_town.change(by=LIV.id, made_at=LONG_AGO) as writing:
        writing.update(stored.model_copy(update={"due": date(2026, 6, 1)}))

    renewed = publishing.renew(small_town, draft, by=HEGE)

    assert [e.action_id for e in renewed.explanations] == ["action"]


def test_two_who_write_at_once_do_not_erase_each_other(small_town: Database):
    draft = prepared(small_town)
    publishing.save(small_town, draft, {"summary": "Først"}, by=HEGE)

    with pytest.raises(StaleEditError):
        publishing.save(small_town, draft, {"summary": "Sist"}, by=LIV)
    with pytest.raises(StaleEditError):
        publishing.publish(small_town, draft, by=LIV, now=NOW)

    assert publishing.drafts(small_town, by=HEGE)[0].summary == "Først"


def test_only_what_somebody_writes_can_be_saved(small_town: Database):
    draft = prepared(small_town)

    saved = publishing.save(
        small_town,
        draft,
        {
            "summary": "A\x00B",
            "needed": ["En ting\x00"],
            "revision": 99,
            "prepared_by": "x",
            "day": TODAY,
        },
        by=LIV,
    )

    assert (saved.summary, saved.needed) == ("AB", ("En ting",))
    assert (saved.revision, saved.day, saved.prepared_by) == (draft.revision, SPRING, "liv")


def test_a_text_that_is_too_long_is_refused(small_town: Database):
    with pytest.raises(InvalidInputError) as refused:
        publishing.save(small_town, prepared(small_town), {"title": "x" * 301}, by=HEGE)

    assert [(p.field, p.rule) for p in refused.value.problems] == [("title", "too_long")]


@pytest.mark.parametrize(
    "forged", [{"summary": 7}, {"needed": [7]}, {"pillars": [{"pillar_id": "pillar", "x": "y"}]}]
)
def test_what_is_no_text_is_refused(small_town: Database, forged):
    with pytest.raises(InvalidInputError):
        publishing.save(small_town, prepared(small_town), forged, by=HEGE)


def test_a_draft_can_be_thrown_away(small_town: Database):
    publishing.discard(small_town, prepared(small_town), by=HEGE)

    assert publishing.drafts(small_town, by=HEGE) == ()


def test_what_is_confidential_stops_it_and_is_not_named_to_who_may_not_know(
    small_town: Database,
):
    draft = publishing.save(
        small_town, prepared(small_town), {"summary": "Slå sammen skolene?"}, by=HEGE
    )

    told_hr, _ = publishing.concerns_about(small_town, draft, by=HEGE)
    told_leader, _ = publishing.concerns_about(small_town, draft, by=LIV)

    assert [(c.worry, c.about) for c in told_hr if c.blocks] == [(Worry.CONFIDENTIAL, "–")]
    assert [c.about for c in told_leader if c.blocks] == ["Slå sammen skolene"]
    with pytest.raises(InvalidInputError) as refused:
        publishing.publish(small_town, draft, by=LIV, now=NOW)
    assert [p.rule for p in refused.value.problems] == ["must_not_say_confidential"]
    assert published.told(small_town) == ()


def test_the_plans_own_findings_are_shown_without_what_is_confidential(small_town: Database):
    _, about_plan = publishing.concerns_about(small_town, prepared(small_town), by=LIV)

    assert {finding.code for finding in about_plan} == {"1.1", "T-2", "I-1", "I-2"}


def test_the_tools_own_words_are_pointed_out_until_somebody_changes_them(small_town: Database):
    draft = publishing.prepare(small_town, title="T1", day=SPRING, by=HEGE, today=TODAY, now=NOW)

    found, _ = publishing.concerns_about(small_town, draft, by=HEGE)

    assert Worry.UNCHANGED in {concern.worry for concern in found}


# --- withdrawn and corrected ----------------------------------------------------------------------


def test_what_is_withdrawn_is_read_no_more_and_says_why(town: Database):
    one = published_once(town)
    publishing.withdraw(town, one.publication.id, reason=" Feil tall ", by=LIV, now=LATER)

    assert published.what_counts(town, by=PER) == ()
    (told,) = published.everything(town, by=PER)
    assert (told.withdrawn_on, told.withdrawn_reason) == (LATER, "Feil tall")
    assert told.publication == one.publication


def test_nothing_is_withdrawn_without_a_reason_or_twice(small_town: Database):
    one = published_once(small_town).publication
    with pytest.raises(InvalidInputError) as refused:
        publishing.withdraw(small_town, one.id, reason="  ", by=LIV, now=LATER)
    publishing.withdraw(small_town, one.id, reason="Feil", by=LIV, now=LATER)

    with pytest.raises(InvalidInputError) as again:
        publishing.withdraw(small_town, one.id, reason="Feil", by=LIV, now=LATER)

    assert [(p.field, p.rule) for p in refused.value.problems] == [("reason", "required")]
    assert [p.rule for p in again.value.problems] == ["counts_no_more"]
    with pytest.raises(NotFoundError):
        publishing.withdraw(small_town, "none", reason="Feil", by=LIV, now=LATER)


def test_a_corrected_edition_replaces_the_first_and_says_so(town: Database):
    first = published_once(town)
    draft = publishing.prepare(
        town,
        title="T1 2026",
        day=SPRING,
        by=HEGE,
        today=TODAY,
        now=NOW,
        replaces_id=first.publication.id,
    )
    assert draft.pillars[0].analysis == "Vi er på vei."
    with pytest.raises(InvalidInputError) as refused:
        publishing.publish(town, draft, by=LIV, now=LATER)
    draft = publishing.save(town, draft, {"correction": "Målt på nytt."}, by=HEGE)
    publishing.publish(town, draft, by=LIV, now=LATER)

    second, old = published.everything(town, by=PER)
    assert [(p.field, p.rule) for p in refused.value.problems] == [("correction", "required")]
    assert (second.corrects, second.content.correction) == (1, "Målt på nytt.")
    assert (old.replaced_by, old.counts) == (2, False)
    assert published.what_counts(town, by=PER) == (second,)
    assert published.that_counts(town, second.publication.id, by=PER) == second
    with pytest.raises(NotFoundError):
        published.that_counts(town, old.publication.id, by=PER)
    page = town.publications.pages(second.publication.id)["nb.html"]
    assert "Denne publikasjonen retter nummer 1. Målt på nytt." in page
    assert second.before is None


def test_a_corrected_edition_keeps_the_reasons_that_were_given(small_town: Database):
    stored = small_town.plan().find(Action, "action")
    with small_town.change(by=LIV.id, made_at=LONG_AGO) as writing:
        writing.update(stored.model_copy(update={"due": date(2026, 4, 1)}))
    draft = prepared(small_town)
    reasons = ({"action_id": "action", "text": "Streik"},)
    draft = publishing.save(small_town, draft, {"explanations": reasons}, by=HEGE)
    first = publishing.publish(small_town, draft, by=LIV, now=NOW)

    corrected = publishing.prepare(
        small_town,
        title="T1",
        day=SPRING,
        by=HEGE,
        today=TODAY,
        now=NOW,
        replaces_id=first.id,
    )

    assert [(e.action_id, e.text) for e in corrected.explanations] == [("action", "Streik")]


def test_what_was_withdrawn_cannot_be_corrected(small_town: Database):
    one = published_once(small_town).publication
    publishing.withdraw(small_town, one.id, reason="Feil", by=LIV, now=LATER)

    with pytest.raises(InvalidInputError):
        prepared(small_town, replaces_id=one.id)


def test_a_publication_is_compared_with_the_one_before_it(small_town: Database):
    winter = published_once(small_town, day=date(2025, 12, 31))
    spring = published_once(small_town)
    publishing.withdraw(small_town, winter.publication.id, reason="Feil", by=LIV, now=LATER)

    newest, oldest = published.told(small_town)

    assert spring.before == winter.content
    assert (newest.before, oldest.before) == (winter.content, None)


# --- nothing changes afterwards -------------------------------------------------------------------


def tamper(database: Database, sql: str) -> None:
    with database._engine.writing() as connection:  # noqa: SLF001 - as somebody would outside the tool
        connection.run(sql)


def test_what_happens_to_the_plan_afterwards_changes_nothing_published(small_town: Database):
    one = published_once(small_town)
    stored = small_town.plan().find(Goal, "goal")
    change(small_town, stored, {"title": "Noe annet"}, by=LIV)

    assert published.told(small_town) == (one,)
    assert published.tampered(small_town, by=HEGE) == ()


@pytest.mark.parametrize(
    "sql",
    [
        "update publication set content = replace(content, 'Vi er på vei', 'Alt er bra')",
        "update publication set title = 'T9'",
        "update publication set approved_by = 'hege'",
    ],
)
def test_what_was_changed_in_the_database_is_found_and_shown_to_nobody(town: Database, sql: str):
    one = published_once(town).publication
    tamper(town, sql)

    assert published.tampered(town, by=HEGE) == (one.id,)
    with pytest.raises(TamperedPublicationError) as refused:
        published.what_counts(town, by=PER)
    assert refused.value.publication_id == one.id


@pytest.mark.parametrize(
    "sql",
    [
        "update publication_page set body = 'x' where name = 'nb.html'",
        "delete from publication_page where name = 'en.html'",
        "delete from publication_event",
        "update publication_event set reason = 'x'",
        "update publication_event set by_id = 'x'",
        "delete from publication",
    ],
)
def test_what_was_changed_in_its_pages_or_its_log_is_found(small_town: Database, sql: str):
    one = published_once(small_town).publication
    tamper(small_town, sql)

    assert published.tampered(small_town, by=HEGE) == (one.id,)


def test_a_withdrawal_taken_out_of_the_middle_of_the_log_is_found(small_town: Database):
    one, two = published_once(small_town).publication, published_once(small_town).publication
    publishing.withdraw(small_town, one.id, reason="Feil", by=LIV, now=LATER)
    publishing.withdraw(small_town, two.id, reason="Feil", by=LIV, now=LATER)
    tamper(small_town, "delete from publication_event where place = 3")

    assert published.tampered(small_town, by=HEGE) == (two.id,)


def test_names_are_published_only_once_they_are_turned_on(small_town: Database):
    organisation = small_town.plan().organisation
    change(small_town, organisation, {"publish_names": True}, by=ADA)

    content = publishing.preview(small_town, prepared(small_town), by=HEGE)

    assert isinstance(content.actions[0], PublishedAction)
    assert content.actions[0].responsible == "Kommunalsjef oppvekst (Ola Owren)"
    assert content.actions[0].signal is Signal.ON_TRACK
