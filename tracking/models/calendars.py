"""The secret address at which a person's calendar programs read due dates."""

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils.translation import gettext_lazy as _

from appeal.models import User

SIGNER = Signer(salt="calendar")


class CalendarAddress(models.Model):
    """Which address of a person's holds: the one of this turn, unless stopped; none before it.

    The address itself is stored nowhere: only who knows the key of the site can make it.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user")
    )
    turn = models.PositiveIntegerField(_("turn"))
    # The turn is kept, so that an address of before never holds again.
    is_stopped = models.BooleanField(_("stopped"), default=False)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")

    def __str__(self) -> str:
        return f"{self.user} ({self.turn})"

    @property
    def secret(self) -> str:
        """What the address says."""
        return SIGNER.sign(f"{self.user_id}-{self.turn}")


def is_ours(secret: str) -> bool:
    """Whether we made the address, be it one that no longer holds."""
    try:
        SIGNER.unsign(secret)
    except BadSignature:
        return False
    return True


def reader_of(secret: str) -> User | None:
    """Whose calendar an address shows; None for one that is not ours or no longer holds."""
    if not is_ours(secret):
        return None
    pk, _dash, turn = SIGNER.unsign(secret).partition("-")
    held = CalendarAddress.objects.filter(user=int(pk), turn=turn, is_stopped=False).values("user")
    return User.objects.filter(pk__in=held, is_active=True).first()
