"""What administrators see of backups, and of the check of the records."""

from datetime import datetime

from django import template

from ..backups import last_backup
from ..records import last_check

register = template.Library()


@register.inclusion_tag("tracking/backups/_last_backup.html")
def last_backup_noted(now: datetime) -> dict[str, object]:
    last = last_backup()
    return {"last": last, "is_late": last is None or last.is_late(now)}


@register.inclusion_tag("tracking/backups/_last_check.html")
def last_check_noted(now: datetime) -> dict[str, object]:
    last = last_check()
    return {"last": last, "is_late": last is None or last.is_late(now)}
