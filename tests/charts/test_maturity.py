"""Where a group says it stands: then and now, and where people disagree."""

import pytest

from strategy.charts import maturity as chart
from strategy.charts.maturity import Maturity, ThenNow
from strategy.charts.maturity_radar import maturity_radar_figure
from strategy.charts.maturity_steps import maturity_steps_figure
from strategy.charts.palette import Look
from strategy.charts.vote_spread import (
    SpreadRow,
    VoteSpread,
    finding,
    summary,
    table,
    vote_spread,
    vote_spread_figure,
)
from strategy.domain.meeting_items import Theme
from strategy.domain.reflection import Asked, Shown, Standing
from strategy.i18n import LANGUAGES, words
from tests.charts.sample import HOSTILE, texts

NB = words("nb")
LIGHT = Look(dark=False)
LOOKS = [Look(dark=dark, narrow=narrow) for dark in (False, True) for narrow in (False, True)]


def standing(**means: float) -> tuple[Standing, ...]:
    return tuple(Standing(Theme(theme), mean, 2) for theme, mean in means.items())


def a_maturity(now, then=(), **given) -> Maturity:
    given = {"now_called": "I år", "then_called": "I fjor" if then else "", **given}
    return chart.maturity(now, then, **given)


BOTH = a_maturity(
    standing(dare=3.6, lead=2.9, learn=3.6, values=3.0),
    standing(dare=2.0, lead=2.1, learn=3.1, mobilise=2.2),
)


def test_every_theme_stands_once_with_what_is_known_of_it():
    assert BOTH.rows == (
        ThenNow(Theme.DARE, 2.0, 3.6),
        ThenNow(Theme.LEAD, 2.1, 2.9),
        ThenNow(Theme.LEARN, 3.1, 3.6),
        ThenNow(Theme.MOBILISE, 2.2, None),
        ThenNow(Theme.VALUES, None, 3.0),
    )
    assert BOTH.furthest.theme is Theme.DARE


def test_every_pillar_has_a_row_and_one_nobody_judged_is_no_nought():
    pillars = {"one": "Mot", "six": "Å <b>bære</b>"}
    now = (
        Standing(Theme.DARE, 4.0, 1, "one"),
        Standing(Theme.PILLAR, 2.0, 1, "one"),
        Standing(Theme.PILLAR, 5.0, 1, "gone"),
        Standing(Theme.VALUES, 3.0, 2),
    )

    shown = a_maturity(now, pillars=pillars)

    assert shown.rows == (
        ThenNow(Theme.PILLAR, None, 3.0, "Mot"),
        ThenNow(Theme.PILLAR, None, None, "Å <b>bære</b>"),
        ThenNow(Theme.VALUES, None, 3.0),
        ThenNow(Theme.PILLAR, None, 5.0),
    )
    assert list(chart.table(shown, NB).iloc[1]) == ["Å <b>bære</b>", "ikke vurdert", "ikke vurdert"]
    radar = maturity_radar_figure(shown, NB, LIGHT).to_plotly_json()
    assert radar["data"][1]["r"][1] is None
    assert "&lt;b&gt;" in radar["layout"]["polar"]["angularaxis"]["ticktext"][1]
    assert chart.finding(a_maturity((), pillars=pillars), NB) == "Ingen har vurdert noe ennå"


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        (BOTH, "Å våge har gått mest fram: 1,6 opp"),
        (
            a_maturity(standing(dare=2.0, lead=3.0), standing(dare=3.0, lead=3.5)),
            "Å våge har gått mest tilbake: 1 ned",
        ),
        (
            a_maturity(standing(dare=3.1), standing(dare=3.0)),
            "Vi vurderer oss omtrent som sist",
        ),
        (a_maturity(standing(dare=3.1, learn=2.5)), "Å lære har lengst igjen: 2,5 av 5"),
        (a_maturity((), standing(dare=3.0)), "Ingen har vurdert noe ennå"),
        (a_maturity(()), "Ingen har vurdert noe ennå"),
    ],
)
def test_the_finding_says_what_has_moved(shown, said):
    assert chart.finding(shown, NB) == said


def test_the_summary_says_every_figure_and_the_table_has_them():
    assert chart.summary(BOTH, NB) == (
        "Å våge har gått mest fram: 1,6 opp. Å våge 2 → 3,6. Å lede 2,1 → 2,9. "
        "Å lære 3,1 → 3,6. Å mobilisere 2,2 → ikke vurdert. Verdier 3."
    )
    told = chart.table(BOTH, NB)
    assert list(told.columns) == ["Tema", "I fjor", "I år"]
    assert list(told.iloc[3]) == ["Å mobilisere", "2,2", "ikke vurdert"]
    assert list(chart.table(a_maturity(standing(dare=3.0)), NB).columns)[1] == "Før"


def test_the_radar_writes_each_figure_at_its_theme_and_always_reaches_five():
    figure = maturity_radar_figure(BOTH, NB, LIGHT).to_plotly_json()
    polar = figure["layout"]["polar"]
    assert polar["radialaxis"]["range"] == [0.5, 5]
    assert "<b>2 → 3,6</b>" in polar["angularaxis"]["ticktext"][0]
    then, now = figure["data"]
    assert (then["line"]["dash"], then["marker"]["symbol"]) == ("dash", "circle-open")
    assert now["marker"]["symbol"] == "circle"
    assert now["r"] == [3.6, 2.9, 3.6, None, 3.0, 3.6]


def test_two_themes_make_no_shape_but_steps():
    two = a_maturity(standing(dare=3.0, lead=2.0))
    assert maturity_radar_figure(two, NB, LIGHT).data == ()
    assert "● I år" in texts(maturity_steps_figure(two, NB, LIGHT))


def test_the_steps_go_from_then_to_now_on_one_scale():
    figure = maturity_steps_figure(BOTH, NB, LIGHT).to_plotly_json()
    assert figure["layout"]["xaxis"]["tickvals"] == [1, 2, 3, 4, 5]
    ways = [trace["x"] for trace in figure["data"] if trace["mode"] == "lines"]
    assert ways == [[2.0, 3.6], [2.1, 2.9], [3.1, 3.6]]
    assert maturity_steps_figure(a_maturity(()), NB, LIGHT).data[0].x == ()


# --- where people disagree ----------------------------------------------------------------------


def told(question: str, spread=None, *, too_few=False) -> Shown:
    asked = Asked(key=question, theme=Theme.DARE, texts={"nb": question})
    return Shown(asked, revealed=True, spread=spread, too_few=too_few)


SPREAD = vote_spread(
    [
        told("Enige?", (0, 0, 5, 0, 0)),
        told("Uenige?", (3, 0, 0, 0, 3)),
        told("For få?", too_few=True),
        told("Ikke spurt?"),
    ],
    "nb",
)


def test_what_people_disagree_about_most_stands_first():
    assert (
        VoteSpread(
            (
                SpreadRow("Uenige?", (3, 0, 0, 0, 3), 3.0, 2.0),
                SpreadRow("Enige?", (0, 0, 5, 0, 0), 3.0, 0.0),
            ),
            hidden=1,
        )
        == SPREAD
    )
    assert finding(SPREAD, NB) == "Vi er uenige om 1 av 2 spørsmål"
    together = vote_spread([told("Enige?", (0, 0, 5, 0, 0))], "nb")
    assert finding(together, NB) == "Vi ser nokså likt på det"


def test_the_spread_is_said_in_words_and_rows():
    assert summary(SPREAD, NB) == "Uenige? 3 valgte 1, 3 valgte 5. Enige? 5 valgte 3."
    assert list(table(SPREAD, NB).iloc[0]) == ["Uenige?", 3, 0, 0, 0, 3, "3"]
    nothing = vote_spread([], "nb")
    assert finding(nothing, NB) == summary(nothing, NB) == "Ingen nivåer å vise ennå"


def test_each_level_bears_its_count_and_the_wall_gets_larger_letters():
    small = vote_spread_figure(SPREAD, NB, LIGHT, questions=False).to_plotly_json()
    large = vote_spread_figure(SPREAD, NB, LIGHT, big=True, questions=False).to_plotly_json()
    assert "Snitt 3" in str(small)
    assert large["layout"]["height"] > 1.8 * small["layout"]["height"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_whatever_is_drawn_is_valid_and_no_text_is_markup(language, look):
    w = words(language)
    odd = a_maturity(
        standing(dare=3.0, lead=2.0, learn=1.0), standing(dare=1.0), now_called=HOSTILE
    )
    spread = vote_spread([told(HOSTILE * 3, (1, 1, 1, 1, 1))], "nb")
    for figure in (
        maturity_radar_figure(odd, w, look),
        maturity_steps_figure(odd, w, look),
        vote_spread_figure(spread, w, look),
        vote_spread_figure(vote_spread([], "nb"), w, look),
    ):
        figure.to_dict()
        type(figure)(figure.to_plotly_json())
        assert "<script" not in str(texts(figure))
