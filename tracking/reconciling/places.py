"""Where a line of the finance system belongs: the activity that its code names, and who pays."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from appeal.base.folding import fold
from appeal.base.refusals import Refusal
from appeal.models import Activity, Allocation, Appeal, Office, Requirement, by_heading

from ..models import BooksLine, Contribution, Transaction


class NoPlace(Refusal):
    """A line does not say which activity it is of, or what pays it."""


@dataclass(frozen=True)
class BooksPlace:
    """An activity, the requirement line that pays, and the grant if the code is that of one."""

    activity: Activity
    cell: Requirement
    grant: Contribution | None = None

    @property
    def value(self) -> str:
        """How a form names it."""
        return f"{self.activity.pk}-{self.cell.pk}"

    def __str__(self) -> str:
        return f"{self.activity.code} · {self.cell.heading.code}"


class Places:
    """All activities of an office, or of an appeal, with what pays each. Four queries."""

    def __init__(self, appeal: Appeal, office: Office | None) -> None:
        rows = Activity.objects.of(appeal)
        rows = rows.in_office(office) if office else rows
        activities = {row.pk: row for row in rows.with_plan().in_printed_order()}
        self.cells: dict[int, dict[str, Requirement]] = defaultdict(dict)
        drawn = Allocation.objects.filter(activity__in=activities).select_related("cell__heading")
        for each in drawn.order_by(by_heading("cell__")):
            each.cell.appeal = appeal
            self.cells[each.activity_id][each.cell.heading.code] = each.cell
        self.by_code: dict[str, list[tuple[Activity, Contribution | None]]] = defaultdict(list)
        self.activities = [each for each in activities.values() if self.cells[each.pk]]
        for activity in self.activities:
            for code in _codes(activity):
                self.by_code[code].append((activity, None))
        self._add_grants(appeal, activities)

    def _add_grants(self, appeal: Appeal, activities: dict[int, Activity]) -> None:
        """The project codes of grants lead to the activities that were charged to them."""
        grants = Contribution.objects.of(appeal).exclude(project_code="").with_names()
        by_pk = {grant.pk: grant for grant in grants}
        charged = Transaction.objects.of(appeal).filter(
            Q(grant__in=by_pk), activity__in=[each.pk for each in self.activities]
        )
        for grant, activity in charged.order_by().values_list("grant", "activity").distinct():
            code = _plain(by_pk[grant].project_code)
            self.by_code[code].append((activities[activity], by_pk[grant]))

    @property
    def choices(self) -> list[BooksPlace]:
        return [
            BooksPlace(activity, cell)
            for activity in self.activities
            for cell in self.cells[activity.pk].values()
        ]

    def of(self, line: BooksLine) -> BooksPlace:
        """Raises NoPlace where the line does not decide it."""
        named = self.by_code.get(_plain(line.code), []) if line.code else []
        if not named:
            raise NoPlace(
                _("No activity has the code “%(code)s”.") % {"code": line.code}
                if line.code
                else _("The line has no code of an activity.")
            )
        if len({activity.pk for activity, _grant in named}) > 1:
            codes = _listed(activity.code for activity, _grant in named)
            raise NoPlace(
                _("The code “%(code)s” is that of several activities: %(activities)s.")
                % {"code": line.code, "activities": codes}
            )
        activity, grant = named[0]
        return BooksPlace(activity, self._cell(activity, line), grant)

    def _cell(self, activity: Activity, line: BooksLine) -> Requirement:
        cells = self.cells[activity.pk]
        if line.heading:
            by_code = {_plain(code): cell for code, cell in cells.items()}
            if cell := by_code.get(_plain(line.heading)):
                return cell
            raise NoPlace(
                _("%(activity)s has no budget from %(heading)s.")
                % {"activity": activity.code, "heading": line.heading}
            )
        if len(cells) > 1:
            raise NoPlace(
                _("%(activity)s is paid from several headings, and the line names none.")
                % {"activity": activity.code}
            )
        return next(iter(cells.values()))


def _codes(activity: Activity) -> set[str]:
    codes = {_plain(activity.code), _plain(activity.finance_code)}
    return codes - {""}


def _plain(code: str) -> str:
    return " ".join(fold(code).split())


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(set(codes)))
