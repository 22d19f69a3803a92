"""What somebody prepared, published or withdrew is among what is stored about them."""

import json
from datetime import date

from strategy.services.administration import privacy
from strategy.services.publishing import publications as publishing
from strategy.store.database import Database
from tests.builders import ADA, HEGE, LIV
from tests.services.fjordvik import TODAY
from tests.services.publishing.test_publish_a_period import NOW


def about(database: Database, person_id: str) -> list[dict]:
    document = privacy.everything_about(database, person_id, by=ADA, today=TODAY)
    return json.loads(document)["publications"]


def test_each_is_told_what_they_did_and_not_what_others_did(small_town: Database):
    for day in (date(2026, 3, 31), date(2026, 4, 30)):
        draft = publishing.prepare(small_town, title="T1", day=day, by=HEGE, today=TODAY, now=NOW)
        if day.month == 3:
            publishing.publish(small_town, draft, by=LIV, now=NOW)
    (publication,) = small_town.publications.all()
    publishing.withdraw(small_town, publication.id, reason="Feil tall", by=LIV, now=NOW)

    assert [one["as"] for one in about(small_town, HEGE.id)] == [["prepared_by"], ["prepared_by"]]
    liv = about(small_town, LIV.id)
    assert liv[0]["as"] == ["approved_by"]
    assert [one["reason"] for one in liv[1:]] == ["", "Feil tall"]
    assert about(small_town, ADA.id) == []
