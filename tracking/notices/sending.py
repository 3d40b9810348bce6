"""Sending what waits in the outbox: leased, tried again with growing pauses, given up at last."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from appeal.models import AccountLetter

from ..models import Mail
from .letters import Letter, write_letter

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]

# After each attempt that failed, in minutes; after the last one a manager has to look at it.
PAUSES = (1, 5, 15, 60, 180, 360, 720, 1440, 1440)
FOR_GOOD = 500


def send_all(clock: Clock) -> int:
    """Send every mail that is due, and say how many were; a server that is away ends the round."""
    line = get_connection() if settings.IS_MAIL_SENT else None
    count = 0
    try:
        while mail := Mail.objects.lease(clock()):
            is_shown = mail.appeal and mail.appeal.is_demonstration
            own = None if is_shown else line
            if own and not _is_there(own):
                _give_back(mail)
                break
            count += _send(mail, own, clock)
    finally:
        if line:
            line.close()
    return count


def _is_there(line: BaseEmailBackend) -> bool:
    """Whether the server answers; the line stays open for the next mail."""
    try:
        line.open()
    except (OSError, SMTPException) as error:
        log.warning("The mail server does not answer, so mail waits: %s", error)
        return False
    return True


def _give_back(mail: Mail) -> None:
    """It was no attempt of this mail: nothing is known against it."""
    Mail.objects.filter(pk=mail.pk).update(leased_until=None, attempts=mail.attempts - 1)


def _send(mail: Mail, line: BaseEmailBackend | None, clock: Clock) -> bool:
    """Send one mail, and say whether it went; whatever hinders it hinders no other."""
    try:
        letter = write_letter(mail)
        if letter is None:
            _close(mail, Mail.State.DROPPED, clock())
            return False
        if line is None:
            log.info("Only shown, not sent to %s: %s", mail.recipient, letter.subject)
            _close(mail, Mail.State.SHOWN, clock(), letter)
            return False
        message = letter.message(mail)
        message.connection = line
        message.send()
    except Exception as error:
        log.warning("Mail %s could not be sent: %s", mail.message_id, error)
        _try_later(mail, error, clock())
        if line:
            line.close()
        return False
    # Killed before this the mail is sent again once its lease has ended: see docs/mail.md.
    _close(mail, Mail.State.SENT, clock(), letter)
    return True


def _close(mail: Mail, state: str, at: datetime, letter: Letter | None = None) -> None:
    said = {"subject": letter.subject} if letter else {}
    if letter and not mail.letter:
        said["text"] = letter.text
    Mail.objects.filter(pk=mail.pk).update(
        state=state, done_at=at, leased_until=None, address=mail.recipient, error="", **said
    )
    if mail.letter:
        went_at = at if state == Mail.State.SENT else None
        AccountLetter.objects.filter(pk=mail.letter.pk).update(went_at=went_at, error="")


def _try_later(mail: Mail, error: Exception, at: datetime) -> None:
    is_last = mail.attempts > len(PAUSES) or _is_for_good(error)
    said = f"{type(error).__name__}: {error}"[:300]
    pause = timedelta(minutes=PAUSES[min(mail.attempts, len(PAUSES)) - 1])
    Mail.objects.filter(pk=mail.pk).update(
        state=Mail.State.FAILED if is_last else Mail.State.WAITING,
        next_at=at + pause,
        leased_until=None,
        address=mail.recipient,
        error=said,
    )
    if mail.letter:
        AccountLetter.objects.filter(pk=mail.letter.pk).update(error=said)


def _is_for_good(error: Exception) -> bool:
    """Whether the server says that it knows nobody by this address."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= FOR_GOOD for code, _said in error.recipients.values())
