"""The command itself: its trials name tests that are there, and it sums up what they counted."""

from pathlib import Path

import pytest

from . import trials
from .__main__ import Outcome, read, run
from .trials import TRIALS, Trial, how_often

pytestmark = [pytest.mark.unit, pytest.mark.once]

REPORT = """<testsuites><testsuite>
  <testcase name="test_a"><properties><property name="tried" value="7"/></properties></testcase>
  <testcase name="test_b"/>
  <testcase name="test_c"><failure message="It is
    lost."/></testcase>
  <testcase name="test_d"><skipped/></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.name)
def test_a_trial_names_tests_that_are_there_and_is_tried_more_in_full(
    trial: Trial, root: Path
) -> None:
    for named in trial.tests:
        path, _colons, name = named.partition("::")
        assert f"def {name}(" in (root / path).read_text() or not name

    assert bool(trial.variable) == (trial.full > trial.quick)


def test_how_often_is_for_the_environment_to_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KILLS", raising=False)
    assert how_often("KILLS") == 4

    monkeypatch.setenv("KILLS", "9")

    assert how_often("KILLS") == 9


def test_what_was_counted_is_summed_up_and_what_was_found_is_a_sentence(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)

    assert read(report) == Outcome(9, ["test_c: It is lost."])


def test_a_trial_of_which_nothing_runs_is_told_apart_from_one_that_found_nothing(
    tmp_path: Path,
) -> None:
    trial = Trial("none", "tests", ("tests/faults/trials.py",))

    assert run(trial, tmp_path / "report.xml", {}) is None


def test_every_variable_is_asked_for_by_a_test(root: Path) -> None:
    source = "".join(file.read_text() for file in (root / "tests").rglob("test_*.py"))

    assert [each.name for each in TRIALS if f'how_often("{each.variable}")' not in source] == [
        each.name for each in trials.TRIALS if not each.variable
    ]
