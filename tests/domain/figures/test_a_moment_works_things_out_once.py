from datetime import date

from strategy.domain.figures.assessment import assess
from strategy.domain.figures.changes import Moment
from strategy.domain.meeting_items import Meeting
from strategy.domain.plan import Plan
from tests.builders import an_organisation

TODAY = date(2026, 11, 22)


def a_moment() -> Moment:
    plan = Plan(revision=1, organisation=an_organisation())
    return Moment(plan, assess(plan, TODAY))


def test_what_follows_from_a_moment_is_worked_out_once():
    moment = a_moment()
    asked: list[str] = []

    def work_out() -> int:
        asked.append("asked")
        return 7

    assert [moment.once("sum", work_out), moment.once("sum", work_out)] == [7, 7]
    assert asked == ["asked"]


def test_another_moment_works_it_out_for_itself():
    one, other = a_moment(), a_moment()

    assert one.once("whose", lambda: "one") == "one"
    assert other.once("whose", lambda: "other") == "other"


def test_a_moment_keeps_no_more_than_a_page_needs():
    moment = a_moment()
    for number in range(200):
        moment.once(number, lambda number=number: number)

    assert moment.once("one more", lambda: "fresh") == "fresh"
    assert moment.once(0, lambda: "again") == "again"


def test_a_meeting_is_found_by_its_id_too():
    meeting = Meeting(id="meeting", title="Ledermøte", on=TODAY)
    plan = Plan(revision=1, organisation=an_organisation(), meetings=(meeting,))

    assert plan.find(Meeting, "meeting") is meeting
    assert plan.find(Meeting, "another") is None
