"""A file is made for whoever asks for it and may have it then, and is nobody else's."""

import time
import zipfile
from io import BytesIO

import pytest

from strategy.domain.items import Goal, Role
from tests.builders import ADA, HEGE, a_goal
from tests.hostile.deeds import everything_in, leaves, roles_become, signed_out_everywhere, signs_in
from tests.hostile.test_whose_tab_it_is import OTHERS, asks

NEW = "Skrevet siden"


def words_of(content):
    with zipfile.ZipFile(BytesIO(content)) as book:
        return "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())


def writes_a_goal(store):
    with store.change(by=ADA.id) as change:
        if change.plan.find(Goal, "later") is None:
            change.add(a_goal(id="later", title=NEW, code="8.8"))


def test_hege_gets_the_plan_as_it_is_when_she_asks(town):
    with town.comes("hege") as hege:
        wanted = hege.visit("transfer").files
        assert len(wanted) == 5
        town.does(writes_a_goal)
        for label, file_id in wanted.items():
            answer = hege.asks_for(file_id)
            assert answer.error_msg == "", label
            status, content = asks(town, answer.deferred_file.url, who="hege")
            assert status == 200
            assert len(content) > 100
        book = wanted["Arbeidsbok (.xlsx)"]
        content = asks(town, hege.asks_for(book).deferred_file.url, who="hege")[1]
        assert NEW in words_of(content)


LOSSES = {
    "her role": lambda town: town.does(roles_become, "hege", Role.POLITICIAN),
    "all roles": lambda town: town.does(roles_become, "hege"),
    "her session": lambda town: town.does(signed_out_everywhere, "hege"),
    "her access": lambda town: town.does(leaves, "hege"),
}


@pytest.mark.parametrize("lost", LOSSES)
def test_an_old_tab_gets_nothing_once_the_right_is_gone(town, lost):
    logged = town.log.stat().st_size
    with town.comes("hege") as hege:
        wanted = hege.visit("transfer").files
        made = hege.asks_for(next(iter(wanted.values()))).deferred_file.url
        assert asks(town, made, who="hege")[0] == 200
        LOSSES[lost](town)
        before = town.does(everything_in)
        for label, file_id in wanted.items():
            answer = hege.asks_for(file_id)
            assert answer.deferred_file.url == "", label
            assert "Last siden på nytt" in answer.error_msg
        # Nor what was made while the right was there.
        assert asks(town, made, who="hege")[0] in {403, 404}
        assert town.does(everything_in) == before
    assert b"Traceback" not in town.log.read_bytes()[logged:]


@pytest.mark.parametrize("who", OTHERS)
def test_a_file_is_fetched_by_nobody_else(town, who):
    with town.comes("hege") as hege:
        file_id = next(iter(hege.visit("transfer").files.values()))
        address = hege.asks_for(file_id).deferred_file.url
        assert asks(town, address, who=who)[0] in {403, 404}
        assert asks(town, address, who="hege")[0] == 200


def test_nor_by_the_same_person_elsewhere(town):
    with town.comes("hege") as hege:
        address = hege.asks_for(next(iter(hege.visit("transfer").files.values())))
        town.tokens["hege at home"] = town.does(signs_in, HEGE)
        assert asks(town, address.deferred_file.url, who="hege at home")[0] == 404


@pytest.mark.parametrize("who", OTHERS)
def test_what_one_asks_for_is_not_made_for_another_tab(town, who):
    with town.comes("hege") as hege, town.comes(who) as other:
        wanted = hege.visit("transfer").files
        other.visit("goals")
        for file_id in wanted.values():
            for session in (other.session, hege.session, "", "x"):
                answer = other.asks_for(file_id, session=session or "-")
                assert answer.deferred_file.url == ""
                assert answer.error_msg


def test_nor_for_another_tab_of_ones_own(town):
    with town.comes("hege") as one, town.comes("hege") as other:
        file_id = next(iter(one.visit("transfer").files.values()))
        other.visit("transfer")
        assert other.asks_for(file_id).error_msg
        assert one.asks_for(file_id).deferred_file.url


def test_a_file_goes_with_the_page_and_with_the_tab(town):
    with town.comes("hege") as hege:
        file_id = next(iter(hege.visit("transfer").files.values()))
        address = hege.asks_for(file_id).deferred_file.url
        assert asks(town, address, who="hege")[0] == 200
        hege.visit("goals")
        assert asks(town, address, who="hege")[0] == 404
        file_id = next(iter(hege.visit("transfer").files.values()))
        address = hege.asks_for(file_id).deferred_file.url
        assert asks(town, address, who="hege")[0] == 200
    time.sleep(0.3)
    assert asks(town, address, who="hege")[0] == 404


def test_a_file_can_be_taken_while_others_are_at_work(town):
    # Others' reruns make Streamlit forget files nobody shows.
    with town.comes("hege") as hege, town.comes("liv") as liv:
        file_id = next(iter(hege.visit("transfer").files.values()))
        address = hege.asks_for(file_id).deferred_file.url
        for _ in range(3):
            liv.visit("goals")
        for _ in range(2):
            assert asks(town, address, who="hege")[0] == 200


def test_an_administrators_backup_is_the_administrators(town):
    with town.comes("ada") as ada:
        page = ada.visit("backup")
        files = page.files
        if not files:
            (now,) = [w for w in page.widgets if w.kind == "button" and "nå" in w.label]
            files = ada.visit("backup", values=[now.holding("")]).files
        address = ada.asks_for(next(iter(files.values()))).deferred_file.url
        for who in OTHERS:
            assert asks(town, address, who=who)[0] in {403, 404}
        status, content = asks(town, address, who="ada")
        assert status == 200
        assert len(content) > 1000
        town.does(roles_become, "ada", Role.HR)
        assert asks(town, address, who="ada")[0] == 404
