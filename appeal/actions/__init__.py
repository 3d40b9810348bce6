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
from .removing import StillUsed, merge_partners, remove, why_it_stays
from .revisions import NotRevisable, reverse_revision, revise_requirement

__all__ = [
    "BelowUse",
    "NotPublishable",
    "NotRevisable",
    "Pair",
    "SplitRefused",
    "StillUsed",
    "TooMuchAllocated",
    "allocate_evenly",
    "even_split",
    "keep_activity",
    "mark_of",
    "merge_partners",
    "next_activity",
    "publish_appeal",
    "published_at",
    "remove",
    "reverse_revision",
    "revise_requirement",
    "set_allocation",
    "set_allocations",
    "why_it_stays",
]
