"""The yearly review of access: who holds which role, and whether it is still needed."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext

from appeal import duties

from .. import access, actions
from ..forms import ConfirmRolesForm
from ..models.membership import OVER
from ..models.ordering import in_order
from ..web.clock import real_now
from ..web.request import Request
from .answering import answer_page
from .pages import open_appeal_to

PER_PAGE = 50


def access_review(request: Request, appeal_code: str) -> HttpResponse:
    """Every role of today where the reader manages: ticked and confirmed, changed, or ended.

    Those to confirm come first, so that after each confirmation the first page has the next ones.
    """
    appeal = open_appeal_to(request, appeal_code, duties.SEE_PEOPLE)
    roles = access.memberships(request.user).exclude(OVER).with_review()
    rows = list(
        in_order(
            roles.select_related("user", "office", "region", "stands_in_for"),
            "user__last_name",
            "user__username",
            "pk",
        )
    )
    own = access.memberships(request.user, duties.GIVE_ROLES).exclude(OVER)
    form = ConfirmRolesForm(request.POST or None)
    form.fields["roles"].queryset = own

    def confirm() -> str:
        count = actions.confirm_roles(roles=form.cleaned_data["roles"], at=real_now())
        words = ngettext("%(count)s role confirmed.", "%(count)s roles confirmed.", count)
        messages.success(request, words % {"count": count})
        return reverse("appeal:access_review", args=[appeal.code])

    page = {
        "turn": Paginator(sorted(rows, key=lambda row: not row.is_due), PER_PAGE).get_page(
            request.GET.get("page")
        ),
        "due": sum(row.is_due for row in rows),
        "own": set(own.values_list("pk", flat=True)),
        "ticked": set(request.POST.getlist("roles")),
    }
    return answer_page(request, form, confirm, "appeal/people/access_review.html", page)
