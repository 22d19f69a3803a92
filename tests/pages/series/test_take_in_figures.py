"""An indicator's page takes in figures: pasted, previewed, saved with their source."""

import pytest

from strategy.domain.items import Indicator
from strategy.domain.roles import may_report
from tests.pages.opened import choose, failures, press, said, shown, write

pytestmark = pytest.mark.usefixtures("nyfjord")

HANNE, OWNER_ELSEWHERE = (f"demo-person-{name}" for name in ("hanne", "ragnhild"))
TABLE = (
    "Sykefravær;;;\nIndikator;Måleenhet;Kjønn;2001;2002\nSykefravær;%;Menn;5,1;:\n"
    "Sykefravær;%;Kvinner;8,1;8,3\nHeltid;%;Kvinner;60;61\nUten vikarer;;;;\n"
    "Kilde: Statistisk sentralbyrå;;;;\n"
)


def an_indicator(nyfjord) -> Indicator:
    """One in per cent that nobody measured in 2001."""
    return next(i for i in nyfjord.plan().indicators if i.unit == "%")


def opened(indicator, person=HANNE, *, language="nb"):
    return shown("plan/indicator", person, language=language, code=indicator.code)


def pasted(indicator, text, *, number=0, period=""):
    app = opened(indicator)
    write(app, f"series.{indicator.id}.{number}.paste", text)
    write(app, f"series.{indicator.id}.{number}.period", period)
    return app.run()


def figures_in(nyfjord, indicator):
    measured = nyfjord.plan().measurements_of(indicator.id)
    return {m.period: (m.value, m.source, m.licence) for m in measured if m.on.year < 2010}


def test_hr_pastes_a_table_chooses_a_series_and_saves_it_with_its_source(nyfjord):
    indicator = an_indicator(nyfjord)
    app = pasted(indicator, TABLE)
    assert failures(app) == []
    assert "Filen har 3 serier" in said(app)
    choose(app, f"series.{indicator.id}.0.title", "Sykefravær")
    app = app.run()
    choose(app, f"series.{indicator.id}.0.dimension.Kjønn", "Kvinner")
    app = app.run()
    assert "Nye 2" in said(app)
    app = press(app, "Lagre tallene")
    assert failures(app) == []
    ssb = ("Statistisk sentralbyrå", "CC BY 4.0")
    assert figures_in(nyfjord, indicator) == {"2001": (8.1, *ssb), "2002": (8.3, *ssb)}

    again = pasted(indicator, TABLE.replace("8,3", "8,4"), number=0)
    choose(again, f"series.{indicator.id}.0.title", "Sykefravær")
    again = again.run()
    choose(again, f"series.{indicator.id}.0.dimension.Kjønn", "Kvinner")
    again = again.run()
    assert "2002: fra 8,3 % til 8,4 %" in said(again).replace("\\", "").replace("\u00a0", " ")
    same = pasted(indicator, TABLE)
    choose(same, f"series.{indicator.id}.0.title", "Sykefravær")
    same = same.run()
    choose(same, f"series.{indicator.id}.0.dimension.Kjønn", "Kvinner")
    assert "Alle tallene er her fra før" in said(same.run())


def test_what_is_wrong_is_told_by_its_cell_and_nothing_is_offered(nyfjord):
    indicator = an_indicator(nyfjord)
    rows = "".join(f"X{n};ca. {n}\n" for n in range(15))
    app = pasted(indicator, "Indikator;2001\nY;1\n" + rows)
    assert failures(app) == []
    assert "er ikke et tall" in said(app)
    assert "Og 3 til" in said(app)
    assert "Lagre tallene" not in said(app)
    assert figures_in(nyfjord, indicator) == {}


def test_a_series_in_another_unit_is_not_offered(nyfjord):
    app = pasted(an_indicator(nyfjord), "Indikator;Måleenhet;2001\nÅrsverk;antall;900\n")
    assert "måles i" in said(app)
    assert "Lagre tallene" not in said(app)


def test_a_table_without_a_period_gets_the_one_written_beside_it(nyfjord):
    indicator = an_indicator(nyfjord)
    table = "Faktor;Kommunen\nMotivasjon;43\n"
    assert "hvilken periode" in said(pasted(indicator, table))
    app = press(pasted(indicator, table, period="2003"), "Lagre tallene")
    assert failures(app) == []
    assert figures_in(nyfjord, indicator) == {"2003": (43, "", "")}


def test_those_who_may_not_report_are_not_offered_it(nyfjord):
    plan = nyfjord.plan()
    person = plan.by_id[OWNER_ELSEWHERE]
    theirs = next(i for i in plan.indicators if not may_report(plan, person, i))
    app = opened(theirs, OWNER_ELSEWHERE)
    assert failures(app) == []
    assert not [area for area in app.text_area if area.key.startswith("series.")]


@pytest.mark.parametrize("language", ["nn", "en"])
def test_it_is_offered_in_every_language(nyfjord, language):
    app = opened(an_indicator(nyfjord), language=language)
    assert failures(app) == []
    labels = {"nn": "Hent inn tal", "en": "Import figures"}
    assert labels[language] in [expander.label for expander in app.expander]
