"""What every page begins with: the appeal, the viewpoint, forms that take effect once."""

from appeal.views.pages import (
    answered_once,
    beside_the_page,
    next_page,
    once,
    open_appeal,
    takes_files,
)
from appeal.views.viewpoints import read_exact_viewpoint, read_viewpoint, today_in

__all__ = [
    "answered_once",
    "beside_the_page",
    "next_page",
    "once",
    "open_appeal",
    "read_exact_viewpoint",
    "read_viewpoint",
    "takes_files",
    "today_in",
]
