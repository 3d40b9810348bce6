"""Who sees which mail was sent, and to whom."""

from django.db.models import Exists, OuterRef, Q

from appeal import access as plan
from appeal import duties
from appeal.models import Office, User

from ..models import Mail, Notice
from ..models.notices import MailQuerySet
from . import offices, regions


def mails(user: User) -> MailQuerySet:
    """Those of appeals that the person sees, all of whose notices are about what they manage."""
    found = Mail.objects.filter(appeal__in=plan.appeals(user))
    if user.is_superuser:
        return found
    own, everywhere = offices(user, duties.SEE_MAIL), regions(user, duties.SEE_MAIL)
    of_region = Q(office=None, appeal__region__in=everywhere)
    managed = Office.objects.filter(pk__in=own.values("pk"))
    notices = Notice.objects.filter(mail=OuterRef("pk"))
    within = Q(office__in=managed.values("pk")) | of_region
    return found.filter(Exists(notices.filter(within)), ~Exists(notices.exclude(within)))
