"""A new appeal: typed, begun from an earlier one of the region or a workbook; and published."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal import duties
from appeal.actions.copying import copy_appeal
from appeal.figures.readiness import readiness_of
from appeal.forms import AppealForm
from appeal.loading import make_appeal
from appeal.models import Activity, Appeal, Priority, Region
from appeal.views.answering import answer_page
from appeal.views.drafts import explained, open_draft
from appeal.web.clock import now_to_begin, today_in
from appeal.web.request import Request
from appeal.web.which import appeals_seen

from .. import access, actions
from ..actions.appeals import Publication
from ..forms import MOST_MEGABYTES
from ..forms.appeals import AppealWorkbookForm, CopiedAppealForm, PublishForm
from ..open_at_the_end import last_actuals, open_milestones
from .closing import left_to_decide
from .pages import sent, signing, takes_files


def appeal_new(request: Request) -> HttpResponse:
    """Begin an appeal; `of` in the address names the earlier one that it is made from."""
    regions = _regions(request)
    earlier = _all_earlier(request, regions)
    of = _earlier(request, earlier)
    form = _form(request, of, earlier)
    form.offer(regions)

    def begin() -> str:
        appeal = explained(lambda: _begin(request, form, of))
        return _begun(request, appeal)

    page = {
        "earlier": earlier,
        **(left_to_decide(request, of) if of else {"of": None}),
        "back": reverse("tracking:appeal_list"),
    }
    return answer_page(request, form, begin, "tracking/appeals/appeal_new.html", page)


@takes_files(MOST_MEGABYTES)
def appeal_from_workbook(request: Request) -> HttpResponse:
    """Begin an appeal from a filled T0, whole or not at all."""
    regions = _regions(request)
    form = AppealWorkbookForm(request.POST or None, request.FILES or None)

    def begin() -> str:
        signed: Any = {"by": request.user, "at": now_to_begin()}
        file = form.cleaned_data["file"]
        return _begun(request, explained(lambda: make_appeal(file=file, regions=regions, **signed)))

    page = {
        "earlier": _all_earlier(request, regions),
        "is_workbook": True,
        "back": reverse("tracking:appeal_list"),
    }
    return answer_page(request, form, begin, "tracking/appeals/appeal_from_workbook.html", page)


def _regions(request: Request) -> QuerySet[Region]:
    """For which the person may begin an appeal; 404 where there is none."""
    if not access.may(request.user, duties.BEGIN):
        raise Http404
    return access.regions(request.user, duties.BEGIN)


def _all_earlier(request: Request, regions: QuerySet[Region]) -> list[Appeal]:
    """From which the person may begin one."""
    return [each for each in appeals_seen(request) if each.region_id in ids_of(regions)]


def _begun(request: Request, appeal: Appeal) -> str:
    """Say so, and go to the page of the draft."""
    said = _("%(appeal)s is now a draft. Only managers of the region see it.")
    messages.success(request, said % {"appeal": appeal})
    return reverse("appeal:draft", args=[appeal.code])


def ids_of(rows: Any) -> set[int]:
    return set(rows.values_list("pk", flat=True))


def _earlier(request: Request, earlier: list[Appeal]) -> Appeal | None:
    """The appeal that the address names; 404 where it is none of the person's regions."""
    code = request.GET.get("of", "")
    found = next((each for each in earlier if each.code == code), None)
    if code and found is None:
        raise Http404
    return found


# What an empty form proposes from the last appeal of the person's regions.
AS_LAST = ("currency", "time_zone", "rhythm")


def _form(request: Request, of: Appeal | None, earlier: list[Appeal]) -> AppealForm:
    if of is None:
        last = sorted(earlier, key=lambda each: each.year)[-1:]
        as_last = {name: getattr(each, name) for each in last for name in AS_LAST}
        return AppealForm(sent(request), initial=as_last)
    sections = list(of.sections.select_related("office").order_by("order"))
    priorities = list(Priority.objects.of(of).in_printed_order())
    cancelled = Counter(Activity.objects.of(of).cancelled().values_list("priority", flat=True))
    return CopiedAppealForm(
        sent(request), of=of, sections=sections, priorities=priorities, cancelled=cancelled
    )


def _begin(request: Request, form: AppealForm, of: Appeal | None) -> Appeal:
    signed: Any = {"by": request.user, "at": now_to_begin(of)}
    form.instance.join_demonstration(Appeal.objects.demonstration())
    if of is None or not isinstance(form, CopiedAppealForm):
        return plan.keep_appeal(appeal=form.instance, version=None, **signed)
    carried = form.carried(open_milestones(of), last_actuals(of))
    return copy_appeal(appeal=form.instance, of=of, carried=carried, **signed)


def appeal_publish(request: Request, appeal_code: str) -> HttpResponse:
    """Freeze the draft as published, once everything adds up and what is odd is meant so."""
    appeal = open_draft(request, appeal_code)
    ready = readiness_of(appeal)
    form = PublishForm(sent(request), appeal=appeal, today=today_in(appeal), odd=ready.odd)

    def publish() -> str:
        typed = form.cleaned_data
        actions.publish_with_periods(
            appeal=appeal,
            version=typed["version"],
            publication=Publication(
                typed["published_on"],
                typed["published_on_basis"],
                typed["source_name"],
            ),
            confirmed=[remark.key for remark in form.odd],
            **signing(request),
        )
        said = _("%(appeal)s is published, with its periods and an even split of its money.")
        messages.success(request, said % {"appeal": appeal})
        return reverse("tracking:home", args=[appeal.code])

    page = {
        "ready": ready,
        "moves_to": actions.moves_to(appeal),
        "back": reverse("appeal:draft", args=[appeal.code]),
    }
    return answer_page(request, form, publish, "tracking/appeals/appeal_publish.html", page)
