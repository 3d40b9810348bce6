"""Changes of the plan across rows: publishing, allocations, revisions."""

from ..uses import Pair
from .activities import keep_activity, next_activity
from .allocations import (
    BelowUse,
    SplitRefused,
    TooMuchAllocated,
    allocate_evenly,
    even_split,
    mark_of,
    set_allocation,
    set_allocations,
)
from .publishing import NotPublishable, publish_appeal, published_at
from .revisions import NotRevisable, reverse_revision, revise_requirement

__all__ = [
    "BelowUse",
    "NotPublishable",
    "NotRevisable",
    "Pair",
    "SplitRefused",
    "TooMuchAllocated",
    "allocate_evenly",
    "even_split",
    "keep_activity",
    "mark_of",
    "next_activity",
    "publish_appeal",
    "published_at",
    "reverse_revision",
    "revise_requirement",
    "set_allocation",
    "set_allocations",
]
