"""Loading an appeal from files: what stands in it afterwards, and what is refused."""

import shutil
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum

from appeal.loading import FixtureError, load
from appeal.loading.documents import read_list
from appeal.models import (
    Activity,
    Allocation,
    Appeal,
    Basis,
    Country,
    Indicator,
    Office,
    Priority,
    Requirement,
    Section,
    StatedTotal,
)
from tests.factories import make_region
from tests.gaps import gaps_of

pytestmark = pytest.mark.publication

BULLETS = {
    "BZ": 3, "CR": 3, "DO": 6, "SV": 4, "GT": 7, "GY": 9, "HT": 4, "HN": 4, "JM": 6, "MX": 5,
    "NI": 4,
}  # fmt: skip
PRINTED_ORDER = [
    "RO", "BZ", "CR", "DO", "SV", "GT", "GY", "HT", "HN", "JM", "MX", "NI", "PA", "US",
]  # fmt: skip


@dataclass(frozen=True)
class Copy:
    """A copy of the repository's fixtures in which a test changes one thing."""

    folder: Path

    @property
    def appeal(self) -> Path:
        return self.folder / "mi2020-cnac" / "appeal.yaml"

    def file(self, name: str) -> Path:
        return self.appeal.parent / name

    def change(self, name: str, old: str, new: str) -> int:
        """Write `new` for the first `old` of a file; gives the line on which it stands."""
        file = self.file(name)
        text = file.read_text()
        before, found, after = text.partition(old)
        assert found, f"{name} does not contain {old!r}."
        file.write_text(before + new + after)
        return before.count("\n") + 1

    def line_of(self, name: str, text: str) -> int:
        return self.file(name).read_text().partition(text)[0].count("\n") + 1

    def rename(self) -> None:
        """Make it another appeal, to be loaded beside the one that is there."""
        self.change("appeal.yaml", "code: MI2020-CNAC", "code: COPY")

    def load(self) -> Appeal:
        return load(file=self.appeal).appeal


@pytest.fixture
def copy(root: Path, tmp_path: Path, db: None) -> Copy:
    shutil.copytree(root / "fixtures", tmp_path / "fixtures")
    return Copy(tmp_path / "fixtures")


@pytest.fixture
def other(copy: Copy) -> Copy:
    """A copy of which nothing is loaded yet."""
    copy.rename()
    return copy


def everything() -> dict[str, list[tuple]]:
    """Every row of the plan and of its change log."""
    return {
        model.__name__: sorted(model._default_manager.values_list(), key=repr)
        for model in apps.get_app_config("appeal").get_models()
    }


def refuse(copy: Copy) -> FixtureError:
    """The refusal of a copy, after which nothing in the database has changed."""
    before = everything()

    with pytest.raises(FixtureError) as refused:
        copy.load()

    assert everything() == before
    return refused.value


# What the 2020 appeal holds.


def counts(appeal: Appeal, printed_as: str) -> dict[str, int]:
    rows = Priority.objects.of(appeal).filter(printed_as=printed_as)
    return dict(rows.values_list("section__office__code").annotate(Count("pk")))


def test_the_55_bullets_stand_in_11_offices(mi2020: Appeal) -> None:
    bullets = counts(mi2020, "bullet")

    assert bullets == BULLETS
    assert (len(bullets), sum(bullets.values())) == (11, 55)


def test_three_offices_print_prose(mi2020: Appeal) -> None:
    prose = counts(mi2020, "prose")

    assert set(prose) == {"RO", "PA", "US"}
    assert (prose["PA"], prose["US"]) == (6, 6)
    assert 33 <= prose["RO"] <= 37


def test_the_offices_stand_in_printed_order(mi2020: Appeal) -> None:
    sections = mi2020.sections.order_by("order")

    assert list(sections.values_list("office__code", flat=True)) == PRINTED_ORDER


def test_the_priorities_of_an_office_are_numbered_in_printed_order(mi2020: Appeal) -> None:
    own = Priority.objects.of(mi2020).filter(section__office__code="GT").order_by("order")

    assert list(own.values_list("code", "order")) == [(f"GT-{n}", n) for n in range(1, 8)]


def test_a_code_stands_once_in_the_appeal(mi2020: Appeal) -> None:
    codes = list(Priority.objects.of(mi2020).values_list("code", flat=True))

    assert len(codes) == len(set(codes))


def test_each_commitment_of_the_regional_office_has_just_its_printed_heading(
    mi2020: Appeal,
) -> None:
    own = Priority.objects.of(mi2020).filter(section__office__code="RO").with_headings()

    for priority in own:
        [row] = priority.classifications.all()
        assert (row.basis, f"RO-{row.heading.code}") == (
            Basis.PUBLISHED,
            priority.code.rpartition("-")[0],
        )


def test_no_country_priority_has_a_published_heading(mi2020: Appeal) -> None:
    others = Priority.objects.of(mi2020).exclude(section__office__code="RO").with_headings()

    bases = {row.basis for priority in others for row in priority.classifications.all()}
    assert bases == {Basis.ASSIGNED}
    assert all(priority.classifications.all() for priority in others)


def test_84_cells_are_62_amounts_and_22_dashes(mi2020: Appeal) -> None:
    cells = Requirement.objects.of(mi2020)

    assert cells.count() == 84
    assert cells.filter(amount__isnull=False).count() == 62
    assert cells.filter(amount__isnull=True).count() == 22


def test_the_21_stated_totals_are_the_sums_of_their_cells(mi2020: Appeal) -> None:
    cells, totals = Requirement.objects.of(mi2020), mi2020.stated_totals

    assert totals.count() == 21
    by_office = dict(cells.values_list("office").annotate(Sum("amount")))
    by_heading = dict(cells.values_list("heading").annotate(Sum("amount")))
    offices = totals.filter(office__isnull=False)
    headings = totals.filter(heading__isnull=False)
    assert dict(offices.values_list("office", "amount")) == by_office
    assert dict(headings.values_list("heading", "amount")) == by_heading
    assert (len(by_office), len(by_heading)) == (14, 6)


def test_the_grand_total_is_82_138_527(mi2020: Appeal) -> None:
    grand = StatedTotal.objects.get(appeal=mi2020, office=None, heading=None)

    assert grand.amount == 82_138_527
    assert Requirement.objects.of(mi2020).aggregate(all=Sum("amount"))["all"] == 82_138_527


def test_cells_are_read_by_row_order(mi2020: Appeal) -> None:
    cells = Requirement.objects.of(mi2020)

    amounts = {str(cell): cell.amount for cell in cells.select_related("office", "heading")}
    assert amounts["GT O1"] == 13_505_000
    assert amounts["NI P3"] == 417_080
    assert amounts["US O3"] == 473_454
    assert amounts["SV P1"] is None


def test_it_is_published_on_the_first_day_of_its_year_by_our_own_choice(mi2020: Appeal) -> None:
    assert mi2020.state == Appeal.State.PUBLISHED
    assert (str(mi2020.published_on), mi2020.published_on_basis) == ("2020-01-01", "assigned")
    assert str(mi2020.closes_on) == "2021-03-31"
    assert not mi2020.is_demonstration


def test_both_wordings_of_the_title_and_of_p3_are_kept(mi2020: Appeal) -> None:
    p3 = Requirement.objects.of(mi2020).filter(heading__code="P3").first().heading

    assert p3.title_en == "Developing strong partnerships"
    assert p3.table_title_en == "Good migration governance relies on strong partnerships"
    assert mi2020.title_en == "Central America, North America and the Caribbean"
    assert mi2020.table_title_en == "Central and North America and the Caribbean"


def test_what_loading_writes_is_dated_in_2020_and_came_by_a_command(mi2020: Appeal) -> None:
    for model in (Appeal, Section, Priority, Activity, Allocation, Indicator):
        days = set(model.history.values_list("history_date__year", "door"))
        assert days == {(2020, "command")}


# Activities, quantities and the even split.


def test_each_priority_has_one_activity_numbered_one(mi2020: Appeal) -> None:
    activities = Activity.objects.of(mi2020).select_related("priority")

    assert activities.count() == Priority.objects.of(mi2020).count()
    assert all(activity.code == f"{activity.priority.code}.1" for activity in activities)
    assert activities.filter(code="GT-3.1").exists()


def test_an_activity_lasts_the_appeals_year_on_our_assumption(mi2020: Appeal) -> None:
    activities = Activity.objects.of(mi2020)

    lasting = activities.values_list("starts_on", "ends_on", "dates_basis").distinct()
    assert list(lasting) == [(mi2020.starts_on, mi2020.ends_on, "assigned")]


TARGETS = [("HN-1.1", 4), ("HT-1.1", 2), ("HT-1.1", 4)]
BASELINES = [("HT-3.1", 10000), ("HT-3.1", 4), ("JM-3.1", 8), ("RO-P1-3.1", 20)]


def published(quantity: str) -> list[tuple[str, Decimal]]:
    rows = Indicator.objects.filter(**{f"{quantity}_basis": Basis.PUBLISHED})
    return list(rows.order_by("activity__code", "order").values_list("activity__code", quantity))


def test_printed_quantities_to_reach_are_published_targets(mi2020: Appeal) -> None:
    assert published("target") == TARGETS


def test_printed_quantities_that_are_there_already_are_baselines_without_a_target(
    mi2020: Appeal,
) -> None:
    assert published("baseline") == BASELINES
    assert not Indicator.objects.filter(baseline__isnull=False, target__isnull=False).exists()


def shares(cell: str) -> list[tuple[str, int]]:
    office, heading = cell.split()
    rows = Allocation.objects.filter(
        cell__appeal__code="MI2020-CNAC", cell__office__code=office, cell__heading__code=heading
    )
    printed = rows.order_by("activity__priority__order")
    return [(row.activity.code, int(row.amount)) for row in printed.select_related("activity")]


def test_a_split_is_exact_and_its_parts_differ_by_at_most_a_dollar(mi2020: Appeal) -> None:
    split: dict[Requirement, list[Decimal]] = {}
    rows = Allocation.objects.filter(cell__appeal=mi2020).select_related("cell")
    for row in rows.order_by("activity__priority__order"):
        split.setdefault(row.cell, []).append(row.amount)

    assert split
    for cell, parts in split.items():
        assert sum(parts) == cell.amount
        assert parts[0] - parts[-1] <= 1
        assert parts == sorted(parts, reverse=True)
        assert all(part == int(part) for part in parts)


def test_every_share_is_indicative(mi2020: Appeal) -> None:
    bases = Allocation.objects.filter(cell__appeal=mi2020).values_list("basis", flat=True)

    assert set(bases) == {"indicative"}


def test_an_activity_that_has_no_cell_joins_its_offices_largest(mi2020: Appeal) -> None:
    """GT-2, GT-6 and GT-7 are read under headings for which Guatemala has no money."""
    parts = shares("GT O1")

    assert parts == [
        ("GT-1.1", 1_929_286),
        ("GT-2.1", 1_929_286),
        ("GT-3.1", 1_929_286),
        ("GT-4.1", 1_929_286),
        ("GT-5.1", 1_929_286),
        ("GT-6.1", 1_929_285),
        ("GT-7.1", 1_929_285),
    ]


def test_an_activity_that_has_a_cell_does_not_join_the_largest(mi2020: Appeal) -> None:
    """PA-1 draws on P2, PA-2 on O2, PA-3 on O3 and P1."""
    assert shares("PA O1") == [("PA-4.1", 83_334), ("PA-5.1", 83_333), ("PA-6.1", 83_333)]


def test_the_cells_without_an_activity_are_just_those_of_the_gaps(mi2020: Appeal) -> None:
    undrawn = Requirement.objects.of(mi2020).filter(amount__gt=0, allocations=None)

    gaps = gaps_of(mi2020, "unassigned", mi2020.ends_on)

    assert set(gaps) == set(map(str, undrawn))
    assert gaps == ["BZ P1", "MX P2", "MX O2", "NI O2", "PA P3"]


def test_a_cell_lacks_an_activity_only_where_no_priority_is_read_under_it(mi2020: Appeal) -> None:
    undrawn = Requirement.objects.of(mi2020).filter(amount__gt=0, allocations=None)
    assert undrawn
    for cell in undrawn:
        own = Priority.objects.of(mi2020).filter(section__office=cell.office)
        assert not own.filter(headings=cell.heading).exists()


def test_every_activity_has_money_and_no_split_is_confirmed(mi2020: Appeal) -> None:
    assert not gaps_of(mi2020, "unfunded", mi2020.ends_on)
    assert not gaps_of(mi2020, "overdrawn", mi2020.ends_on)
    indicative = gaps_of(mi2020, "indicative", mi2020.ends_on)
    assert len(indicative) == Activity.objects.of(mi2020).count()


def test_the_gaps_of_one_office_are_its_own(mi2020: Appeal) -> None:
    mexico = Office.objects.get(code="MX")

    assert gaps_of(mi2020, "unassigned", mi2020.ends_on, office=mexico) == ["MX P2", "MX O2"]
    indicative = gaps_of(mi2020, "indicative", mi2020.ends_on, office=mexico)
    assert {name.partition("-")[0] for name in indicative} == {"MX"}


# Loading again.


def test_loading_again_changes_nothing(copy: Copy, mi2020: Appeal) -> None:
    before = everything()

    outcome = load(file=copy.appeal)

    assert (outcome.appeal, outcome.is_new, outcome.translations) == (mi2020, False, 0)
    assert everything() == before


def test_loading_again_adds_a_missing_translation_and_nothing_else(
    copy: Copy, mi2020: Appeal
) -> None:
    priority = Priority.objects.of(mi2020).get(code="GT-3")
    priority.title_es = ""
    priority.save_over(priority.version, ["title_es"])
    before = everything()

    outcome = load(file=copy.appeal)

    priority.refresh_from_db()
    assert outcome.translations == 1
    assert priority.title_es == "Sistema de información y base de datos de personas retornadas"
    changed = {name for name, rows in everything().items() if rows != before[name]}
    # PostgreSQL seals it at the end of the transaction.
    assert changed - {"Seal"} == {"Priority", "HistoricalPriority"}


def test_loading_again_adds_the_countries_that_an_earlier_release_had_not(
    copy: Copy, mi2020: Appeal
) -> None:
    Country.objects.filter(code__in=("SN", "VN")).delete()
    Country.objects.filter(code="GT").update(name_en="Guatemala, as staff write it")

    load(file=copy.appeal)

    assert Country.objects.get(code="SN").name_fr == "Sénégal"
    assert Country.objects.count() == len(read_list(copy.folder / "reference" / "countries.yaml"))
    assert Country.objects.get(code="GT").name_en == "Guatemala, as staff write it"


def test_a_title_that_staff_edited_stays(copy: Copy, mi2020: Appeal) -> None:
    priority = Priority.objects.of(mi2020).get(code="GT-3")
    priority.title_es = "Como lo decimos aquí"
    priority.save_over(priority.version, ["title_es"])

    outcome = load(file=copy.appeal)

    priority.refresh_from_db()
    assert outcome.translations == 0
    assert priority.title_es == "Como lo decimos aquí"


def test_a_split_that_a_manager_changed_stays(copy: Copy, mi2020: Appeal) -> None:
    allocation = Allocation.objects.filter(activity__code="GT-3.1").get()
    allocation.amount, allocation.basis = Decimal(1000), "confirmed"
    allocation.save_over(allocation.version, ["amount", "basis"])

    load(file=copy.appeal)

    allocation.refresh_from_db()
    assert (allocation.amount, allocation.basis) == (1000, "confirmed")


def test_a_priority_that_staff_put_under_another_heading_stays_there(
    copy: Copy, mi2020: Appeal
) -> None:
    row = Priority.objects.of(mi2020).get(code="GT-1").classifications.get()
    row.heading = Requirement.objects.of(mi2020).filter(heading__code="P3").first().heading
    row.save()

    load(file=copy.appeal)

    row.refresh_from_db()
    assert row.heading.code == "P3"


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("offices/GT.yaml", "code: GT-3", "code: GT-9", "GT-9 is not in the published appeal."),
        ("offices/GT.yaml", "as: bullet", "as: prose", "“printed_as” of GT-1 "),
        ("offices/GT.yaml", "printed_name: Guatemala", "printed_name: X", "“printed_name” of "),
        ("offices/RO.yaml", "P1: published", "P1: assigned", "the published headings of RO-P1-1 "),
        ("offices/GT.yaml", "O1: assigned", "O1: published", "the published headings of GT-1 "),
        ("appeal.yaml", "year: 2020", "year: 2021", "“year” of MI2020-CNAC is published as “2020”"),
        ("appeal.yaml", "currency: USD", "currency: EUR", "“currency” of MI2020-CNAC "),
        ("appeal.yaml", "ends_on: 2020-12-31", "ends_on: 2020-12-30", "“ends_on” of MI2020-CNAC "),
    ],
)
def test_a_frozen_fact_that_differs_is_refused_with_its_place(
    copy: Copy, mi2020: Appeal, name: str, old: str, new: str, reason: str
) -> None:
    line = copy.change(name, old, new)

    refusal = refuse(copy)

    assert (refusal.file, refusal.line) == (copy.file(name), line)
    assert refusal.reason.startswith(reason)


def test_an_amount_that_differs_is_refused_even_where_the_totals_add_up(
    copy: Copy, mi2020: Appeal
) -> None:
    line = copy.change("appeal.yaml", "[120 000,   100 000,", "[100 000,   120 000,")
    copy.change("appeal.yaml", "[8 532 985, 8 551 472,", "[8 512 985, 8 571 472,")

    refusal = refuse(copy)

    assert (refusal.file, refusal.line) == (copy.appeal, line)
    assert refusal.reason == "the amount of BZ P1 differs from the published one."


def test_a_dash_is_not_a_zero_on_loading_again(copy: Copy, mi2020: Appeal) -> None:
    line = copy.change("appeal.yaml", "1 000 000, –, ", "1 000 000, 0, ")

    refusal = refuse(copy)

    assert refusal.line == line
    assert refusal.reason == "the amount of CR P3 differs from the published one."


def test_a_published_priority_that_the_files_lack_is_refused(copy: Copy, mi2020: Appeal) -> None:
    text = copy.file("offices/GT.yaml").read_text()
    copy.file("offices/GT.yaml").write_text(text[: text.index("  - code: GT-7")])

    refusal = refuse(copy)

    assert refusal.file == copy.file("offices/GT.yaml")
    assert refusal.reason == "GT-7 is published but missing here."


# Loading what does not add up.


@pytest.mark.once
def test_another_appeal_loads_beside_the_first(other: Copy, mi2020: Appeal) -> None:
    loaded = other.load()

    assert loaded.state == Appeal.State.PUBLISHED
    assert Priority.objects.of(loaded).count() == Priority.objects.of(mi2020).count()
    drawn = Allocation.objects.filter(cell__appeal=loaded).aggregate(all=Sum("amount"))
    assert drawn == Allocation.objects.filter(cell__appeal=mi2020).aggregate(all=Sum("amount"))


GT, HN, APPEAL = "offices/GT.yaml", "offices/HN.yaml", "appeal.yaml"
REFUSED = {
    "a wrong total of an office": (
        APPEAL,
        "1 100 000]",
        "1 100 001]",
        "the amounts of BZ add up to 1,100,000, but the stated total is 1,100,001.",
    ),
    "a wrong total of a heading": (
        APPEAL,
        "TOTAL: [8 532 985",
        "TOTAL: [8 532 986",
        "the amounts of P1 add up to 8,532,985, but the stated total is 8,532,986.",
    ),
    "a wrong grand total": (
        APPEAL,
        "82 138 527",
        "82 138 528",
        "the amounts of the whole table add up to 82,138,527, but the stated total is 82,138,528.",
    ),
    "no total": (APPEAL, "1 100 000]", "–]", "A stated total of BZ is missing."),
    "a short row": (
        APPEAL,
        "[120 000,   100 000,",
        "[100 000,",
        "BZ needs 6 amounts and a total, in one list.",
    ),
    "digits grouped wrongly": (
        APPEAL,
        "[120 000,",
        "[1200 00,",
        "“1200 00” is not an amount such as 1 250 000, nor an en dash (–).",
    ),
    "a hyphen for a dash": (
        APPEAL,
        "1 000 000, –, ",
        "1 000 000, '-', ",
        "“-” is not an amount such as 1 250 000, nor an en dash (–).",
    ),
    "an unknown heading": (GT, "{O1: assigned}", "{O9: assigned}", "the heading “O9” is unknown."),
    "no heading": (GT, "{O1: assigned}", "{}", "a priority needs at least one heading."),
    "an unknown basis": (
        GT,
        "{O1: assigned}",
        "{O1: printed}",
        "“printed” is not one of published, assigned.",
    ),
    "an unknown country": (
        GT,
        "    countries: [GT]",
        "    countries: [XX]",
        "“XX” is not one of the known countries. Correct its code: two letters of ISO 3166-1.",
    ),
    "an unknown SDG target": (
        GT,
        'sdg_targets: ["10.7"]',
        'sdg_targets: ["99.9"]',
        "“99.9” is not one of the known SDG targets.",
    ),
    "an unknown objective": (
        GT,
        "compact_objectives: [21]",
        "compact_objectives: [24]",
        "“24” is not one of the known Global Compact objectives.",
    ),
    "an unknown key of a file": (GT, "section:", "sections:", "“sections” is not known here. "),
    "an unknown key of an office": (GT, "kind: country", "sort: x", "“sort” is not known here. "),
    "an unknown key of a section": (GT, "printed_name:", "name:", "“name” is not known here. "),
    "an unknown key of a priority": (GT, "title_es: C", "titel_es: C", "“titel_es” is not known "),
    "an unknown key of an indicator": (
        HN,
        "direction: up",
        "goes: up",
        "“goes” is not known here. ",
    ),
    "an unknown key of the appeal": (
        APPEAL,
        "title_fr: A",
        "titre_fr: A",
        "“titre_fr” is not known",
    ),
    "an unknown key of a heading": (
        APPEAL,
        "title_fr: R",
        "titre_fr: R",
        "“titre_fr” is not known ",
    ),
    "an unknown key of the region": (
        APPEAL,
        "name_en: Central",
        "name_en: Region\n  nom_fr: Central",
        "“nom_fr” is not known ",
    ),
    "an unknown choice": (GT, "printed_as: bullet", "printed_as: dot", "“dot” is not one of bulle"),
    "a code of another office": (GT, "code: GT-3", "code: HN-9", "HN-9 is here twice, or is n"),
    "a code used twice": (GT, "code: GT-3", "code: GT-2", "GT-2 is here twice, or is not of "),
    "a key written twice": (GT, "  code: GT\n", "  code: GT\n", "“code” is here twice."),
    "what is no date": (APPEAL, "2020-12-31", "31.12.2020", "“ends_on” must be a date such as "),
    "what is no number": (HN, "target: 4", "target: four", "“four” is not a number."),
    "an unknown time zone": (APPEAL, "time_zone: America/", "time_zone: Africa/", "time_zone"),
    "a title that is too long": (GT, "title_en: Re", f"title_en: {'Long ' * 40}", "150"),
    "a broken file": (GT, "countries: [GT]", "countries: [GT", "it is not valid YAML: "),
    "a control character": (GT, "title_en: Re", "title_en: \x07Re", "it is not valid YAML: "),
}
# Where the place is not the line that was changed: the text that stands on it.
PLACES = {
    "an unknown key of the region": "  nom_fr:",
    "a key written twice": "  code: GT\n  name_en",
    "a broken file": "section:",
}


@pytest.mark.once
@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_add_up_or_is_unknown_is_refused_with_its_place(
    other: Copy, case: str
) -> None:
    name, old, new, reason = REFUSED[case]
    if case == "a key written twice":
        new = new * 2
    line = other.change(name, old, new)
    place = other.line_of(name, PLACES[case]) if case in PLACES else line

    refusal = refuse(other)

    assert reason in refusal.reason
    assert refusal.file == other.file(name)
    assert refusal.line == place
    assert str(refusal) == f"{refusal.file}, line {refusal.line}: {refusal.reason}"


@pytest.mark.once
def test_an_unknown_partner_is_refused_at_the_list_that_names_it(other: Copy) -> None:
    other.change(GT, "- Government of Guatemala", "- Government of Atlantis")

    refusal = refuse(other)

    assert refusal.line == other.line_of(GT, "    partners:")
    assert refusal.reason == (
        "“Government of Atlantis” is not one of the known partners. Correct its name, or list it"
        " with the partners."
    )


@pytest.mark.once
def test_a_row_of_an_unknown_office_is_refused_at_the_table(other: Copy) -> None:
    other.change(APPEAL, "  BZ:    [", "  XX:    [")

    refusal = refuse(other)

    assert refusal.line == other.line_of(APPEAL, "  RO:    [")
    assert refusal.reason == "its offices must be those of the sections, in the same order."


@pytest.mark.once
def test_a_table_without_its_last_row_is_refused(other: Copy) -> None:
    other.change(APPEAL, "  TOTAL: [", "  # [")

    assert refuse(other).reason == "The row TOTAL is missing."


@pytest.mark.once
def test_a_quantity_must_say_whether_it_was_printed(other: Copy) -> None:
    other.change(HN, "        target_basis: published\n", "")

    refusal = refuse(other)

    assert refusal.line == other.line_of(HN, "      - title_en: Municipal Units")
    assert refusal.reason == (
        "Choose whether the target was published or set by the regional office."
    )


def test_an_appeal_that_ends_before_it_starts_is_refused(other: Copy) -> None:
    other.change(APPEAL, "ends_on: 2020-12-31", "ends_on: 2019-12-31")

    refusal = refuse(other)

    assert refusal.line == other.line_of(APPEAL, "  code: COPY")
    assert refusal.reason == "The appeal must end on or after the day it starts."


@pytest.mark.once
@pytest.mark.parametrize("name", ["partners.yaml", "offices/GT.yaml", "appeal.yaml"])
def test_a_missing_file_is_named(other: Copy, name: str) -> None:
    other.file(name).unlink()

    refusal = refuse(other)

    assert refusal.file == other.file(name)
    assert refusal.reason == "it cannot be opened (No such file or directory)."


@pytest.mark.once
def test_a_file_that_is_not_utf_8_is_named(other: Copy) -> None:
    text = other.file(GT).read_text()
    other.file(GT).write_bytes(text.encode("latin-1", "replace"))

    assert refuse(other).file == other.file(GT)


@pytest.mark.once
@pytest.mark.parametrize("content", ["", "- a list\n", "a text\n"])
def test_a_file_that_is_no_mapping_is_named(other: Copy, content: str) -> None:
    other.file(GT).write_text(content)

    refusal = refuse(other)

    assert (refusal.file, refusal.line) == (other.file(GT), 1)
    assert refusal.reason == "it must be a mapping of keys to values."


@pytest.mark.once
def test_the_command_says_what_it_loaded(other: Copy, capsys: pytest.CaptureFixture) -> None:
    call_command("load_appeal", other.appeal)

    assert capsys.readouterr().out == "COPY is loaded and published, 4 periods.\n"


@pytest.mark.once
def test_of_what_was_published_late_no_report_is_due_at_once(other: Copy) -> None:
    other.change("appeal.yaml", "published_on: 2020-01-01", "published_on: 2020-05-20")

    call_command("load_appeal", other.appeal)

    due = Appeal.objects.get(code="COPY").periods.order_by("starts_on").values_list("due_on")
    assert [str(day) for (day,) in due] == ["2020-06-04", "2020-07-15", "2020-10-15", "2021-01-15"]


def test_the_command_says_that_nothing_had_to_change(
    copy: Copy, mi2020: Appeal, capsys: pytest.CaptureFixture
) -> None:
    call_command("load_appeal", copy.appeal)

    said = capsys.readouterr().out
    assert said == "MI2020-CNAC agrees with the files; missing translations added: 0.\n"


def test_the_command_fails_with_file_line_and_reason(other: Copy) -> None:
    line = other.change(GT, "{O1: assigned}", "{O9: assigned}")

    with pytest.raises(CommandError) as refused:
        call_command("load_appeal", other.appeal)

    assert str(refused.value) == f"{other.file(GT)}, line {line}: the heading “O9” is unknown."
    assert not Appeal.objects.filter(code="COPY").exists()


def test_an_office_of_another_region_is_refused_at_its_line(mi2020: Appeal, other: Copy) -> None:
    Office.objects.filter(code="GT").update(region=make_region(name_en="The Andes"))

    refusal = refuse(other)

    line = other.line_of(GT, "code: GT")
    assert str(refusal) == (
        f"{other.file(GT)}, line {line}: The office GT belongs to another region, The Andes."
    )
