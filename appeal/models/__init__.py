"""The plan's tables; import them from here."""

from ..base.refusals import StaleVersion
from .activities import Activity, Allocation, printed_order, to_office
from .appeals import Appeal, Section, appeal_of
from .changes import (
    as_known,
    change_log,
    create_logged,
    delete_logged,
    log_new,
    log_of,
    update_logged,
)
from .core_indicators import CoreIndicator
from .folded import Folded
from .framework import CompactObjective, Framework, Heading, SdgTarget, by_heading
from .indicators import Indicator, IndicatorTarget
from .letters import AccountLetter, LetterKind, ResetAttempt
from .lineage import Continuing
from .membership import Membership, Role, User, is_over
from .milestones import Milestone
from .money import CENTS, MAX_DIGITS, ZERO, MoneyField
from .offices import Country, Office, Region
from .partners import Partner
from .phasing import Phasing, days_of, elapsed, months_between, planned_part
from .priorities import Classification, Priority
from .receipts import Receipt
from .requirements import Requirement, RequirementRevision, StatedTotal, allocated_per
from .seals import Seal, SealForm, has_seal, newest_seal
from .together import put_names, read_together
from .translated import Basis, Language, Translated, in_languages
from .versions import Versioned, hold_rows, refuse_stale, version_of
from .word_index import ActivityWords, PartnerWords, PriorityWords, asked_words
