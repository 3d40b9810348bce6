"""What every page begins with: the appeal and the viewpoint."""

from appeal.views.pages import (
    beside_the_page,
    next_page,
    open_appeal,
    open_appeal_to,
    sent,
    sent_at,
    signing,
    takes_files,
)
from appeal.views.viewpoints import read_exact_viewpoint, read_viewpoint, with_own_drafts
from appeal.web.clock import today_in

__all__ = [
    "beside_the_page",
    "next_page",
    "open_appeal",
    "open_appeal_to",
    "read_exact_viewpoint",
    "read_viewpoint",
    "sent",
    "sent_at",
    "signing",
    "takes_files",
    "today_in",
    "with_own_drafts",
]
