"""People of the offices that one manages: invited, changed, given roles, and who may what."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.formats import date_format
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from appeal import duties

from .. import access, actions
from ..forms import GrantForm, InviteForm, PeopleFilter, PersonForm, offer_roles
from ..models import AccountLetter, LetterKind, Membership, User
from ..models.ordering import in_order
from ..web.change_log import change_rows
from ..web.clock import real_now
from ..web.forms import OnceForm
from ..web.invitations import Invitations
from ..web.request import Request
from ..web.sessions import end_sessions_of
from .answering import answer_page
from .confirming import confirm
from .pages import next_page, open_appeal_to, refuse_readers
from .row_changes import edit_row, remove_row

# Of whom the page after this one shows the link by which they choose a password.
LINK_FOR = "link_for"
# So many of the latest letters are shown, each with what became of it.
LETTERS = 5
# What the words of a role name.
NAMED = ("office", "region", "stands_in_for")


def person_list(request: Request, appeal_code: str) -> HttpResponse:
    """People with a role where the reader manages, their roles there, and who may what."""
    appeal = open_appeal_to(request, appeal_code, duties.SEE_PEOPLE)
    roles = access.memberships(request.user).select_related(*NAMED).order_by("pk")
    form = PeopleFilter(request.GET)
    form.fields["office"].queryset = in_order(
        access.offices(request.user, duties.SEE_PEOPLE), "name"
    )
    people = form.narrowed(access.people(request.user), roles)
    people = people.prefetch_related(Prefetch("memberships", roles, to_attr="roles"))
    heads, lines = duties.printed()
    page = {
        "form": form,
        "people": in_order(people, "-is_active", "last_name", "first_name", "username"),
        "kept": set(_kept(request).values_list("pk", flat=True)),
        "heads": (heads[0], heads[1:-3], heads[-3:]),
        "duties": lines,
        "may_upload": access.may(request.user, duties.UPLOAD, appeal),
    }
    return render(request, "appeal/people/person_list.html", page)


def _kept(request: Request) -> QuerySet[User]:
    return access.people(request.user, duties.KEEP_ACCOUNTS)


def person_new(request: Request, appeal_code: str) -> HttpResponse:
    """Invite somebody: an account, a first role, and a link by which they choose a password."""
    open_appeal_to(request, appeal_code, duties.SEE_PEOPLE)
    person = User()
    form = InviteForm(request.POST or None, instance=person, initial=_of_office(request))
    form.ask()
    offer_roles(form, request.user)

    def save() -> str:
        actions.invite_person(person=person, role=form.first_role, by=request.user, at=real_now())
        _show_link(request, person)
        messages.success(request, _("%(person)s was added.") % {"person": person})
        return reverse("appeal:person_edit", args=[appeal_code, person.pk])

    page = {
        "title": _("Invite a colleague"),
        "lead": _(
            "They get an account and a role. A link by which they choose a password goes to their"
            " address; where no mail is sent, the next page shows it."
        ),
        "label": _("Invite"),
        **_back(appeal_code),
    }
    return confirm(request, form, page, save)


def _of_office(request: Request) -> dict[str, object]:
    own = access.offices(request.user, duties.GIVE_ROLES)
    return {"office": own.filter(code=request.GET.get("office", "")).first()}


def _back(appeal_code: str) -> dict[str, object]:
    return {"back": reverse("appeal:person_list", args=[appeal_code]), "from_where": _("People")}


def person_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Name and address of a person, whether they may sign in, and their roles."""
    open_appeal_to(request, appeal_code, duties.SEE_PEOPLE)
    person = get_object_or_404(access.people(request.user), pk=pk)
    may_keep = _kept(request).filter(pk=pk).exists()
    form = PersonForm(request.POST or None, instance=person)
    refuse_readers(request, may_keep)

    def save() -> str:
        version = form.cleaned_data["version"]
        actions.keep_person(person=person, version=version, by=request.user, at=real_now())
        messages.success(request, _("Saved: %(row)s.") % {"row": person})
        return request.path

    own = access.memberships(request.user).filter(user=person).select_related(*NAMED)
    page = {
        "person": person,
        # As it is stored: a refused form has changed the row already.
        "called": person.get_full_name() or person.username,
        "may_keep": may_keep,
        "may_take": access.may(request.user, duties.TAKE_FACTORS) and person.has_factor,
        "may_give": access.people(request.user, duties.GIVE_ROLES).filter(pk=pk).exists(),
        "roles": own.order_by("pk"),
        "changes": change_rows(person),
        "letters": AccountLetter.objects.filter(to=person).order_by("-pk")[:LETTERS],
        "is_mail_sent": settings.IS_MAIL_SENT,
        "link": _link(request, person) if may_keep and request.method != "POST" else "",
        **_back(appeal_code),
    }
    return answer_page(request, form, save, "appeal/people/person_edit.html", page)


def _show_link(request: Request, person: User) -> None:
    """Say that the link is on its way; where no mail is sent, show it on the next page."""
    if settings.IS_MAIL_SENT and person.email:
        told = {"address": person.email}
        messages.info(request, _("A link is on its way to %(address)s.") % told)
    else:
        request.session[LINK_FOR] = person.pk


def _link(request: Request, person: User) -> str:
    """Once, after it was asked for: the address at which the person chooses a password."""
    if request.session.get(LINK_FOR) != person.pk:
        return ""
    del request.session[LINK_FOR]
    key = urlsafe_base64_encode(force_bytes(person.pk))
    if person.has_usable_password():
        name, token = "password_reset_confirm", default_token_generator.make_token(person)
    else:
        name, token = "invitation", Invitations().make_token(person)
    return request.build_absolute_uri(reverse(name, args=[key, token]))


def person_link(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Make a new link by which a person chooses a password."""
    open_appeal_to(request, appeal_code, duties.SEE_PEOPLE)
    person = get_object_or_404(_kept(request), pk=pk)

    def make() -> str:
        if person.is_expected:
            actions.renew_invitation(person=person)
        if settings.IS_MAIL_SENT and person.email:
            is_new = not person.has_usable_password()
            kind = LetterKind.INVITATION if is_new else LetterKind.LINK
            if not actions.ask_letter(person=person, kind=kind, at=real_now()):
                messages.error(request, _("They were sent several links today. Wait a day."))
                return str(page["back"])
        _show_link(request, person)
        return str(page["back"])

    page = {
        "title": _("A new link for %(person)s") % {"person": person},
        "lead": _(
            "With it they choose a new password, once, within three days; within seven where they"
            " were only invited, and then earlier links no longer work. Their old password works"
            " until then."
        ),
        "label": _("Make the link"),
        **_of(appeal_code, person),
    }
    return confirm(request, OnceForm(request.POST or None), page, make)


def person_factors(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take the second step away from somebody who lost it, as an administrator does."""
    open_appeal_to(request, appeal_code, duties.TAKE_FACTORS)
    person = get_object_or_404(access.people(request.user, duties.TAKE_FACTORS), pk=pk)

    def take() -> str:
        actions.take_factors(person=person, by=request.user, at=real_now())
        end_sessions_of(person)
        messages.success(request, _("Signing in asks them for their password only."))
        return str(page["back"])

    page = {
        "title": _("Take away the second step of %(person)s") % {"person": person},
        "lead": _(
            "For whoever lost their device and their recovery codes. They are signed out everywhere"
            " and told by mail; where a role needs a second step, they set up a new one first."
        ),
        "label": _("Take it away"),
        **_of(appeal_code, person),
    }
    return confirm(request, OnceForm(request.POST or None), page, take)


def role_new(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Give a person a role."""
    open_appeal_to(request, appeal_code, duties.SEE_PEOPLE)
    person = get_object_or_404(access.people(request.user, duties.GIVE_ROLES), pk=pk)
    form = GrantForm(request.POST or None, instance=Membership(user=person))
    offer_roles(form, request.user)
    form.offer_absent(request.user, request.appeal.region)
    page = {
        "title": _("Give a role"),
        "label": _("Give the role"),
        "lead": _clock(request),
        **_of(appeal_code, person),
    }
    return edit_row(request, form, page)


def _of(appeal_code: str, person: User) -> dict[str, object]:
    home = reverse("appeal:person_edit", args=[appeal_code, person.pk])
    return {"back": home, "from_where": person.get_full_name() or person}


def _role(request: Request, appeal_code: str, pk: int) -> Membership:
    """A role that the person gives and takes; 404 for any other."""
    open_appeal_to(request, appeal_code, duties.SEE_PEOPLE)
    own = access.memberships(request.user, duties.GIVE_ROLES).select_related(
        "user", "office", "region"
    )
    return get_object_or_404(own, pk=pk)


def role_edit(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Say until when a role is held."""
    role = _role(request, appeal_code, pk)
    form = GrantForm(request.POST or None, instance=role)
    form.only_its_end()
    form.offer_absent(request.user, request.appeal.region)
    way = reverse("appeal:role_remove", args=[appeal_code, pk])
    back = _from_there(request, _of(appeal_code, role.user))
    if asked := request.GET.get("next"):
        way = f"{way}?{urlencode({'next': asked})}"
    page = {
        "title": _("Until when"),
        "label": _("Save"),
        "lead": _clock(request),
        "facts": [(_("Role"), role.get_role_display()), (_("For"), role.office or role.region)],
        "links": [(_("Remove it"), way)],
        **back,
    }
    return edit_row(request, form, page)


def _clock(request: Request) -> str:
    """Roles are for all appeals, so that they go by no date of one."""
    if not request.appeal.is_demonstration:
        return ""
    told = {"day": date_format(request.appeal.day_of(real_now()))}
    return _("Roles go by the real date, %(day)s, not by that of the demonstration.") % told


def _from_there(request: Request, page: dict[str, object]) -> dict[str, object]:
    """Back to the page from which the person came, where that is another one."""
    back = next_page(request, "")
    return {"back": back, "from_where": _("Review of access")} if back else page


def role_remove(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Take a role away at once."""
    role = _role(request, appeal_code, pk)
    others = access.memberships(request.user).filter(user=role.user).exclude(pk=pk)
    # Without another role they are no longer among the people whom one sees.
    back = _of(appeal_code, role.user) if others.exists() else _back(appeal_code)
    return remove_row(request, role, _from_there(request, back))
