"""Mail that was given up, sent again once somebody has looked at it."""

from datetime import datetime

from django.utils.translation import gettext as _

from appeal.base.actions import action
from appeal.base.refusals import TooLate

from ..models import Mail


class NotFailed(TooLate):
    """The mail waits, or was sent."""


@action
def send_again(*, mail: Mail, at: datetime) -> Mail:
    """Put a mail that failed back among those that wait; raises NotFailed."""
    failed = Mail.objects.filter(pk=mail.pk, state=Mail.State.FAILED)
    if not failed.update(state=Mail.State.WAITING, attempts=0, next_at=at):
        raise NotFailed(_("This mail is not one that failed, so it is not sent again."))
    mail.refresh_from_db()
    return mail
