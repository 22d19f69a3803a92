"""The texts use the words and forms chosen for each language, and count what they count."""

import re
from collections.abc import Iterator
from string import Formatter

import pytest

from strategy.i18n.catalogue import LANGUAGES, Entry, Language, all_entries

ENTRIES = all_entries()

# A form not used, what is said instead, and a text where it is found.
NOT_SAID: dict[Language, tuple[tuple[str, str, str], ...]] = {
    "nb": (
        (r"\bavvik", "bak plan (avvik is the word of the quality system)", "Meld avvik"),
        (r"\better plan", "som planlagt, or bak plan (it means both)", "etter planen"),
        (r"\bsignal", "status", "Signal"),
        (r"\bubesatt", "ledig", "er ubesatt"),
        (r"\binnehaver", "hvem har stillingen", "ny innehaver"),
        (r"\bvirksomhet(en)?\b", "kommune", "hele virksomheten"),
        (r"\borganisasjon(en)?\b", "kommune", "organisasjonen deres"),
        (r"fila\b", "filen", "kalenderfila"),
        (r"boka\b", "boken", "arbeidsboka"),
        (r"\bgruppas?\b", "gruppen", "gruppa"),
        (r"saklist", "saksliste", "saklista"),
        (r"\ballerede\b", "alt", "allerede brukt"),
        (r"\btjeneren\b", "serveren", "tjeneren"),
        (r"\brevisjon", "versjon", "revisjon 7"),
        (r"\bavgjørelse", "beslutning", "avgjørelsen"),
        (r"\bgjennomført", "fullført", "Gjennomført"),
        (r"\butgangspunkt", "utgangsverdi", "Utgangspunkt"),
        (r"\bfremdrift", "framdrift", "Fremdrift"),
        (r"\bmodenhet", "her står vi", "Modenhet"),
        (r"\bskjermet, synlig", "fortrolig", "Skjermet, synlig for"),
        (r"\bta(r|s)? inn (det|rad|filen)", "hent inn", "Ta inn det som kommer"),
    ),
    "nn": (
        (r"\bavvik", "bak plan", "Meld avvik"),
        (r"\better plan", "som planlagt, or bak plan", "etter planen"),
        (r"\bsignal", "status", "Signal"),
        (r"\binnehavar", "kven har stillinga", "ny innehavar"),
        (r"\bverksemd", "kommune", "heile verksemda"),
        (r"\borganisasjon(en)?\b", "kommune", "organisasjonen"),
        (r"foresl", "føreslå", "foreslått"),
        (r"framlegg", "forslag", "gjer framlegg"),
        (r"varamann", "stadfortredar", "varamannen"),
        (r"\bsiste møte", "førre møte", "Sidan siste møte"),
        (r"\bla\b", "lat", "La det stå"),
        (r"svarar", "svarer", "svarar på"),
        (r"\b(eller|som) fleire svara\b|\bingen svara\b", "svarte", "fem eller fleire svara"),
        (
            r"\b(av|for|fyll|i|lagre|med|og|over|på|send|til|under|viser) ho\b(?! \w+r\b)",
            "henne",
            "Lagre ho som",
        ),
        (r"\bòg\b", "også", "den òg"),
        (r"\ballereie\b", "alt", "allereie brukt"),
        (r"\bderfor\b", "difor", "derfor"),
        (r"\bsamstundes\b", "samtidig", "samstundes"),
        (r"\bomtrent\b", "om lag", "Omtrent"),
        (r"\bber\b", "bed", "leiaren ber om"),
        (r"skildr", "beskriv", "Skildring"),
        (r"\blat att\b", "lukk", "Lat att"),
        (r"\bgøym", "skjul", "Gøym"),
        (r"\bpågår|\bgår føre seg", "er i gang", "Pågår"),
        (r"\btiltak går\b", "er i gang", "43 tiltak går"),
        (r"\bhandsam", "behandla", "Handsama"),
        (r"\bbety(r|dde)?\b", "tyde", "kan bety"),
        (r"\btenaren\b", "serveren", "tenaren"),
        (r"\brevisjon", "versjon", "revisjon 7"),
        (r"\bgjennomført", "fullført", "Gjennomført"),
        (r"\butgangspunkt", "utgangsverdi", "Utgangspunkt"),
        (r"\bmodenskap", "her står vi", "Modenskap"),
        (r"\b(kjent?|kjende|opnast|opp) att\b", "igjen (att is back, igjen is again)", "opp att"),
        (r"\blengst igjen|\blangt igjen", "att (what is left)", "langt igjen"),
    ),
    "en": (
        (r"\be-mail", "email", "by e-mail"),
        (r"\bpercent\b", "per cent", "Percent"),
        (r"\bcheck(ed|ing)?[- ]in", "status update", "a check-in"),
        (r"\boff[- ]track", "behind", "Off track"),
        (r"\bdeviation", "behind", "the deviation"),
        (r"\bmend(s|ed)?\b", "fix, correct", "things to mend"),
        (r"\banew\b", "again", "measures anew"),
        (r"\bwhoever\b", "the person who, the owner, …", "whoever asked"),
        (r"\bstands? fast\b", "cannot be changed", "stands fast"),
        (r"\b(that|strategy|one|now) holds\b|\bholds now\b", "current", "the one that holds"),
        (r"\bput to use\b", "put into use", "put to use"),
        (r"\btak(e|en) (it |them |the file )?in\b", "import", "taken in"),
        (r"\brevision", "version", "Revision"),
        (r"\bplan is whole\b", "nothing to fix", "The plan is whole"),
        (r"\bsignal", "status", "Signal"),
        (r"^Responsible:?$|^Responsible: ", "Owner", "Responsible: Ola"),
        (r"\b(your|the|whole) organisation\b", "municipality", "The organisation"),
        (r"^Due$", "Due date", "Due"),
        (r"\bMaturity\b", "Where we stand", "Maturity"),
    ),
}
RULES = [(language, *rule) for language, rules in NOT_SAID.items() for rule in rules]

# The blanks that are filled with a whole number.
NUMBERS = {
    "actions", "all", "answered", "asked", "count", "days", "done", "expected", "fewest", "goals",
    "hours", "idle", "indicators", "late", "limit", "max_length", "measured", "minutes", "more",
    "most", "of", "off", "open", "owners", "parts", "present", "reported", "risk", "seats", "times",
    "total", "years",
}  # fmt: skip
# The words that are the same for one and for many, so that a number before them needs no forms.
SAME_FOR_ANY_NUMBER: dict[Language, set[str]] = {
    "nb": {
        "MB", "av", "bak", "er", "fullført", "gjort", "har", "i", "ikke", "med", "min", "mål",
        "målt", "nådd", "poeng", "på", "som", "spørsmål", "stoppet", "tegn", "teller", "til",
        "tiltak", "uten", "valg", "år",
    },
    "nn": {
        "MB", "av", "bak", "element", "er", "gjort", "har", "i", "ikkje", "med", "min", "minutt",
        "mål", "poeng", "problem", "på", "sekund", "som", "spørsmål", "stoppa", "teikn", "tel",
        "til", "tiltak", "utan", "val", "år",
    },
    "en": {
        "MB", "a", "again", "at", "behind", "completed", "counted", "done", "due", "have",
        "measured", "min", "more", "not", "of", "on", "present", "reached", "stopped", "unknown",
        "who", "without",
    },
}  # fmt: skip
# The options of a choice, told by Streamlit's own widget: never one, which has a text of its own.
MANY = {"streamlit.options_available"}


def texts_of(entry: Entry) -> dict[str, str]:
    return {"": entry} if isinstance(entry, str) else dict(entry)


def texts(language: Language) -> Iterator[tuple[str, str]]:
    for key, entry in ENTRIES.items():
        for form, text in texts_of(entry[language]).items():
            yield f"{key}#{form}" if form else key, text


def read(text: str) -> str:
    """The words of a text alone: the names of its blanks are nobody's words."""
    return "".join(f"{said}{nouns or ''}" for said, _, nouns, _ in Formatter().parse(text))


@pytest.mark.parametrize(("language", "form", "instead", "example"), RULES)
def test_one_form_is_used_for_one_thing(language, form, instead, example):
    pattern = re.compile(form, re.IGNORECASE)
    assert pattern.search(example)
    found = {key: text for key, text in texts(language) if pattern.search(read(text))}
    assert found == {}, f"say {instead}"


def counted_plainly(text: str) -> Iterator[tuple[str, str]]:
    """The numbers of a text and the word after each, where its form does not follow the number."""
    parts = list(Formatter().parse(text))
    for (_, name, spec, _), following in zip(
        parts, [*parts[1:], ("", None, "", None)], strict=True
    ):
        after = re.match(r"[ \N{NO-BREAK SPACE}]([^\W\d_]+)", following[0])
        if name in NUMBERS and not spec and after:
            yield name, after[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_noun_after_a_number_follows_it(language):
    wrong = {
        (key, form): (name, word)
        for key, entry in ENTRIES.items()
        for form, text in texts_of(entry[language]).items()
        for name, word in counted_plainly(text)
        if word not in SAME_FOR_ANY_NUMBER[language] and not (form and name == "count")
    }
    assert {at: told for at, told in wrong.items() if at[0] not in MANY} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_counted_in_forms_of_its_own_is_not_counted_plainly_elsewhere(language):
    """«1 indikatorer» is found also where the blank has a name nobody thought of."""
    many = {
        word.split()[0]
        for _, text in texts(language)
        for _, _, spec, _ in Formatter().parse(text)
        if spec
        for word in spec.split("|")[1:]
    } - SAME_FOR_ANY_NUMBER[language]
    assert many
    after_a_blank = re.compile(r"\{\w+\}[ \N{NO-BREAK SPACE}](" + "|".join(many) + r")\b")
    found = {
        key: text
        for key, text in texts(language)
        if after_a_blank.search(text) and not key.endswith(("#one", "#other", "#zero"))
    }
    assert {key for key in found if key not in MANY} == set()


def test_a_text_that_counts_wrongly_is_noticed():
    assert list(counted_plainly("{actions} tiltak, {indicators} indikatorer")) == [
        ("actions", "tiltak"),
        ("indicators", "indikatorer"),
    ]
    assert list(counted_plainly("{indicators:indikator|indikatorer} og {title} nye")) == []
