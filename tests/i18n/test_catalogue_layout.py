"""The catalogues have one layout: what fits stands on one line, the rest a language a line."""

import tomllib
from itertools import pairwise

import pytest

from strategy.i18n.catalogue import FOLDER
from tests.i18n.layout import WIDTH, catalogues, laid_out


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_catalogue_is_laid_out_as_they_all_are(path):
    written = path.read_text(encoding="utf-8")
    assert laid_out(written) == written, "python -m tests.i18n.layout lays them out"


def test_what_fits_stands_on_one_line_and_what_does_not_has_a_line_for_each_language():
    written = '["a.b"]\nnb = "Ja"\nnn = "Ja"\nen = "Yes"\n\n# More.\n'
    written += '"c" = { nb = "%s", nn = "b", en = { one = "c", other = "d" } }\n' % ("x" * WIDTH)
    assert laid_out(written) == (
        '"a.b" = { nb = "Ja", nn = "Ja", en = "Yes" }\n\n# More.\n'
        f'"c".nb = "{"x" * WIDTH}"\n"c".nn = "b"\n"c".en = {{ one = "c", other = "d" }}\n'
    )


def test_laying_out_changes_no_word():
    for path in catalogues():
        written = path.read_text(encoding="utf-8")
        assert tomllib.loads(laid_out(written)) == tomllib.loads(written)


def test_an_entry_that_is_not_whole_is_refused():
    with pytest.raises(ValueError, match="not whole"):
        laid_out('"a" = { nb = "Ja", nn = "Ja" }\n')


def test_no_two_blank_lines_follow_each_other():
    for path in catalogues():
        lines = path.read_text(encoding="utf-8").splitlines()
        assert ("", "") not in set(pairwise(lines))
