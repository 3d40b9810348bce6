"""The plan's tables; import them from here."""

from ..base.refusals import StaleVersion
from .activities import Activity, Allocation, Milestone, elapsed, printed_order, to_office
from .appeals import Appeal, Section, appeal_of
from .changes import (
    Versioned,
    as_known,
    change_log,
    create_logged,
    hold_rows,
    log_new,
    log_of,
    refuse_stale,
    update_logged,
    version_of,
)
from .folded import Folded
from .framework import CompactObjective, Framework, Heading, SdgTarget, by_heading
from .indicators import Indicator, IndicatorTarget
from .membership import Membership, Role, User
from .money import CENTS, MAX_DIGITS, ZERO, MoneyField
from .offices import Country, Office, Region
from .partners import Partner
from .priorities import Classification, Priority
from .receipts import Receipt
from .requirements import Requirement, RequirementRevision, StatedTotal, allocated_per
from .together import put_names, read_together
from .translated import Basis, Language, Translated, in_languages
from .word_index import ActivityWords, PartnerWords, PriorityWords, asked_words
