"""The plan of an activity, edited where it is read: added, copied, changed, stopped."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from appeal import actions as plan
from appeal import duties
from appeal.forms import ActivityForm, HoldForm
from appeal.models import Activity, Appeal, Priority
from appeal.models.priorities import PriorityQuerySet
from appeal.views.confirming import confirm
from appeal.web.request import Request

from .. import access
from ..row_addresses import address_of
from .pages import next_page, open_appeal, own_activity, sent_at

Initial = dict[str, object]


def activity_new(request: Request, appeal_code: str) -> HttpResponse:
    """Add an activity, from scratch or as a copy of another."""
    appeal = open_appeal(request, appeal_code)
    if not access.offices(request.user, duties.PLAN, appeal).exists():
        raise Http404
    priorities = _priorities(request, appeal)
    of = _copied(request, appeal)
    activity = _begun(appeal, of)
    form = ActivityForm(
        request.POST or None, instance=activity, initial=_initial(request, priorities, of)
    )
    form.offer(priorities.with_headings(), appeal.region)

    def save() -> str:
        at, named = sent_at(request), form.named
        if of:
            plan.copy_activity(of=of, activity=activity, named=named, at=at)
        else:
            plan.keep_activity(activity=activity, version=None, named=named, at=at)
        said = _("%(code)s was added. It has no budget yet; its milestones and indicators follow.")
        messages.success(request, said % {"code": activity.code})
        return _home(appeal, activity)

    page = {
        "title": _("Copy %(activity)s") % {"activity": of} if of else _("Add an activity"),
        "lead": _copying() if of else _adding(),
        "refusal": "" if priorities.exists() else _without_priorities(appeal),
        "label": _("Add the activity"),
        "back": next_page(request, _home(appeal, of)),
        "from_where": of or _("Activities"),
    }
    return confirm(request, form, page, save)


def _home(appeal: Appeal, activity: Activity | None) -> str:
    if activity is None:
        return reverse("tracking:activity_list", args=[appeal.code])
    return address_of(activity, appeal)


def _adding() -> str:
    return _(
        "It is carried out for one of the published priorities, which do not change. Milestones and"
        " indicators come next, on its own page; its budget is set with those of its office."
    )


def _without_priorities(appeal: Appeal) -> str:
    if appeal.state == Appeal.State.DRAFT:
        return _(
            "No office of yours has a priority in this appeal yet, and an activity is carried out"
            " for one. Write the priorities of the draft first."
        )
    return _(
        "No office of yours has a priority in this appeal, and an activity is carried out for one."
        " Priorities cannot be added once the appeal is published."
    )


def _copying() -> str:
    return _(
        "Copied: texts, dates, lead, countries, partners, targets and objectives, milestones and"
        " indicators with their targets. Not copied: budget, ledger entries, reports, risks,"
        " evidence and comments."
    )


def _priorities(request: Request, appeal: Appeal) -> PriorityQuerySet:
    """Those of the person's offices; of the one that the address names, where it names one."""
    own = access.rows(request.user, duties.PLAN, Priority.objects.of(appeal)).in_printed_order()
    of_office = own.filter(section__office__code=request.GET.get("office", ""))
    return of_office if of_office.exists() else own


def _copied(request: Request, appeal: Appeal) -> Activity | None:
    """The activity that the address names as the one to copy; 404 where it is none."""
    code = request.GET.get("copy")
    if not code:
        return None
    rows = access.activities(request.user, appeal).with_plan()
    return get_object_or_404(rows, code=code)


def _begun(appeal: Appeal, of: Activity | None) -> Activity:
    """A new activity, for the whole year or with the texts and dates of another."""
    if of is None:
        language = (translation.get_language() or "en")[:2]
        days = {"starts_on": appeal.starts_on, "ends_on": appeal.ends_on}
        return Activity(language=language, version=0, **days)
    names = ("own_title", "description", "language", "lead", "starts_on", "ends_on")
    return Activity(version=0, **{name: getattr(of, name) for name in names})


def _initial(request: Request, priorities: PriorityQuerySet, of: Activity | None) -> Initial:
    if of is None:
        asked = priorities.filter(code=request.GET.get("priority", "")).first()
        return {"priority": asked}
    return {"priority": of.priority_id, **{name: getattr(of, name).all() for name in of.NAMED}}


def activity_edit(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Change what an activity is, when it runs and whom it names."""
    activity = own_activity(request, appeal_code, code, duties.PLAN)
    form = ActivityForm(request.POST or None, instance=activity)
    form.offer(Priority.objects.none(), activity.appeal.region)

    def save() -> str:
        version = form.cleaned_data["version"]
        at = sent_at(request)
        plan.keep_activity(activity=activity, version=version, named=form.named, at=at)
        messages.success(request, _("Activity saved."))
        return str(page["back"])

    page = {
        "title": _("Change the activity"),
        "lead": _(
            "Its code and priority stay, since money and reports are tied to them. Its budget is"
            " set with those of its office."
        ),
        "label": _("Save"),
        "back": next_page(request, address_of(activity)),
        "from_where": activity,
        "facts": [
            (_("Priority"), activity.priority),
            (_("Headings of the priority"), _headings(activity.priority)),
        ],
        "links": _links(request.appeal, activity),
    }
    return confirm(request, form, page, save)


def _headings(priority: Priority) -> str:
    return ", ".join(
        f"{row.heading.code} ({row.get_basis_display()})" for row in priority.classifications.all()
    )


def _links(appeal: Appeal, activity: Activity) -> list[tuple[str, str]]:
    """What else may be done with an activity."""
    one = [appeal.code, activity.code]
    return [
        (_("Suspend, cancel or resume"), reverse("tracking:activity_hold", args=one)),
        (
            _("What it continues"),
            reverse("tracking:lineage_edit", args=[appeal.code, "activities", activity.pk]),
        ),
        (_("Remove this activity"), reverse("appeal:activity_remove", args=one)),
    ]


def activity_hold(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Suspend or cancel an activity with a reason, or let it go ahead again."""
    activity = own_activity(request, appeal_code, code, duties.PLAN)
    form = HoldForm(request.POST or None, initial={"version": activity.version})
    form.about(activity)

    def save() -> str:
        typed = form.cleaned_data
        plan.hold_activity(
            activity=activity,
            version=typed["version"],
            hold="" if typed["hold"] == HoldForm.GOING else typed["hold"],
            reason=typed["reason"],
            by=request.user,
            at=sent_at(request),
        )
        messages.success(request, _("Saved: %(row)s.") % {"row": activity})
        return str(page["back"])

    page = {
        "title": _("Suspend, cancel or resume"),
        "lead": _("Nothing is removed: budget, entries and reports stay as they are."),
        "label": _("Save"),
        "back": next_page(request, address_of(activity)),
        "from_where": activity,
        "facts": [(_("Now"), activity.get_hold_display() or _("goes ahead"))],
    }
    return confirm(request, form, page, save)
