"""A small municipality to draw: every signal, an indicator of each kind, an owner with too much."""

from __future__ import annotations

from datetime import date

from strategy.domain.items import (
    Action,
    ActionState,
    Challenge,
    CheckIn,
    Comparison,
    Direction,
    Goal,
    Indicator,
    Measurement,
    Milestone,
    Organisation,
    Pillar,
    Position,
    Strategy,
    Target,
)
from strategy.domain.plan import Plan

TODAY = date(2026, 11, 22)
HOSTILE = '<a href="https://evil.example">Klikk</a> & <b>fet</b>'


def an_organisation(**given):
    return Organisation(**{"name": "Nyfjord kommune", **given})


def a_plan(**given):
    return Plan(**{"revision": 1, "organisation": an_organisation(), **given})


def a_pillar(number=1, title="Å våge", **given):
    return Pillar(**{"id": f"p{number}", "code": str(number), "title": title, **given})


def a_goal(code="1.1", title="Heltid i helse og velferd", *, pillar=None, **given):
    pillar_id = f"p{pillar or code.split('.')[0]}"
    return Goal(**{"id": f"g{code}", "code": code, "pillar_id": pillar_id, "title": title, **given})


def an_action(number=1, title="Lederprogram, kull 3", *, goals=("1.1",), **given):
    return Action(
        **{
            "id": f"t{number}",
            "code": f"T-{number:03}",
            "title": title,
            "goal_ids": tuple(f"g{goal}" for goal in goals),
            **given,
        }
    )


def a_check_in(number, percent, *, on=date(2026, 11, 1)):
    return CheckIn(id=f"c{number}", action_id=f"t{number}", on=on, by_id="kari", percent=percent)


def an_indicator(number=1, title="Andel heltid", *, goal="1.1", **given):
    return Indicator(
        **{
            "id": f"i{number}",
            "code": f"I-{number}",
            "goal_id": f"g{goal}",
            "title": title,
            "unit": "%",
            **given,
        }
    )


def a_challenge(number=1, title="Flere eldre"):
    return Challenge(id=f"u{number}", code=f"U{number}", title=title)


def a_target(number=1, **given):
    return Target(**{"id": f"tg{number}", "indicator_id": f"i{number}", **given})


def a_measurement(number, on, value=None, **given):
    return Measurement(
        **{
            "id": f"m{number}-{on}",
            "indicator_id": f"i{number}",
            "on": on,
            "value": value,
            **given,
        }
    ).as_kept_by(Organisation(name="Fjordvik"))


PILLARS = ("Å våge", "Å lede", "Å lære", "Å mobilisere", "Å samhandle")
GOALS = (
    ("1.1", "Heltid i helse og velferd"),
    ("1.2", "Vi prøver nytt og lærer av det vi gjør"),
    ("1.3", "Innovasjonskultur i alle enheter, også de minste"),
    ("2.1", "Ledere med handlingsrom"),
    ("2.2", "Tydelig og nær ledelse i hele organisasjonen"),
    ("2.3", "Et trygt ytringsklima"),
    ("3.1", "Alle har en plan for egen læring"),
    ("3.2", "Flere lærlinger og fagbrev på jobb"),
    ("3.3", "Digital trygghet"),
    ("3.4", "Kunnskap deles på tvers"),
    ("4.1", "Vikarpool på tvers av tjenesteområdene"),
    ("4.2", "Lavere sykefravær"),
    ("4.3", "Vi rekrutterer mangfoldig"),
    ("5.1", "Medvirkning før vedtak"),
    ("5.2", "Samarbeid med nabokommunene om spesialister"),
    ("5.3", "Partssamarbeid som utvikler tjenestene"),
)
TITLES = (
    "Lederprogram, kull 3",
    "Heltidskontor med egne rådgivere",
    "Mentorordning for nye ledere",
)


def a_large_plan():
    pillars = tuple(a_pillar(n, title) for n, title in enumerate(PILLARS, 1))
    goals = tuple(
        a_goal(code, title, challenge_ids=(f"u{n % 4 + 1}", f"u{(n * 7) % 5 + 1}"))
        for n, (code, title) in enumerate(GOALS)
    )
    actions, check_ins, milestones = [], [], []
    for n in range(48):
        number = n + 1
        start = date(2025 + n % 2, n % 12 + 1, 1)
        due = date(2027, (n * 5) % 4 + 1, 28) if n % 3 else date(2026, n % 6 + 7, 28)
        moved = n % 7 == 0
        state = ActionState.DONE if n % 11 == 0 else ActionState.OPEN
        state = ActionState.STOPPED if n == 20 else state
        actions.append(
            an_action(
                number,
                TITLES[n % 3],
                goals=(GOALS[n % 16][0],),
                start=None if n == 17 else start,
                due=None if n == 19 else due,
                original_due=date(due.year, max(due.month - 4, 1), 28) if moved else None,
                state=state,
                owner_id=f"o{1 + n % 9 % 7}" if n != 5 else None,
                owner_text="Tverrfaglig gruppe" if n == 5 else "",
            )
        )
        if n % 5:
            check_ins.append(a_check_in(number, min(n * 3 + 20, 95)))
        if n % 4 == 0:
            done = date(2026, 5, 20) if n % 8 else None
            milestone = Milestone(
                id=f"ms{n}",
                action_id=f"t{number}",
                title="Kurs",
                due=date(2026, 6, 1),
                done_on=done,
            )
            milestones.append(milestone)
    return a_plan(
        strategy=Strategy(
            id="s", title="Arbeidsgiverstrategi 2024–2027", period_to=date(2027, 12, 31)
        ),
        challenges=tuple(
            Challenge(id=f"u{n}", code=f"U{n}", title=title)
            for n, title in enumerate(
                ("Flere eldre", "Klima", "Utenforskap", "Ny teknologi", "Stram økonomi", "Tillit"),
                1,
            )
        ),
        pillars=pillars,
        goals=goals,
        actions=tuple(actions),
        check_ins=tuple(check_ins),
        milestones=tuple(milestones),
        positions=tuple(
            Position(id=f"o{n}", title=title, holder_id=None if n == 3 else "x")
            for n, title in enumerate(
                (
                    "Kommunalsjef oppvekst",
                    "HR-sjef",
                    "Kommunalsjef helse og velferd",
                    "Kommunedirektør",
                    "Økonomisjef",
                    "Virksomhetsleder hjemmetjenesten",
                    "Digitaliseringssjef",
                ),
                1,
            )
        ),
        **some_indicators(),
    )


def some_indicators():
    return {
        "indicators": (
            an_indicator(1, "Andel heltid", baseline=33, baseline_on=date(2024, 1, 1)),
            an_indicator(2, "Sykefravær", goal="1.1", direction=Direction.DOWN),
            an_indicator(3, "Mestringsklima", goal="1.1", unit="poeng", baseline=3.8),
            an_indicator(4, "Avgang første år", goal="1.1", direction=Direction.DOWN),
            an_indicator(5, "Lærlinger", goal="3.2", unit="", baseline=20),
            an_indicator(
                6,
                "Turnover",
                goal="2.1",
                baseline=12,
                baseline_on=date(2024, 1, 1),
                direction=Direction.DOWN,
            ),
        ),
        "targets": (
            a_target(1, low=60, due=date(2027, 12, 31), text="60 %"),
            a_target(2, comparison=Comparison.BELOW, high=6, due=date(2027, 12, 31)),
            a_target(3, low=4.2, due=date(2026, 12, 31)),
            a_target(4, comparison=Comparison.TEXT, text="skal ned"),
            a_target(5, comparison=Comparison.AT_LEAST, low=30, due=date(2027, 12, 31)),
            a_target(6, low=8, due=date(2027, 12, 31)),
        ),
        "measurements": (
            a_measurement(1, date(2024, 6, 30), 34, period="1. halvår 2024"),
            a_measurement(1, date(2024, 12, 31), 37, period="2024"),
            a_measurement(
                1,
                date(2025, 12, 31),
                41,
                period="2025",
                series_break=True,
                note="Ny definisjon av heltid fra KS",
            ),
            a_measurement(1, date(2026, 8, 31), 46, period="T2 2026", preliminary=True),
            a_measurement(2, date(2025, 12, 31), 8.9, period="2025"),
            a_measurement(2, date(2026, 8, 31), 8.3, period="T2 2026"),
            a_measurement(4, date(2026, 8, 31), 20, group_size=3),
            a_measurement(5, date(2026, 8, 31), 27),
            a_measurement(6, date(2026, 8, 31), 12.5),
        ),
    }


def texts(figure):
    """Every text a reader sees in a figure, as one string."""
    found = []
    for trace in figure.to_dict()["data"]:
        if trace["type"] == "sankey":
            found += trace["node"]["label"]
        else:
            found += trace.get("text", ())
    found += [note["text"] for note in figure.to_dict()["layout"]["annotations"]]
    return "\n".join(found)


def hovers(figure):
    """Every text a reader sees when pointing at something, as one string."""
    return "\n".join(t for trace in figure.to_dict()["data"] for t in trace.get("hovertext", ()))
