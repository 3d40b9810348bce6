"""What administrators see of backups."""

from django import template

from appeal.web.clock import real_now

from ..backups import last_backup

register = template.Library()


@register.inclusion_tag("tracking/backups/_last_backup.html")
def last_backup_noted() -> dict[str, object]:
    last = last_backup()
    return {"last": last, "is_late": last is None or last.is_late(real_now())}
