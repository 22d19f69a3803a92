"""Two take notes at the same time: what both wrote stands, whatever the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategy.domain.meetings.notes import merged

LINES = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=6).map("\n".join)


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "together"),
    [
        ("a", "a", "a\nb", "a\nb"),
        ("a", "a\nb", "a", "a\nb"),
        ("a", "a\nb", "a\nb", "a\nb"),
        ("a", "a\nb", "a\nc", "a\nb\nc"),
        ("", "x", "y", "x\ny"),
        ("a\nb\nc", "A\nb\nc", "a\nb\nC", "A\nb\nC"),
        ("a\nb\nc", "a\nc", "a\nb\nc\nd", "a\nc\nd"),
        ("a b", "a b c", "a b d", "a b c\na b d"),
        ("1\n2\n3\n4", "1\nX\n4", "1\n2\nY\n4", "1\nX\n2\nY\n4"),
        ("a\nb\nc\nd", "a\nb\nx\nc\nd", "a\nq\nd", "a\nb\nx\nc\nq\nd"),
    ],
)
def test_both_stand(base, theirs, mine, together):
    assert sorted(merged(base, theirs, mine).splitlines()) == sorted(together.splitlines())


@given(base=LINES, theirs=LINES, mine=LINES)
def test_no_line_anybody_added_is_ever_lost(base, theirs, mine):
    together = merged(base, theirs, mine).splitlines()
    known = set(base.splitlines())
    for line in (*theirs.splitlines(), *mine.splitlines()):
        if line not in known:
            assert line in together


@given(base=LINES, mine=LINES)
def test_who_writes_alone_gets_what_they_wrote(base, mine):
    assert merged(base, base, mine) == mine
