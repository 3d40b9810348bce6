"""What holds for the whole house: guards, test data, formats, locks, make targets, documents."""

import ast
import re
import tomllib
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.db import DatabaseError, connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import formats, translation

from appeal.base import guards
from appeal.base.days import read_day
from appeal.base.given import given
from appeal.models import Appeal, Requirement, User

from . import factories
from .__main__ import Run, check_source

# In lines.
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
MAKERS = sorted(name for name in dir(factories) if name.startswith("make_"))


def declared_guards() -> set[str]:
    return {guard.trigger for guard in guards.declared() if guard.create(connection.vendor)}


@pytest.mark.django_db
def test_every_declared_guard_is_installed_and_no_other() -> None:
    assert guards.installed(connection) == declared_guards()


@pytest.mark.django_db
def test_only_postgresql_guards_against_truncate() -> None:
    truncating = {guard.trigger for guard in guards.declared() if guard.event == "TRUNCATE"}

    assert truncating
    is_guarded = truncating <= guards.installed(connection)
    assert is_guarded == (connection.vendor == "postgresql")


@pytest.mark.django_db
def test_no_two_guards_share_a_name() -> None:
    names = [guard.trigger for guard in guards.declared()]

    assert len(names) == len(set(names))


@pytest.mark.unit
def test_no_guard_name_is_cut_off_by_postgresql() -> None:
    assert max(len(guard.trigger) for guard in guards.declared()) <= 63


@pytest.mark.parametrize("turn", ["first", "second"])
def test_after_real_commits_guards_and_the_2020_appeal_are_back(
    real_commits: None, mi2020: Appeal, turn: str
) -> None:
    """The second turn finds what the first one's cleanup left."""
    assert not Appeal.objects.filter(code="LEFTOVER").exists()
    assert guards.installed(connection) == declared_guards()
    with pytest.raises(DatabaseError, match="published"):
        Requirement.objects.filter(appeal=mi2020, amount__gt=0).update(amount=1)

    factories.make_appeal(code="LEFTOVER")


@pytest.mark.django_db
@pytest.mark.parametrize("name", MAKERS)
def test_what_a_factory_makes_by_default_is_valid(name: str) -> None:
    row: models.Model = getattr(factories, name)()

    row.full_clean()


@pytest.mark.django_db
def test_an_activity_comes_with_the_money_and_progress_that_the_test_names() -> None:
    activity = factories.make_activity(allocated=900, spent=250, percent=40)

    assert activity.allocations.get().amount == 900
    entry = activity.transactions.get()
    assert (entry.amount, entry.is_posted) == (250, True)
    assert entry.cell == activity.allocations.get().cell
    line = activity.updates.get()
    assert (line.percent, line.report.state) == (40, "approved")


@pytest.mark.django_db
def test_a_published_appeal_takes_activities_but_no_new_cells() -> None:
    cell = factories.make_cell(amount=1000)
    priority = factories.make_priority(appeal=cell.appeal, office=cell.office)
    factories.publish(cell.appeal)

    activity = factories.make_activity(priority=priority, cell=cell, allocated=900, spent=100)

    assert activity.allocations.get().cell == cell
    with pytest.raises(DatabaseError, match="published"):
        factories.make_cell(appeal=cell.appeal, office=cell.office)


def test_the_cast_can_sign_in(reporter_gt: User, signed_in) -> None:
    client = signed_in(reporter_gt)

    assert client.session["_auth_user_id"] == str(reporter_gt.pk)
    assert reporter_gt.memberships.get(office__code="GT").role == "reporter"


@pytest.mark.unit
@pytest.mark.parametrize(
    ("language", "day", "first", "amount"),
    [
        ("en", "31 Mar 2020", "1 Jan 2020", "1,234,567.89"),
        ("es", "31 mar 2020", "1 ene 2020", "1,234,567.89"),
        ("fr", "31 mars 2020", "1er janv. 2020", "1\u202f234\u202f567,89"),
    ],
)
def test_dates_and_amounts_are_written_as_the_language_does(
    language: str, day: str, first: str, amount: str
) -> None:
    with translation.override(language):
        assert formats.date_format(date(2020, 3, 31)) == day
        assert formats.date_format(date(2020, 3, 31), "SHORT_DATE_FORMAT") == day
        assert formats.date_format(date(2020, 1, 1)) == first
        assert read_day(first) == date(2020, 1, 1)
        number = Decimal("1234567.89")
        assert formats.number_format(number, use_l10n=True, force_grouping=True) == amount
        assert formats.get_format("DATE_INPUT_FORMATS")[0] == "%Y-%m-%d"


@pytest.mark.unit
@pytest.mark.parametrize("lock", ["run", "production", "signin", "test"])
def test_every_locked_package_has_a_hash_and_no_address(root: Path, lock: str) -> None:
    text = (root / "requirements" / f"{lock}.txt").read_text()
    packages = [*re.finditer(r"^[a-z]", text, re.MULTILINE)]
    starts = [*(match.start() for match in packages), len(text)]

    assert packages
    for start, end in pairwise(starts):
        assert "--hash=sha256:" in text[start:end], text[start:end]
    assert "://" not in text


@pytest.mark.unit
def test_every_direct_dependency_is_locked(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    groups = project["optional-dependencies"] | {"run": project["dependencies"]}

    for lock, dependencies in groups.items():
        locked = set(
            re.findall(r"^([\w.-]+)==", (root / f"requirements/{lock}.txt").read_text(), re.M)
        )
        asked = {re.split(r"[^\w.-]", line)[0].lower() for line in dependencies}
        assert asked <= locked


@pytest.mark.unit
def test_make_help_names_every_target(root: Path) -> None:
    text = (root / "Makefile").read_text()
    targets = set(re.findall(r"^\.PHONY: (.+)$", text, re.MULTILINE)[0].split())
    explained = set(re.findall(r"^(\w+):.*?## \S", text, re.MULTILINE))

    assert targets == explained


FOLDERS = "appeal|benchmarks|config|docs|fixtures|locale|requirements|templates|tests|tracking"
PATH = re.compile(rf"`((?:{FOLDERS})/[\w./-]*)`")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
DOCUMENTS = ("*.md", "docs/*.md", "docs/decisions/*.md", "docs/guide/*.md")


@pytest.mark.unit
def test_every_file_that_the_documents_name_or_link_to_is_there(root: Path) -> None:
    documents = [file for pattern in DOCUMENTS for file in root.glob(pattern)]

    missing = [
        f"{file.relative_to(root)}: {place.relative_to(root)}"
        for file in documents
        for place in (
            *(root / path for path in PATH.findall(file.read_text())),
            *((file.parent / link).resolve() for link in LINK.findall(file.read_text())),
        )
        if not place.exists()
    ]

    assert len(documents) > 15
    assert not missing


@pytest.mark.unit
def test_every_decision_is_short_and_stands_in_the_index(root: Path) -> None:
    folder = root / "docs" / "decisions"
    pages = {file.name: file for file in folder.glob("*.md") if file.name != "README.md"}

    assert set(LINK.findall((folder / "README.md").read_text())) == set(pages)
    assert max(len(page.read_text().splitlines()) for page in pages.values()) < 60


@pytest.mark.unit
def test_the_documents_name_every_make_target_and_no_other(root: Path) -> None:
    targets = set(re.findall(r"^\.PHONY: (.+)$", (root / "Makefile").read_text(), re.M)[0].split())

    text = "\n".join((root / name).read_text() for name in ("README.md", "CONTRIBUTING.md"))
    named = re.findall(r"(?:`|^ {4})(?:[A-Z]+=\S+ )*make ([a-z]+)\b", text, re.MULTILINE)

    assert set(named) == targets


@pytest.mark.unit
def test_the_version_is_the_newest_of_the_changelog(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]

    versions = re.findall(r"^## \[(\S+)\]", (root / "CHANGELOG.md").read_text(), re.MULTILINE)

    assert versions[:2] == ["Unreleased", project["version"]]


@pytest.mark.unit
def test_a_commit_is_checked_by_what_make_test_begins_with(root: Path) -> None:
    run = Run(root)
    check_source(run)

    hooks = yaml.safe_load((root / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]

    commands = [" ".join((".venv/bin/python", "-m", *step.command)) for step in run.steps]
    assert [hook["entry"] for hook in hooks] == commands
    assert {(hook["language"], hook["pass_filenames"]) for hook in hooks} == {("system", False)}


@pytest.mark.django_db
def test_files_and_functions_of_the_product_are_short(root: Path) -> None:
    long = []
    for app in ("appeal", "tracking", "config"):
        for file in (root / app).rglob("*.py"):
            text = file.read_text()
            if "migrations" in file.parts:
                continue
            if text.count("\n") > LONGEST_FILE:
                long.append(file.name)
            long += [
                f"{file.name}: {node.name}"
                for node in ast.walk(ast.parse(text))
                if isinstance(node, ast.FunctionDef)
                and given(node.end_lineno) - node.lineno >= LONGEST_FUNCTION
            ]

    assert long == []


@pytest.mark.unit
def test_no_migration_is_missing() -> None:
    written = MigrationLoader(None)

    changes = MigrationAutodetector(written.project_state(), ProjectState.from_apps(apps)).changes(
        graph=written.graph
    )

    assert changes == {}


@pytest.mark.unit
def test_a_row_is_locked_as_no_foreign_key_waits_for(root: Path) -> None:
    """One that waits for a row while it holds the lock of the seals would stop everybody."""
    lock = re.compile(r"select_for_update\((.*?)\)")

    found = [
        f"{file.name}: {said}"
        for app in ("appeal", "tracking")
        for file in (root / app).rglob("*.py")
        for said in lock.findall(file.read_text())
    ]

    assert len(found) > 20
    assert [each for each in found if "no_key=True" not in each] == []
