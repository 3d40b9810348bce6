"""Changes of the plan across rows: publishing, allocations, revisions."""

from .allocations import (
    SplitRefused,
    TooMuchAllocated,
    allocate_evenly,
    even_split,
    set_allocation,
    set_allocations,
)
from .publishing import NotPublishable, publish_appeal, published_at
from .revisions import NotRevisable, revise_requirement

__all__ = [
    "NotPublishable",
    "NotRevisable",
    "SplitRefused",
    "TooMuchAllocated",
    "allocate_evenly",
    "even_split",
    "publish_appeal",
    "published_at",
    "revise_requirement",
    "set_allocation",
    "set_allocations",
]
