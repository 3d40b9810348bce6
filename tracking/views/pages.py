"""What every page begins with: the appeal, the viewpoint, forms that take effect once."""

from appeal.clock import today_in
from appeal.views.pages import (
    answered_once,
    beside_the_page,
    next_page,
    once,
    open_appeal,
    sent_at,
    takes_files,
)
from appeal.views.viewpoints import read_exact_viewpoint, read_viewpoint, with_own_drafts

__all__ = [
    "answered_once",
    "beside_the_page",
    "next_page",
    "once",
    "open_appeal",
    "read_exact_viewpoint",
    "read_viewpoint",
    "sent_at",
    "takes_files",
    "today_in",
    "with_own_drafts",
]
