"""A word stands in the catalogues once; what means the same refers to it, and changes with it."""

from collections import defaultdict

from strategy.domain.kinds import PLAN_KINDS
from strategy.i18n.catalogue import FOLDER, LANGUAGES, Entry, all_entries, read_catalogues

# The same words in all three languages for things that are not the same.
HOMONYMS = (
    {"chart.what", "grid.many_field", "history.kind", "reminders.kind"},
    {"comparison.text", "tables.only_text"},
    {"decisions.became", "field.conclusion", "field.involvement.outcome"},
    {"decisions.column.decided", "lists.column.kind"},
    {"field.email", "owner_mail.column.standing"},
    {"field.owner_id", "role.owner"},
    {"field.prompts", "page.questions"},
    {"field.signal", "field.status"},
    {"field.value", "kind.value"},
    {"field.who", "history.who"},
    {"grid.many_value", "reminders.to"},
    {"grid.open", "open"},
    {"meeting_state.running", "state.open"},
    {"publish.done", "publish.log"},
    {"register.adoption.title", "workbook.sheet.decisions"},
)

# Where a field has a place of its own: in a list, a table, a filter, a file.
OF_FIELDS = (
    "chart.", "column.", "decisions.column.", "filter.", "grid.column.", "health.by.",
    "lists.column.", "owner_rows.column.", "published.label.", "stratml.", "tables.field.",
    "workbook.column.",
)  # fmt: skip
# The name of a field, and something else is meant: what, in a few words.
MEANS_SOMETHING_ELSE = {
    "chart.start": "the value at the start",
    "chart.begins": "the first day of a bar",
    "decisions.column.code": "a decision is numbered through the year",
    "decisions.column.decided": "what kind of decision",
    "decisions.column.title": "the decision itself",
    "grid.column.comment": "what is to be written now",
    "grid.column.title": "the action itself",
    "lists.column.who": "a person or a unit",
    "published.label.state": "how it goes",
    "tables.field.code": "a number that is not used",
    "workbook.column.decided": "the decision of a political body",
    "workbook.column.decided_on": "the day of its meeting",
    "workbook.column.number": "the figure in words",
    "workbook.column.state": "how it goes",
}


def said(entry: Entry) -> str:
    return entry if isinstance(entry, str) else repr(sorted(entry.items()))


def told_twice() -> list[set[str]]:
    """The keys that repeat each other's words in all three languages."""
    together = defaultdict(set)
    for key, entry in read_catalogues(FOLDER).items():
        if not isinstance(entry, str):
            together[tuple(said(entry[language]) for language in LANGUAGES)].add(key)
    return [keys for keys in together.values() if len(keys) > 1]


def test_no_key_repeats_the_words_of_another():
    # `"grid.column.due" = "field.due"` says that one key means the same as another.
    assert [keys for keys in told_twice() if keys not in HOMONYMS] == []


def test_what_is_listed_as_something_else_has_the_same_words():
    assert [keys for keys in HOMONYMS if keys not in told_twice()] == []


def words_of_the_field(name: str) -> list[str]:
    """The keys that name a field, the item it refers to, or the kind of item it is."""
    keys = (f"field.{name}", f"field.{name}_id", f"field.{name}_ids", f"kind.{name}")
    return [key for key in keys if key in all_entries()]


def test_a_field_is_called_the_same_in_every_list_table_filter_and_file():
    fields = {name for model in PLAN_KINDS.values() for name in model.model_fields}
    known = fields | {name.removesuffix("_ids").removesuffix("_id") for name in fields}
    entries = all_entries()
    named = {
        key: name
        for key in entries
        for start in OF_FIELDS
        if key.startswith(start) and (name := key.removeprefix(start)) in known | set(PLAN_KINDS)
    }
    called_otherwise = {
        key
        for key, name in named.items()
        if entries[key] not in [entries[word] for word in words_of_the_field(name)]
    }
    assert len(named) > 50
    assert called_otherwise == set(MEANS_SOMETHING_ELSE)
