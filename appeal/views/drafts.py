"""A draft appeal is prepared: its days, its offices, the table of requirements, its priorities."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from .. import access, actions, duties
from ..actions.draft_priorities import next_priority
from ..actions.drafting import Place, refuse_published
from ..base.refusals import Refusal
from ..figures.readiness import readiness_of
from ..figures.reconciliation import reconcile
from ..figures.remarks import place_of
from ..forms import (
    AppealForm,
    DraftOfficeForm,
    DraftOfficesForm,
    DraftPriorityForm,
    DraftTableForm,
)
from ..models import Appeal, Heading, Office, Priority, Requirement, Section
from ..models.ordering import in_order
from ..web.forms import OnceForm
from ..web.request import Request
from .answering import answer
from .confirming import confirm
from .pages import open_appeal, sent, sent_at, signing


def open_draft(request: Request, code: str) -> Appeal:
    """The draft of the page, for managers of its region; 404 for everybody else.

    Of one that is published they are told so: a 409.
    """
    appeal = open_appeal(request, code)
    if not access.regions(request.user, duties.PREPARE).filter(pk=appeal.region_id).exists():
        raise Http404
    refuse_published(appeal)
    return appeal


def draft(request: Request, appeal_code: str) -> HttpResponse:
    """How far a draft is: each step with what is missing, and the way to it."""
    appeal = open_draft(request, appeal_code)
    sections = appeal.sections.select_related("office").order_by("order")
    page = {"ready": readiness_of(appeal), "sections": sections}
    return render(request, "appeal/drafts/draft.html", page)


def _home(appeal: Appeal) -> str:
    return reverse("appeal:draft", args=[appeal.code])


def explained(act: Any) -> Any:
    """What the fields or the database refuse is a refusal with their sentence."""
    try:
        return act()
    except ValidationError as error:
        raise Refusal(" ".join(error.messages)) from error


def draft_edit(request: Request, appeal_code: str) -> HttpResponse:
    """Change how a draft is called, when it runs, its currency and its source."""
    appeal = open_draft(request, appeal_code)
    form = AppealForm(sent(request), instance=Appeal.objects.get(pk=appeal.pk))

    def save() -> str:
        version = form.cleaned_data["version"]
        kept = explained(
            lambda: actions.keep_appeal(appeal=form.instance, version=version, **signing(request))
        )
        messages.success(request, _("Saved: %(row)s.") % {"row": kept})
        return _home(kept)

    page = {
        "title": _("Days and source"),
        "label": _("Save"),
        "back": _home(appeal),
        "from_where": _("The draft"),
        "facts": _file_of_source(appeal),
    }
    return confirm(request, form, page, save)


def _file_of_source(appeal: Appeal) -> list[tuple[str, object]]:
    """What is known of it, where anything is."""
    if not appeal.source_sha256:
        return []
    kept = _("%(digest)s. It goes if you name another source.") % {"digest": appeal.source_sha256}
    return [(_("SHA-256 of the source document"), kept)]


def draft_offices(request: Request, appeal_code: str) -> HttpResponse:
    """The offices of a draft in printed order: added, numbered again."""
    appeal = open_draft(request, appeal_code)
    sections = list(appeal.sections.select_related("office").order_by("order"))
    others = Office.objects.filter(region=appeal.region_id).exclude(sections__appeal=appeal)
    form = DraftOfficesForm(
        sent(request), appeal=appeal, sections=sections, others=in_order(others, "name")
    )

    def save() -> str:
        actions.keep_offices(
            appeal=appeal, version=form.cleaned_data["version"], offices=form.offices,
            at=sent_at(request),
        )  # fmt: skip
        messages.success(request, _("The offices are saved."))
        return request.path

    show = partial(_show, request, "appeal/drafts/draft_offices.html", {"form": form})
    return answer(request, form, save, show)


def draft_office_new(request: Request, appeal_code: str) -> HttpResponse:
    """Add an office that the region does not have yet."""
    appeal = open_draft(request, appeal_code)
    form = DraftOfficeForm(sent(request), instance=Office(region=appeal.region))
    form.offer()
    back = reverse("appeal:draft_offices", args=[appeal.code])

    def save() -> str:
        office = actions.add_office(
            appeal=appeal, office=form.instance, countries=form.cleaned_data["countries"],
            at=sent_at(request),
        )  # fmt: skip
        messages.success(request, _("Saved: %(row)s.") % {"row": office})
        return back

    page = {
        "title": _("Add an office"),
        "lead": _("It belongs to the region from then on, and is the last of this appeal."),
        "label": _("Add the office"),
        "back": back,
        "from_where": _("Offices"),
    }
    return confirm(request, form, page, save)


def _show(request: Request, template: str, page: dict[str, object], status: int) -> HttpResponse:
    back = _home(request.appeal)
    return render(request, template, page | {"back": back}, status=status)


def draft_table(request: Request, appeal_code: str) -> HttpResponse:
    """The table of requirements typed cell by cell, with the totals as they are stated."""
    appeal = open_draft(request, appeal_code)
    headings = list(Heading.objects.of(appeal).in_printed_order())
    sections = list(appeal.sections.select_related("office").order_by("order"))
    form = _table_form(request, appeal, headings, sections)

    def save() -> str:
        actions.keep_table(
            appeal=appeal, version=form.cleaned_data["version"], amounts=form.amounts,
            totals=form.totals, at=sent_at(request),
        )  # fmt: skip
        messages.success(request, _("The table is saved."))
        return request.path

    table = reconcile(appeal, Requirement.objects.of(appeal))
    differences = {row.office: row.total.difference for row in table.rows}
    page = {
        "form": form,
        "headings": [(each, form[place_of(None, each.pk)]) for each in headings],
        "rows": [
            (
                section,
                [form[place_of(section.office_id, each.pk)] for each in headings],
                form[place_of(section.office_id, None)],
                differences.get(section.office),
            )
            for section in sections
        ],
        "grand": form[place_of(None, None)],
        "table": table,
    }
    show = partial(_show, request, "appeal/drafts/draft_table.html", page)
    return answer(request, form, save, show)


def _table_form(
    request: Request, appeal: Appeal, headings: list[Heading], sections: list[Section]
) -> DraftTableForm:
    places: list[tuple[Place, str]] = []
    for section in sections:
        of_office = [
            ((section.office_id, each.pk), f"{section.printed_name}, {each.code}")
            for each in headings
        ]
        stated = _("Stated total: %(of)s") % {"of": section.printed_name}
        places += [*of_office, ((section.office_id, None), stated)]
    places += [
        ((None, each.pk), _("Stated total: %(of)s") % {"of": each.code}) for each in headings
    ]
    places.append(((None, None), _("Stated total of all offices")))
    cells: dict[Place, Requirement] = {
        (cell.office_id, cell.heading_id): cell for cell in appeal.requirements.all()
    }
    totals = {(row.office_id, row.heading_id): row.amount for row in appeal.stated_totals.all()}
    return DraftTableForm(sent(request), appeal=appeal, cells=cells, totals=totals, places=places)


def draft_priorities(request: Request, appeal_code: str, office_code: str) -> HttpResponse:
    """The priorities of an office of the draft in printed order."""
    appeal = open_draft(request, appeal_code)
    section = get_object_or_404(appeal.sections, office__code=office_code)
    page = {
        "section": section,
        "priorities": Priority.objects.filter(section=section).with_headings().order_by("order"),
        "back": _home(appeal),
    }
    return render(request, "appeal/drafts/draft_priorities.html", page)


def draft_priority_new(request: Request, appeal_code: str, office_code: str) -> HttpResponse:
    """Add a priority to an office of the draft, with the activity that it begins with."""
    appeal = open_draft(request, appeal_code)
    section = get_object_or_404(appeal.sections, office__code=office_code)
    priority = next_priority(section)
    return _edit_priority(request, appeal, priority, _("Add a priority"))


def draft_priority(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Change a priority of the draft and its headings."""
    appeal = open_draft(request, appeal_code)
    priority = get_object_or_404(Priority.objects.of(appeal).with_headings(), code=code)
    return _edit_priority(request, appeal, priority, str(priority))


def _edit_priority(
    request: Request, appeal: Appeal, priority: Priority, title: str
) -> HttpResponse:
    headings = list(Heading.objects.of(appeal).in_printed_order())
    form = DraftPriorityForm(sent(request), instance=priority, headings=headings)
    office = priority.section.office
    back = reverse("appeal:draft_priorities", args=[appeal.code, office.code])
    links = []
    if priority.pk:
        way = reverse("appeal:draft_priority_remove", args=[appeal.code, priority.code])
        links = [(_("Remove it"), way)]

    def save() -> str:
        kept = explained(
            lambda: actions.keep_priority(
                priority=form.instance, version=form.cleaned_data["version"],
                headings=form.under, at=sent_at(request),
            )
        )  # fmt: skip
        messages.success(request, _("Saved: %(row)s.") % {"row": kept})
        return back

    page = {"title": title, "label": _("Save"), "back": back, "from_where": office, "links": links}
    return confirm(request, form, page, save)


def draft_priority_remove(request: Request, appeal_code: str, code: str) -> HttpResponse:
    """Take a priority out of the draft, with its activities."""
    appeal = open_draft(request, appeal_code)
    priority = get_object_or_404(
        Priority.objects.of(appeal).select_related("section__office", "section__appeal"), code=code
    )
    form = OnceForm(sent(request), initial={"version": priority.version})
    back = reverse("appeal:draft_priorities", args=[appeal.code, priority.section.office.code])
    page = {
        "title": _("Remove “%(row)s”") % {"row": priority},
        "lead": _("Its activities go with it. The change log shows what they were."),
        "label": _("Remove it"),
        "back": back,
        "from_where": priority.section.office,
    }

    def act() -> str:
        said = str(priority)
        actions.remove_priority(
            priority=priority, version=form.cleaned_data["version"], at=sent_at(request)
        )
        messages.success(request, _("“%(row)s” was removed.") % {"row": said})
        return back

    return confirm(request, form, page, act)
