"""Guests answer a round from their phones, over real HTTP, and reach nothing else."""

import re
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from strategy.domain.items import SMALLEST_GROUP
from strategy.services import planning
from strategy.services.reflection import (
    answering as reflection,
)
from strategy.services.reflection import (
    guests as reflection_guests,
)
from strategy.services.reflection import (
    rounds as reflection_rounds,
)
from strategy.web import voting
from strategy.web.guessing import Guesses
from strategy.web.limits import Limits
from strategy.web.middleware import middleware
from strategy.web.routes import ROUTES
from strategy.web.voting import Voting
from tests.builders import ADA, LIV
from tests.phones import Phone, a_browser, a_meeting, mark_of, on_the_net, seen_of, text_of
from tests.services.rounds import DAY, a_round

FIRST = "Hva har vi prøvd de siste månedene uten å vite om det ville gå bra?"
SECOND = "Når sluttet vi sist med noe som ikke virket, og hva skulle til for at vi torde?"
THANKS = "Takk! Svaret ditt er sendt."
KILOBYTE = 1024


@pytest.fixture
def meeting(served):
    """Fjordvik in a meeting: nine at the table, forty seats for guests, one question up."""
    return a_meeting(served)


@pytest.fixture
def net(meeting):
    del meeting
    with on_the_net() as address:
        yield address


@pytest.fixture
def phone(net):
    return Phone(net)


def answers(meeting):
    """What lies in the store, as the tests may see it and nobody else may."""
    with meeting.database.reflections.looking_at(meeting.round.id) as one:
        return sorted((a.prompt_key, a.text, a.level) for a in one.answers())


def guests(meeting) -> int:
    with meeting.database.reflections.looking_at(meeting.round.id) as one:
        return one.guests()


def reveal(meeting, key="dare-1"):
    reflection.reveal(meeting.database, meeting.round.id, by=LIV, today=DAY, prompt_key=key)


# --- coming in ----------------------------------------------------------------------------------


def test_somebody_types_the_code_joins_answers_and_is_thanked(meeting, phone):
    asked = phone.opens("/vote")
    assert "Koden på skjermen" in text_of(asked.text)

    typed = f" {meeting.code[:3].lower()} {meeting.code[3:]}"
    door = phone.browser.get("/vote", params={"code": typed})
    assert str(door.url).endswith(f"/vote/{meeting.code}")
    assert "Du svarer uten navn." in text_of(door.text)
    assert guests(meeting) == 0

    page = phone.joins(meeting.code)
    assert "Spørsmål 1 av 2" in text_of(page.text)
    assert FIRST in page.text
    assert SECOND not in page.text
    assert "4 – Godt på vei" in page.text

    sent = phone.sends(meeting.code, level__dare_1="4", text__dare_1="Ny turnus")
    assert sent.history[0].status_code == 303
    assert THANKS in sent.text
    assert 'type="radio"' not in sent.text
    assert answers(meeting) == [("dare-1", "Ny turnus", 4)]
    assert guests(meeting) == 1


def test_the_token_is_for_this_round_and_out_of_reach_of_scripts(meeting, phone):
    (joined,) = phone.joins(meeting.code).history
    cookie = joined.headers["set-cookie"]
    assert cookie.startswith("kompass-vote=")
    assert f"Path=/vote/{meeting.code};" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert phone.token not in repr(answers(meeting))
    assert len(phone.token) == 32


def test_behind_tls_the_token_travels_by_tls_only(meeting, monkeypatch):
    monkeypatch.setenv("STRATEGY_MODE", "production")
    monkeypatch.setenv("BASE_URL", "https://strategi.example.no")
    site = {"base_url": "https://strategi.example.no", "follow_redirects": False}
    with TestClient(Starlette(routes=ROUTES, middleware=middleware()), **site) as browser:
        joined = browser.post(f"/vote/{meeting.code}/join")
    cookie = joined.headers["set-cookie"]
    assert cookie.startswith("__Secure-vote=")
    assert "Secure" in cookie


def test_looking_at_the_door_takes_no_seat_and_joining_twice_takes_one(meeting, phone):
    # A chat's preview opens the link as well.
    for _ in range(3):
        phone.opens(f"/vote/{meeting.code}")
    assert guests(meeting) == 0
    phone.joins(meeting.code)
    token = phone.token
    again = phone.joins(meeting.code)
    assert FIRST in again.text
    assert (guests(meeting), phone.token) == (1, token)


@pytest.mark.parametrize(
    "code", ["ABCDEF", "abc", "%00%00", "..%2f..%2fgoals", "A" * 5000, "' or 1=1"]
)
def test_a_code_that_leads_nowhere_is_a_calm_page(phone, code):
    page = phone.opens(f"/vote/{code}")
    assert page.status_code == 404
    assert "Koden virker ikke" in page.text or "Denne siden finnes ikke" in page.text
    assert "Fjordvik kommune" in page.text or "Gå til forsiden" in page.text


def test_half_a_code_is_told_what_a_code_looks_like(phone):
    page = phone.browser.get("/vote", params={"code": "ab1<b>"})
    assert page.status_code == 400
    assert "En kode har 6 tegn, uten O, I, 0 og 1." in page.text
    assert 'value="ab1&lt;b&gt;"' in page.text


def test_a_code_that_was_changed_lets_nobody_else_in_and_nobody_out(meeting, phone, net):
    phone.joins(meeting.code)
    new = reflection_guests.invite_guests(meeting.database, meeting.round.id, by=LIV)

    assert FIRST in phone.opens(f"/vote/{meeting.code}").text
    other = Phone(net)
    assert other.joins(meeting.code).status_code == 404
    assert FIRST in other.joins(new).text


def test_before_it_is_open_the_page_keeps_watch(served):
    meeting = a_meeting(served, opened=False)
    with on_the_net() as net:
        phone = Phone(net)
        early = phone.joins(meeting.code)
        assert "Runden er ikke åpnet ennå." in early.text
        assert 'data-again="5"' in early.text
        assert phone.token == ""
        reflection_rounds.open_round(served, meeting.round.id, by=LIV, today=DAY)
        assert FIRST in phone.joins(meeting.code).text


def test_when_all_seats_are_taken_the_door_says_so(served):
    meeting = a_meeting(served, seats=1)
    with on_the_net() as net:
        Phone(net).joins(meeting.code)
        late = Phone(net).joins(meeting.code)
    assert "Alle plassene er tatt." in late.text
    assert guests(meeting) == 1


def test_after_it_has_ended_who_was_in_reads_on_and_nobody_comes_in(meeting, phone, net):
    phone.joins(meeting.code)
    reflection.close(meeting.database, meeting.round.id, by=LIV, today=DAY)

    assert (
        "Runden er avsluttet. Takk for at du var med." in phone.opens(f"/vote/{meeting.code}").text
    )
    assert Phone(net).joins(meeting.code).status_code == 404


def test_a_round_that_is_no_more_says_so(served):
    meeting = a_meeting(served)
    with on_the_net() as net:
        phone = Phone(net)
        page = phone.joins(meeting.code)
        reflection_rounds.drop(served, meeting.round.id, by=LIV)
        assert phone.opens(f"/vote/{meeting.code}").status_code == 404
        gone = phone.sends(meeting.code, form=mark_of(page.text), level__dare_1="1")
        assert gone.status_code == 403
        assert "Du er ikke med i runden lenger" in gone.text
        assert phone.waits(meeting.code, seen_of(page.text)).status_code == 403


def test_without_the_cookie_the_phone_is_a_stranger_again(meeting, phone):
    phone.joins(meeting.code)
    phone.sends(meeting.code, level__dare_1="4")
    phone.browser.cookies.clear()

    assert "Bli med" in phone.opens(f"/vote/{meeting.code}").text
    # It may join again, on another seat; what it answered before stands.
    assert 'type="radio"' in phone.joins(meeting.code).text
    assert (guests(meeting), answers(meeting)) == (2, [("dare-1", "", 4)])


# --- answering ----------------------------------------------------------------------------------


def test_an_answer_is_kept_letter_by_letter_and_shown_as_text(meeting, phone):
    phone.joins(meeting.code)
    phone.sends(meeting.code, text__dare_1="<script>alert(1)</script>\r\n\x00Å ℵ 中文")
    assert answers(meeting) == [("dare-1", "<script>alert(1)</script>\nÅ ℵ 中文", None)]


def test_an_empty_form_is_told_what_is_missing(meeting, phone):
    phone.joins(meeting.code)
    page = phone.sends(meeting.code, text__dare_1=" ", level__dare_1="")
    assert page.status_code == 400
    assert "Skriv noe, eller velg et nivå fra 1 til 5." in page.text
    assert answers(meeting) == []


def test_a_text_that_is_too_long_comes_back_to_be_shortened(meeting, phone):
    phone.joins(meeting.code)
    page = phone.sends(meeting.code, text__dare_1="<" * 4001, level__dare_1="2")
    assert page.status_code == 400
    assert "4000" in text_of(page.text).replace("\xa0", "")
    assert "&lt;" * 4001 in page.text
    assert 'value="2" checked' in page.text
    assert answers(meeting) == []
    # A new line counts once, however many signs a browser sends for it.
    fits = "\r\n".join(["x"] * 2000)
    assert THANKS in phone.sends(meeting.code, text__dare_1=fits).text


def test_a_hundred_thousand_characters_are_not_even_read(meeting, phone):
    page = phone.joins(meeting.code)
    sent = phone.sends(meeting.code, form=mark_of(page.text), text__dare_1="x" * 100_000)
    assert sent.status_code == 413
    assert answers(meeting) == []


def test_sent_twice_is_sent_once(meeting, phone):
    page = phone.joins(meeting.code)
    mark = mark_of(page.text)
    with ThreadPoolExecutor(5) as presses:
        sent = list(
            presses.map(
                lambda level: phone.sends(meeting.code, form=mark, level__dare_1=level), "12345"
            )
        )
    assert {answer.status_code for answer in sent} == {200}
    assert len(answers(meeting)) == 1


def test_from_two_tabs_the_first_counts_and_both_say_so(meeting, phone):
    one = phone.joins(meeting.code)
    other = phone.opens(f"/vote/{meeting.code}")
    phone.sends(meeting.code, form=mark_of(one.text), level__dare_1="2")
    back = phone.sends(meeting.code, form=mark_of(other.text), level__dare_1="5")
    assert THANKS in back.text
    assert answers(meeting) == [("dare-1", "", 2)]


def test_who_sends_after_the_reveal_keeps_what_they_wrote(meeting, phone):
    page = phone.joins(meeting.code)
    reveal(meeting)
    late = phone.sends(
        meeting.code, form=mark_of(page.text), text__dare_1="Rakk\nikke <b>", level__dare_1="3"
    )
    assert late.status_code == 400
    assert "Svarene ble vist før du sendte." in late.text
    assert "Rakk<br>ikke &lt;b&gt;" in late.text
    assert answers(meeting) == []


def test_all_questions_at_once_are_kept_together_or_not_at_all(served):
    meeting = a_meeting(served, live=False)
    with on_the_net() as net:
        phone = Phone(net)
        page = phone.joins(meeting.code)
        assert "2 spørsmål å svare på" in text_of(page.text)
        reveal(meeting, "dare-2")
        mark = mark_of(page.text)
        both = {"level__dare_1": "1", "text__dare_2": "For sent"}
        late = phone.sends(meeting.code, form=mark, **both)
        assert late.status_code == 400
        assert answers(meeting) == []
        assert 'value="1" checked' in late.text
        assert "For sent" in late.text
        assert THANKS in phone.sends(meeting.code, level__dare_1="1").text
    assert answers(meeting) == [("dare-1", "", 1)]


# --- forged -------------------------------------------------------------------------------------

FORGED = [
    {"level__dare_1": "9"},
    {"level__dare_1": "-1"},
    {"level__dare_1": "٣"},
    {"level__dare_1": "3", "level__dare_99": "3"},
    {"text__nothing": "x"},
    {"level__dare_1": "3", "person_id": "liv"},
]


@pytest.mark.parametrize("fields", FORGED, ids=str)
def test_a_form_with_what_ours_does_not_have_is_refused(meeting, phone, fields):
    phone.joins(meeting.code)
    sent = phone.sends(meeting.code, **fields)
    assert sent.status_code == 403
    assert "Skjemaet kom ikke fra denne siden" in sent.text
    assert answers(meeting) == []


def test_a_form_without_its_mark_or_with_somebody_elses_is_refused(meeting, phone, net):
    phone.joins(meeting.code)
    other = mark_of(Phone(net).joins(meeting.code).text)
    for mark in ("x", other, "ø" * 32):
        assert phone.sends(meeting.code, form=mark, level__dare_1="3").status_code == 403
    assert answers(meeting) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_a_form_from_another_site_is_refused(meeting, phone, headers):
    phone.joins(meeting.code)
    assert phone.sends(meeting.code, headers=headers, level__dare_1="3").status_code == 403
    answer = Phone(str(phone.browser.base_url)).browser.post(
        f"/vote/{meeting.code}/join", headers=headers
    )
    assert answer.status_code in {403, 404}
    assert (answers(meeting), guests(meeting)) == ([], 1)


def test_files_are_not_taken(meeting, phone):
    page = phone.joins(meeting.code)
    sent = phone.browser.post(
        f"/vote/{meeting.code}",
        data={"form": mark_of(page.text)},
        files={"text.dare-1": ("x.exe", b"x")},
    )
    assert sent.status_code == 400
    assert answers(meeting) == []


def test_a_token_of_one_round_is_worthless_in_another(meeting, phone, net):
    phone.joins(meeting.code)
    other = a_meeting(meeting.database, settled=True, prompts=("dare-2",))
    stolen = {"cookie": f"kompass-vote={phone.token}"}
    intruder = a_browser(net, headers=stolen, follow_redirects=True)

    assert "Bli med" in intruder.get(f"/vote/{other.code}").text
    assert intruder.get(f"/vote/{other.code}/state").status_code == 403
    mark = voting.form_mark(phone.token)
    sent = intruder.post(f"/vote/{other.code}", data={"form": mark, "level.dare-2": "3"})
    assert sent.status_code == 403
    assert answers(other) == []


def test_a_made_up_token_opens_nothing(meeting, net):
    for token in ("", "x", "x" * 4000, "' or 1=1 --"):
        stranger = a_browser(net, headers={"cookie": f"kompass-vote={token}"})
        assert "Bli med" in stranger.get(f"/vote/{meeting.code}").text
        assert stranger.get(f"/vote/{meeting.code}/state").status_code == 403
        mark = voting.form_mark(token)
        sent = stranger.post(f"/vote/{meeting.code}", data={"form": mark, "level.dare-1": "3"})
        assert sent.status_code == 403
    assert answers(meeting) == []


# --- after the reveal ---------------------------------------------------------------------------


def five_answer(meeting, *levels):
    for number, level in enumerate(levels):
        meeting.says(meeting.joined(), f"Hemmelig tanke {number}", level)


def test_after_the_reveal_everybody_sees_the_spread_and_nobodys_words(meeting, phone):
    phone.joins(meeting.code)
    five_answer(meeting, 2, 4, 4, 4, 5)
    before = phone.opens(f"/vote/{meeting.code}").text
    assert "Slik svarte vi" not in before
    assert "<svg" not in before

    reveal(meeting)
    after = phone.opens(f"/vote/{meeting.code}").text
    assert "Slik svarte vi: 5 svar" in after
    told = re.findall(r'<th scope="row">([1-5]).*?class="count">(\d+)<', after)
    assert told == [("1", "0"), ("2", "1"), ("3", "0"), ("4", "3"), ("5", "1")]
    assert "Hemmelig" not in after


def test_fewer_than_five_answers_are_not_shown(meeting, phone):
    phone.joins(meeting.code)
    five_answer(meeting, *range(1, SMALLEST_GROUP))
    assert len(answers(meeting)) == 4
    reveal(meeting)
    page = phone.opens(f"/vote/{meeting.code}").text
    assert "Færre enn fem har svart" in page
    assert "Slik svarte vi" not in page


def test_what_the_group_agreed_on_is_shown_unless_it_is_confidential(meeting, phone):
    phone.joins(meeting.code)
    reveal(meeting)
    agree = {"by": LIV, "today": DAY, "level": 3}
    secret = "Vi slår sammen to skoler"
    reflection.agree(
        meeting.database, meeting.round.id, "dare-1", sentence="Vi <prøver> én ting", **agree
    )
    page = phone.opens(f"/vote/{meeting.code}").text
    assert "Dette ble vi enige om" in page
    assert "Vi &lt;prøver&gt; én ting" in page
    assert "Her står vi: 3 av 5" in page

    reveal(meeting, "dare-2")
    reflection.agree(
        meeting.database,
        meeting.round.id,
        "dare-2",
        sentence=secret,
        confidential_to=("liv",),
        **agree,
    )
    assert secret not in phone.opens(f"/vote/{meeting.code}").text


def test_the_next_question_comes_first_and_what_was_left_open_stays(meeting, phone):
    phone.joins(meeting.code)
    reflection.put_up(meeting.database, meeting.round.id, "dare-2", by=LIV)
    page = phone.opens(f"/vote/{meeting.code}").text
    assert "Spørsmål 2 av 2" in page
    assert page.index(SECOND) < page.index(FIRST)
    reveal(meeting)
    assert "<summary>Tidligere spørsmål</summary>" in phone.opens(f"/vote/{meeting.code}").text


# --- following ----------------------------------------------------------------------------------


@pytest.fixture
def quick(meeting):
    """The pages with little patience, so that a test has some."""
    del meeting
    pages = Voting(held=0.6, every=0.05)
    with on_the_net(routes=pages.routes) as address:
        yield address, pages


def test_while_nothing_happens_the_phone_is_told_nothing(meeting, quick):
    phone = Phone(quick[0])
    page = phone.joins(meeting.code).text
    assert phone.waits(meeting.code, seen_of(page)).status_code == 204
    # Neither does what another guest answers change what this one sees.
    meeting.says(meeting.joined(), "Hei", 2)
    assert phone.waits(meeting.code, seen_of(page)).status_code == 204


def test_a_waiting_phone_is_told_of_the_reveal_at_once(meeting, net):
    phone = Phone(net)
    page = phone.joins(meeting.code).text
    with ThreadPoolExecutor(1) as aside:
        waiting = aside.submit(phone.waits, meeting.code, seen_of(page))
        time.sleep(0.5)
        assert not waiting.done()
        reveal(meeting)
        news = waiting.result(timeout=10)
    assert news.status_code == 200
    assert "Svarene er vist" in news.text
    assert news.headers["cache-control"] == "no-store"


def test_the_other_tab_learns_that_one_has_answered_and_nobody_is_shown_yesterdays_page(
    meeting, quick
):
    phone = Phone(quick[0])
    before = seen_of(phone.joins(meeting.code).text)
    sent = phone.sends(meeting.code, level__dare_1="3").text
    assert phone.waits(meeting.code, seen_of(sent)).status_code == 204
    assert THANKS in phone.waits(meeting.code, before).text


def test_a_stranger_waits_for_nothing(meeting, quick):
    assert Phone(quick[0]).waits(meeting.code, "").status_code == 403


def test_a_round_that_goes_while_one_waits_ends_the_waiting(meeting, quick):
    phone = Phone(quick[0])
    page = phone.joins(meeting.code).text
    with ThreadPoolExecutor(1) as aside:
        waiting = aside.submit(phone.waits, meeting.code, seen_of(page))
        time.sleep(0.2)
        reflection_rounds.drop(meeting.database, meeting.round.id, by=LIV)
        assert waiting.result(timeout=10).status_code == 410


def test_one_guest_holds_only_so_many_places(meeting):
    with on_the_net(routes=Voting(held=60.0, every=0.05).routes) as address:
        phone = Phone(address)
        seen = seen_of(phone.joins(meeting.code).text)
        with ThreadPoolExecutor(6) as tabs:
            waiting = [tabs.submit(phone.waits, meeting.code, seen) for _ in range(6)]
            answered = as_completed(waiting)
            refused = [next(answered).result() for _ in range(2)]
            reflection_rounds.drop(meeting.database, meeting.round.id, by=LIV)
            held = [one.result() for one in answered]
    assert [answer.status_code for answer in refused] == [503, 503]
    assert {answer.headers["retry-after"] for answer in refused} == {"5"}
    assert [answer.status_code for answer in held] == [410] * 4


def comes_to_rest(watch) -> bool:
    """Whether it stops looking: for as long as six looks would take."""
    for _ in range(40):
        looks = watch.looks
        time.sleep(0.3)
        if watch.looks == looks:
            return True
    return False


def test_one_look_serves_all_who_wait_and_nobody_looks_for_nobody(meeting, quick):
    address, pages = quick
    phones = [Phone(address) for _ in range(12)]
    seen = {phone: seen_of(phone.joins(meeting.code).text) for phone in phones}
    began = time.monotonic()
    with ThreadPoolExecutor(12) as aside:
        told = list(aside.map(lambda phone: phone.waits(meeting.code, seen[phone]), phones))
    assert {answer.status_code for answer in told} == {204}
    watch = pages._watching[1]  # noqa: SLF001 - how often it looked shows nowhere else
    # A look each 0.05 seconds at most, however many wait.
    assert 0 < watch.looks <= (time.monotonic() - began) / 0.05 + 1
    assert comes_to_rest(watch)


def test_a_phone_that_leaves_gives_its_place_back(meeting, quick):
    address, pages = quick
    phone = Phone(address)
    seen = seen_of(phone.joins(meeting.code).text)
    impatient = {"timeout": 0.1, "params": {"seen": seen}}
    for _ in range(6):
        with pytest.raises(httpx.TimeoutException):
            phone.browser.get(f"/vote/{meeting.code}/state", **impatient)
    time.sleep(0.2)
    assert pages._watching[1].has_room(phone.token)  # noqa: SLF001 - as above


def test_a_database_that_fails_for_a_moment_loses_nobody(meeting, quick, caplog):
    phone = Phone(quick[0])
    seen = seen_of(phone.joins(meeting.code).text)
    rename = "alter table {} rename to {}"
    with ThreadPoolExecutor(1) as aside:
        waiting = aside.submit(phone.waits, meeting.code, seen)
        time.sleep(0.15)
        engine = meeting.database._engine  # noqa: SLF001 - as if a disk were gone
        with engine.writing() as connection:
            connection.run(rename.format("reflection_mark", "lost"))
        reveal_by_hand(engine, meeting)
        time.sleep(0.15)
        with engine.writing() as connection:
            connection.run(rename.format("lost", "reflection_mark"))
        assert waiting.result(timeout=10).status_code == 200
    assert "during a look at the rounds that are waited for" in caplog.text


def reveal_by_hand(engine, meeting):
    asked = meeting.round.model_copy(update={"revealed": ("dare-1",)})
    with engine.writing() as connection:
        connection.run(
            "update reflection_round set pulse = pulse + 1, content = $content where id = $id",
            {"id": asked.id, "content": asked.model_dump_json()},
        )


# --- limits -------------------------------------------------------------------------------------


class AClock:
    time = 100.0

    def __call__(self):
        return self.time


def knocking(meeting, guesses, address="203.0.113.7"):
    del meeting
    application = Starlette(routes=Voting(guesses=guesses).routes)
    return TestClient(application, base_url="http://localhost", client=(address, 1))


def test_whoever_guesses_codes_is_told_to_wait_and_the_room_is_not_shut(meeting):
    clock = AClock()
    guesses = Guesses(clock)
    inside = knocking(meeting, guesses)
    inside.post(f"/vote/{meeting.code}/join")
    with knocking(meeting, guesses) as guesser:
        tried = [guesser.get(f"/vote/{n:A>6}".replace("0", "A")).status_code for n in range(60)]
        assert set(tried[:36]) <= {404, 200}
        assert tried[-1] == 429
        refused = guesser.get("/vote/AAAAAA")
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "10"
        assert "Mange forsøk på kort tid" in refused.text
        assert guesser.post("/vote/AAAAAA/join").status_code == 429
    assert FIRST in inside.get(f"/vote/{meeting.code}").text

    # The whole room comes from one address, and the right code lets its people in all the same.
    neighbour = knocking(meeting, guesses)
    assert neighbour.get(f"/vote/{meeting.code}").status_code == 200
    joined = neighbour.post(f"/vote/{meeting.code}/join", follow_redirects=False)
    assert joined.status_code == 303
    assert FIRST in neighbour.get(f"/vote/{meeting.code}").text
    clock.time += 10
    assert knocking(meeting, guesses).get("/vote/AAAAAA").status_code == 404


def test_guessers_from_everywhere_do_not_shut_the_door_either(meeting):
    guesses = Guesses(AClock())
    for n in range(1000):
        guesses.was_wrong(f"198.51.100.{n % 250}")
    guest = knocking(meeting, guesses, "203.0.113.8")
    assert guest.get("/vote/AAAAAA").status_code == 429
    assert guest.get(f"/vote/{meeting.code}").status_code == 200
    assert guest.post(f"/vote/{meeting.code}/join", follow_redirects=False).status_code == 303


def test_guesses_count_in_all_wherever_they_come_from():
    guesses = Guesses(AClock())
    let = sum(guesses.was_wrong(f"198.51.100.{n % 250}") == 0 for n in range(1000))
    assert let == 400


def test_a_network_of_ones_own_is_one_client():
    guesses = Guesses(AClock())
    let = sum(guesses.was_wrong(f"2001:db8:0:1::{n:x}") == 0 for n in range(100))
    assert let == 40
    assert guesses.was_wrong("2001:db8:0:2::1") == 0
    assert guesses.was_wrong("unix") == 0


def test_only_so_many_guessers_are_remembered():
    guesses = Guesses(AClock(), kept=2)
    for client in ("a", "b", "c"):
        for _ in range(40):
            guesses.was_wrong(client)
    assert guesses.was_wrong("a") == 0
    assert guesses.was_wrong("c") > 0


def test_thirty_phones_that_come_at_once_from_one_address_are_all_let_in(meeting, net):
    with ThreadPoolExecutor(30) as phones:
        pages = list(phones.map(lambda _: Phone(net).joins(meeting.code).status_code, range(30)))
    assert pages == [200] * 30
    assert guests(meeting) == 30


def test_phones_and_the_app_do_not_use_up_each_others_share():
    clock = AClock()
    routes = [*Voting().routes]
    application = Limits(Starlette(routes=routes), requests_per_minute=60, clock=clock)
    browser = TestClient(application)
    assert [browser.get("/elsewhere").status_code for _ in range(61)][-1] == 429
    waits = [browser.get("/vote/ABCDEF/state").status_code for _ in range(239)]
    assert set(waits) == {403}
    assert browser.get("/vote/ABCDEF/state").status_code == 403
    assert browser.get("/vote/ABCDEF/state").status_code == 429


# --- nothing else -------------------------------------------------------------------------------


@pytest.fixture
def production(meeting, monkeypatch):
    del meeting
    monkeypatch.setenv("STRATEGY_MODE", "production")
    monkeypatch.setenv("BASE_URL", "http://localhost")
    site = {"base_url": "http://localhost", "follow_redirects": False, "client": ("10.0.0.9", 1)}
    layers = middleware(("goals", "reflection"))
    routes = [*ROUTES, Route("/media/{file_id:path}", lambda _: PlainTextResponse("a file"))]
    return TestClient(Starlette(routes=routes, middleware=layers), **site)


def test_in_production_the_guests_pages_are_open_and_nothing_beside_them(meeting, production):
    html = {"accept": "text/html"}
    assert production.get("/vote", headers=html).status_code == 200
    assert production.get(f"/vote/{meeting.code}", headers=html).status_code == 200
    assert production.post(f"/vote/{meeting.code}/join", headers=html).status_code == 303
    assert FIRST in production.get(f"/vote/{meeting.code}", headers=html).text
    token = next(cookie.value for cookie in production.cookies.jar)
    for path in ("/votes", "/vote-count"):
        assert production.get(path, headers=html).status_code == 404
    for path in ("/", "/goals", "/reflection", "/media/x.png"):
        told = production.get(path, headers={**html, "cookie": f"kompass-vote={token}"})
        assert told.status_code in {303, 403}
        assert told.text == ""
        as_session = {**html, "cookie": f"kompass-session={token}"}
        assert production.get(path, headers=as_session).status_code in {303, 403}


def test_where_there_is_no_sign_in_only_this_machine_is_answered(meeting, net):
    told = httpx.get(f"{net}/vote/{meeting.code}", headers={"x-forwarded-for": "10.0.0.1"})
    assert told.status_code == 403
    assert "Bare på denne maskinen" in told.text


def test_a_page_is_a_few_kilobytes_kept_nowhere_and_found_by_nobody(meeting, phone):
    pages = [phone.opens("/vote"), phone.opens(f"/vote/{meeting.code}"), phone.joins(meeting.code)]
    pages.append(phone.opens("/vote/ABCDEF"))
    for page in pages:
        assert len(page.content) < 4 * KILOBYTE
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-robots-tag"] == "noindex, nofollow"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["x-frame-options"] == "DENY"
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert '<meta name="robots" content="noindex">' in page.text
        assert set(re.findall(r'(?:src|href)="(https?:|//)', page.text)) == set()
    for path in re.findall(r'(?:src|href)="(/vote\.[^"]+)"', pages[0].text):
        own = phone.opens(path)
        assert own.status_code == 200
        assert "immutable" in own.headers["cache-control"]
        assert len(own.content) < 10 * KILOBYTE


def test_nothing_is_logged_of_who_answered_what(meeting, phone, caplog):
    caplog.set_level("DEBUG")
    phone.joins(meeting.code)
    phone.sends(meeting.code, text__dare_1="Hemmelig tanke", level__dare_1="9")
    phone.sends(meeting.code, text__dare_1="Hemmelig tanke", level__dare_1="4")
    assert answers(meeting) == [("dare-1", "Hemmelig tanke", 4)]
    # The phone's own diary is not ours.
    ours = [r.getMessage() for r in caplog.records if not r.name.startswith("http")]
    assert phone.token
    assert [line for line in ours if "Hemmelig" in line or phone.token in line] == []


def test_without_script_only_a_page_nobody_writes_on_is_drawn_again(meeting, phone):
    refresh = '<noscript><meta http-equiv="refresh" content="5"></noscript>'
    assert refresh not in phone.joins(meeting.code).text
    assert refresh in phone.sends(meeting.code, level__dare_1="4").text


@pytest.mark.parametrize(
    ("language", "word"),
    [("nb-NO", "Send svaret"), ("nn", "Skriv ikkje namn"), ("en-GB,en", "Send the answer"),
     ("no", "Send svaret"), ("de", "Send svaret")],
)  # fmt: skip
def test_the_page_speaks_the_browsers_language(meeting, net, language, word):
    assert word in Phone(net, language=language).joins(meeting.code).text


def test_a_chosen_language_stays_while_one_answers_and_waits(meeting, phone):
    phone.joins(meeting.code)
    page = phone.opens(f"/vote/{meeting.code}?lang=en").text
    assert "What have we tried in the last few months" in page
    assert f'action="/vote/{meeting.code}?lang=en"' in page
    assert f'data-state="/vote/{meeting.code}/state?lang=en"' in page
    sent = phone.sends(meeting.code, query="?lang=en", level__dare_1="4")
    assert "Thank you! Your answer has been sent." in sent.text


def test_an_organisation_that_speaks_nynorsk_speaks_it_to_its_guests(meeting, net):
    organisation = meeting.database.plan().organisation
    planning.change(meeting.database, organisation, {"language": "nn"}, by=ADA)
    assert "Bli med" in Phone(net, language="de").opens(f"/vote/{meeting.code}").text
    assert 'lang="nn"' in Phone(net, language="de").opens(f"/vote/{meeting.code}").text


def test_a_code_that_now_leads_to_another_round_opens_that_one(meeting, phone):
    phone.joins(meeting.code)
    reflection_guests.stop_inviting(meeting.database, meeting.round.id, by=LIV)
    other = a_round(meeting.database, seats=5, live=True, title="En annen runde")
    reflection_guests.invite_guests(meeting.database, other.id, by=LIV, draw=lambda: meeting.code)
    page = phone.opens(f"/vote/{meeting.code}").text
    assert "En annen runde" in page
    assert "Bli med" in page
