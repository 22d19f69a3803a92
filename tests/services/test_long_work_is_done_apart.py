"""A large file is laid out in a process of its own, and is the same file."""

from __future__ import annotations

import html
import io
import os
import pickle
import zipfile
from datetime import date, datetime, timedelta
from subprocess import CalledProcessError

import pytest

from strategy.services.administration import transfer
from strategy.services.apart import answer, is_large, made_apart
from strategy.services.publishing import papers, publications, published
from strategy.store.database import Database
from tests.builders import HEGE, LIV, a_measurement, an_action, stock
from tests.services.fjordvik import FIGURE, LONG_AGO, TODAY

MANY = 2_001
NOW = datetime(2026, 7, 1, 12)  # noqa: DTZ001 - the store speaks UTC without a zone


def who_makes_it(greeting: str) -> bytes:
    return f"{greeting} {os.getpid()}".encode()


def what_fails() -> bytes:
    raise ValueError("there is no such file")


def text_in(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as sheets:
        return html.unescape("".join(sheets.read(n).decode() for n in sheets.namelist()))


def test_another_process_makes_it():
    greeting, _, process = made_apart(who_makes_it, "hei").decode().partition(" ")
    assert greeting == "hei"
    assert int(process) != os.getpid()


def test_what_fails_there_fails_here():
    with pytest.raises(CalledProcessError):
        made_apart(what_fails)


def test_it_answers_with_what_it_makes():
    answers = io.BytesIO()
    answer(io.BytesIO(pickle.dumps((who_makes_it, ("god dag",)))), answers)
    assert answers.getvalue() == f"god dag {os.getpid()}".encode()


def test_a_large_workbook_holds_all_that_one_may_see_and_nothing_else(small_town: Database):
    first = date(2019, 1, 1)
    stock(
        small_town,
        *(
            a_measurement(FIGURE, id=f"m{n}", on=first + timedelta(days=n), value=float(n))
            for n in range(MANY)
        ),
    )
    assert is_large(small_town.plan())

    for_hege = text_in(transfer.export_workbook(small_town, by=HEGE, language="nb"))
    for_liv = text_in(transfer.export_workbook(small_town, by=LIV, language="nb"))
    assert f"<v>{MANY - 1}</v>" in for_hege
    assert "Slå sammen skolene" not in for_hege
    assert "Slå sammen skolene" in for_liv


def test_a_long_publication_is_laid_out_apart_and_kept(small_town: Database):
    given = {"goal_ids": ("goal",)}
    many = (
        an_action(id=f"a{n}", code=f"T-{n + 100}", title=f"Tiltak {n} av mange", **given)
        for n in range(1_001)
    )
    with small_town.change(by=None, made_at=LONG_AGO) as change:
        change.add_many(many)
    draft = publications.prepare(
        small_town, title="Til rådet", day=TODAY, by=LIV, today=TODAY, now=NOW
    )
    publications.publish(small_town, draft, by=LIV, now=NOW)
    (one,) = published.told(small_town)

    made = papers.paper(one, "nb", papers.Form.STRATML)
    assert b"Tiltak 1000 av mange" in made
    assert papers.paper(one, "nb", papers.Form.STRATML) is made
