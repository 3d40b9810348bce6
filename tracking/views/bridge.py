"""Why figures changed between two viewpoints of an appeal; and the rows behind each step."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext

from appeal.base.viewpoint import Viewpoint
from appeal.models import Appeal, Heading, Office
from appeal.views.viewpoints import read_earlier_viewpoint
from appeal.web.request import Request

from ..bridge_rows import Behind, StepRow
from ..bridging import ToldFigure, told_figures
from ..figures import HEADLINES, Bridge, Cause, bridge_between
from ..forms.bridge import BridgeScope
from ..models import ReportingPeriod, Transaction
from .pages import open_appeal, read_viewpoint

ROWS_ON_A_PAGE = 50


class Moment(NamedTuple):
    """What one side may be set to, such as a period as it was reported, by what address."""

    words: str
    query: str
    is_shown: bool


class Side(NamedTuple):
    """One of the two viewpoints; the names of its dates in the address begin alike."""

    legend: str
    beginning: str
    viewpoint: Viewpoint
    moments: list[Moment]

    @property
    def as_at(self) -> str:
        return f"{self.beginning}as_at"

    @property
    def known_on(self) -> str:
        return f"{self.beginning}known_on"


@dataclass(frozen=True)
class Compared:
    """What the address asks for: two viewpoints, and the part of the appeal that is bridged."""

    appeal: Appeal
    before: Viewpoint
    after: Viewpoint
    scope: BridgeScope

    @property
    def office(self) -> Office | None:
        return self.scope.cleaned_data["office"]

    @property
    def heading(self) -> Heading | None:
        return self.scope.cleaned_data["heading"]

    @property
    def bridge(self) -> Bridge:
        return bridge_between(self.appeal, self.before, self.after, office=self.office)

    @property
    def asked(self) -> dict[str, str]:
        """What the address of these figures says, all written out."""
        parts = {"office": self.office, "heading": self.heading}
        return {
            **_days("from_", self.before.as_at, self.before.pinned_on),
            **_days("", self.after.as_at, self.after.pinned_on),
            "include": self.after.include,
            **{name: part.code for name, part in parts.items() if part},
        }

    @property
    def query(self) -> str:
        return urlencode(self.asked)

    @property
    def to_now(self) -> str:
        """The address of the same up to now."""
        later = {"as_at", "known_on"}
        return urlencode({name: value for name, value in self.asked.items() if name not in later})

    def sides(self, periods: Iterable[ReportingPeriod]) -> list[Side]:
        reported = list(periods)
        now = Moment(gettext("Now"), self.to_now, not self.after.query)
        to = pgettext("the later of two dates", "To")
        return [
            Side(
                gettext("From"), "from_", self.before, self._moments("from_", self.before, reported)
            ),
            Side(to, "", self.after, [*self._moments("", self.after, reported), now]),
        ]

    def _moments(
        self, beginning: str, shown: Viewpoint, periods: list[ReportingPeriod]
    ) -> list[Moment]:
        return [
            Moment(
                gettext("%(period)s as reported") % {"period": period.code},
                urlencode(self.asked | _days(beginning, period.ends_on, period.due_on)),
                (shown.as_at, shown.known_on) == (period.ends_on, period.due_on),
            )
            for period in periods
        ]


def _days(side: str, as_at: date, known_on: date) -> dict[str, str]:
    return {f"{side}as_at": as_at.isoformat(), f"{side}known_on": known_on.isoformat()}


def bridge(request: Request, appeal_code: str) -> HttpResponse:
    """Every headline figure with the steps between two viewpoints."""
    appeal = open_appeal(request, appeal_code)
    compared = compared_by(request, appeal)
    periods = _reported(appeal, compared.after.today or compared.after.as_at)
    return render(
        request,
        "tracking/bridge/bridge.html",
        {
            "viewpoint": compared.after,
            "compared": compared,
            "sides": compared.sides(periods),
            "told": told_figures(compared.bridge, compared.heading),
        },
    )


def bridge_step(request: Request, appeal_code: str, step: str) -> HttpResponse:
    """The rows behind one step of a figure, page by page."""
    appeal = open_appeal(request, appeal_code)
    name = request.GET.get("figure", "spent")
    if step not in Cause or name not in HEADLINES:
        raise Http404
    compared = compared_by(request, appeal)
    made = compared.bridge
    behind = Behind(made, Cause(step), name, compared.heading)
    told = ToldFigure(made, made.of(name, compared.heading), compared.heading)
    pages: Paginator[StepRow | Transaction] = Paginator(behind.rows, ROWS_ON_A_PAGE)
    turn = pages.get_page(request.GET.get("page"))
    return render(
        request,
        "tracking/bridge/bridge_step.html",
        {
            "viewpoint": compared.after,
            "compared": compared,
            "behind": behind,
            "told": told,
            "stage": next((row for row in told.stages if row.step == step), None),
            "is_small": any(row.step == step for row in told.fall.changes),
            "rows": behind.shown(turn.object_list),
            "turn": turn,
        },
    )


def compared_by(request: Request, appeal: Appeal) -> Compared:
    """What the address asks for; by default from the last period as it was reported."""
    scope = BridgeScope(request.GET or {}, appeal=appeal)
    if not scope.is_valid():
        raise Http404
    after = read_viewpoint(request, appeal)
    last = _reported(appeal, after.pinned_on).filter(ends_on__lte=after.as_at).last()
    days: tuple[Any, Any] = (last.ends_on, last.due_on) if last else (appeal.starts_on,) * 2
    return Compared(appeal, read_earlier_viewpoint(request, appeal, after, days), after, scope)


def _reported(appeal: Appeal, day: date) -> Any:
    """The periods on which reports had been due by a day, the first first."""
    return ReportingPeriod.objects.of(appeal).fallen_due(day).order_by("ends_on")
