"""What somebody asks a workbook for, and what every one of them begins with."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from appeal.access import Rows
from appeal.base.excel import Book, Context, Cover, Sheet
from appeal.base.refusals import NotAnswerable
from appeal.base.viewpoint import Include, Viewpoint
from appeal.models import Appeal, Office, User, to_office
from appeal.models.activities import ActivityQuerySet

from .. import access
from ..figures import AppealFigures, figures_of, monthly_figures_of
from ..filters import in_words
from ..models import Contribution, ReportingPeriod, Risk, Upload


@dataclass(frozen=True)
class Workbook:
    """A workbook that can be downloaded: what it is for and how it is made.

    `takes` names what may be chosen: dates (both, and what counts), office, period, rows. What it
    `needs` of these must be chosen. One that takes an upload or a grant is offered on its page.
    A template is there to be filled in and uploaded; a large one is sent while it is being read.
    For one that shows months what was spent in each is read along with all else.
    """

    code: str
    title: Promise
    build: "Callable[[Asked], Book]"
    purpose: Promise
    takes: Sequence[str] = ("office", "dates")
    needs: Sequence[str] = ()
    is_template: bool = False
    is_large: bool = False
    has_months: bool = False


@dataclass(frozen=True)
class Asked:
    """Who asks for which workbook, of which part of the appeal, seen from where.

    `rows` is how many empty rows a template is to have, 0 for as many as usual. `query` holds what
    else is in the address: the filters and the order of a list. `site` is the address of the
    site, for links that work from a file.
    """

    workbook: Workbook
    appeal: Appeal
    user: User
    viewpoint: Viewpoint
    context: Context
    office: Office | None = None
    period: ReportingPeriod | None = None
    upload: Upload | None = None
    grant: Contribution | None = None
    rows: int = 0
    query: Mapping[str, Any] = field(default_factory=dict)
    site: str = ""
    # From where a report says what has changed, if that is asked too.
    earlier: Viewpoint | None = None

    def build(self) -> Book:
        """The workbook that is asked for, with the tags of its columns where they are wanted."""
        return replace(self.workbook.build(self), is_tagged=self.query.get("hxl") == "1")

    def at_the_end(self) -> "Asked":
        """As at the last day of the chosen period, where the address names no day."""
        if self.period is None or self.query.get("as_at"):
            return self
        as_at = min(self.period.ends_on, self.viewpoint.as_at)
        return replace(self, viewpoint=self.viewpoint.on(as_at))

    @cached_property
    def offices(self) -> QuerySet[Office]:
        """The chosen office, or all of the appeal's in printed order."""
        offices = Office.objects.of(self.appeal).in_printed_order()
        return offices.filter(pk=self.office.pk) if self.office else offices

    @cached_property
    def activities(self) -> list[Any]:
        """Those in scope that were in the plan then, in printed order."""
        return list(self.planned.with_office().in_printed_order())

    def put_activities(self, rows: Iterable[Risk]) -> list[Risk]:
        """The rows, each with its activity among those in scope."""
        found, own = list(rows), {activity.pk: activity for activity in self.activities}
        for row in found:
            row.activity = own[row.activity_id]
        return found

    @property
    def planned(self) -> ActivityQuerySet:
        """The activities in scope, as a query."""
        rows = access.activities(self.user, self.appeal).existing(self.viewpoint)
        return self.of_office(rows, to_office())

    def of_office(self, rows: Rows, way: str = "office") -> Rows:
        """Rows of the chosen office, to which they lead by that way; all where none is chosen."""
        return rows.filter(**{way: self.office}) if self.office else rows

    @cached_property
    def figures(self) -> AppealFigures:
        """Those of the chosen office, or of the appeal."""
        read = monthly_figures_of if self.workbook.has_months else figures_of
        return read(self.appeal, self.viewpoint, office=self.office)

    def narrowed(self, chosen: Any, *codes: str) -> "Asked":
        """What was asked, narrowed by a list's filter; `codes` go into the file's name.

        `chosen` is a FilterSet or the form of a list without one.

        Raises NotAnswerable where the filter holds what it does not know.
        """
        if not chosen.is_valid():
            raise NotAnswerable(chosen.errors.as_text())
        name = "-".join([self.context.scope_code, *filter(None, codes)])
        words = in_words(getattr(chosen, "form", chosen))
        return replace(self, context=replace(self.context, filters=words, scope_code=name))

    def book(self, sheets: Sequence[Sheet | Cover], **more: Any) -> Book:
        """The workbook of these sheets, with what was asked and what `more` it says of itself."""
        return Book(
            code=self.workbook.code,
            title=self.workbook.title,
            appeal_code=self.appeal.code,
            appeal_title=self.appeal.title,
            as_at=self.viewpoint.as_at,
            # Nothing is said of what counts where everything is shown, as in the change log.
            include=Include(self.viewpoint.include).label if "dates" in self.workbook.takes else "",
            context=self.context,
            sheets=sheets,
            is_demonstration=self.appeal.is_demonstration,
            known_on=self.viewpoint.known_on,
            **more,
        )
