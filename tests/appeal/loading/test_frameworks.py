"""Appeals under one framework share its headings; another framework brings its own."""

import re
from pathlib import Path

import pytest

from appeal.loading import FixtureError, load
from appeal.models import Appeal, Heading, Requirement

SOURCE = Path("tests/three_offices/appeal.yaml")


@pytest.fixture
def next_year(root: Path, tmp_path: Path) -> Path:
    """The files of the appeal again, as those of another one."""
    text = (root / SOURCE).read_text().replace("code: MI2020-CNAC", "code: NEXT")
    file = tmp_path / "appeal.yaml"
    own = (root / SOURCE).parent
    file.write_text(re.sub(r"[\w./-]+\.yaml$", lambda m: f"{own / m[0]}", text, flags=re.M))
    return file


def change(file: Path, old: str, new: str) -> int:
    """Write `new` for the first `old`; gives the line on which it stands."""
    before, found, after = file.read_text().partition(old)
    assert found
    file.write_text(before + new + after)
    return before.count("\n") + 1


def headings_of(appeal: Appeal) -> set[int]:
    return set(Requirement.objects.of(appeal).values_list("heading", flat=True))


def test_another_year_under_the_same_framework_requires_money_under_the_same_headings(
    mi2020: Appeal, next_year: Path
) -> None:
    again = load(file=next_year).appeal

    assert again != mi2020
    assert again.framework == mi2020.framework
    assert headings_of(again) == headings_of(mi2020)
    assert Heading.objects.of(mi2020).count() == 6


def test_another_framework_brings_headings_of_its_own_under_codes_in_use(
    mi2020: Appeal, next_year: Path
) -> None:
    change(next_year, "code: MIGOF", "code: OTHER")

    again = load(file=next_year).appeal

    assert not headings_of(again) & headings_of(mi2020)
    assert [
        list(Heading.objects.of(appeal).in_printed_order().values_list("code", flat=True))
        for appeal in (mi2020, again)
    ] == [["P1", "P2", "P3", "O1", "O2", "O3"]] * 2


@pytest.mark.parametrize("code", ["NEXT", "MI2020-CNAC"])
def test_a_framework_that_is_there_takes_its_headings_in_no_other_order(
    mi2020: Appeal, next_year: Path, code: str
) -> None:
    change(next_year, "code: NEXT", f"code: {code}")
    for old, new in (("P1", "X"), ("P2", "P1"), ("X", "P2")):
        change(next_year, f"code: {old}", f"code: {new}")
    line = change(next_year, "framework:", "framework:") + 1

    with pytest.raises(FixtureError) as refused:
        load(file=next_year)

    assert str(refused.value) == (
        f"{next_year}, line {line}: Migration Governance Framework has these headings, in this"
        " order: P1, P2, P3, O1, O2, O3."
    )
    assert Heading.objects.count() == 6
