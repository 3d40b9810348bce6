"""Changes of the plan across rows: publishing, allocations, revisions."""

from ..figures.used_amounts import Pair
from .activities import (
    NotHeld,
    copy_activity,
    explain_hold,
    hold_activity,
    keep_activity,
    next_activity,
    numbered,
    phase_activity,
)
from .allocations import (
    BelowUse,
    SplitRefused,
    TooMuchAllocated,
    mark_of,
    set_allocation,
    set_allocations,
)
from .copying import Carried, copy_appeal
from .core import keep_core
from .discarding import (
    GoesOtherwise,
    discard_draft,
    discard_office,
    why_it_goes_on,
    why_office_goes_on,
)
from .draft_offices import HasPriorities, add_office, keep_offices
from .draft_priorities import keep_priority, remove_priority
from .drafting import CODE_TAKEN, CodeTaken, NotDraft, hold_draft, keep_appeal, keep_table
from .even_split import allocate_evenly
from .letters import ask_letter, ask_reset, move_address, tell_address_before
from .lineage import continue_row
from .partners import merge_partners
from .parts import IS_PUBLISHED, PublishedFact, keep_indicator, keep_milestone
from .people import (
    change_role,
    choose_language,
    confirm_roles,
    give_role,
    invite_person,
    keep_person,
    note_sessions_ended,
    renew_invitation,
    take_factors,
)
from .publishing import NotPublishable, publish_appeal, published_at
from .removing import StillUsed, remove, why_it_stays
from .revisions import NotRevisable, reverse_revision, revise_requirement
from .sections import keep_section
