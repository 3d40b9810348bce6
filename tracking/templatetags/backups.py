"""What administrators see of backups."""

from datetime import datetime

from django import template

from ..backups import last_backup

register = template.Library()


@register.inclusion_tag("tracking/backups/_last_backup.html")
def last_backup_noted(now: datetime) -> dict[str, object]:
    last = last_backup()
    return {"last": last, "is_late": last is None or last.is_late(now)}
