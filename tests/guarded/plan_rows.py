"""What may change of the plan's rows."""

from functools import partial

from tests.factories import (
    make_appeal,
    make_cell,
    make_indicator,
    make_milestone,
    make_priority,
    make_section,
)

from . import scenes as of
from .row import EVERYTHING, Row

SECTION = "appeal_id office_id order printed_name"
SECTION_WORDS = "version summary_en summary_es summary_fr"
PRIORITY = "section_id code order printed_as"
PRIORITY_WORDS = "version title_en title_es title_fr summary_en summary_es summary_fr"
HEADING = "kind_es kind_fr title_en title_es title_fr table_title_en table_title_es table_title_fr"
TITLES = "title_en title_es title_fr"
IDENTITY = "region_id code year starts_on ends_on currency"
APPEAL = (
    "version title_en title_es title_fr table_title_en table_title_es table_title_fr closes_on"
    " time_zone rhythm state needs_second_person finance_codes_are_unique published_on"
    " published_on_basis source_name source_sha256 is_demonstration clock_stands_on"
    " clock_started_at"
)
STAYS = {"stays_with_framework": "framework_id"}
WITHIN = "within_framework_update"
LINEAGE = {"lineage_update": "continues_id"}
ACTIVITY = (
    "version code order own_title description language lead finance_code starts_on ends_on"
    " dates_basis phasing hold"
)
MILESTONE = "version title due_on order"
INDICATOR = (
    "version order title_en title_es title_fr unit_en unit_es unit_fr direction accumulation"
    " baseline baseline_basis target target_basis means_of_verification"
)
PARTS = "by_sex by_age_group by_disability by_nationality"
TIED = "activity_id measure"

FED = LINEAGE | {"core_update": "core_id"}

PLAN = {
    "appeal_appeal": {
        "draft": Row(lambda: make_appeal(), STAYS, f"{IDENTITY} {APPEAL}"),
        "published": Row(
            lambda: of.in_appeal(make_appeal(), "published"),
            STAYS | {"identity": IDENTITY},
            APPEAL,
            "delete",
        ),
        "closed": Row(
            lambda: of.in_appeal(make_appeal(), "closed"),
            STAYS | {"identity": IDENTITY},
            APPEAL,
            "delete",
        ),
    },
    "appeal_section": {
        "draft": Row(lambda: make_section(), {}, f"{SECTION} {SECTION_WORDS}"),
        "published": Row(
            lambda: of.published(make_section()), {"update": SECTION}, SECTION_WORDS, "delete"
        ),
    },
    "appeal_requirement": {
        "draft": Row(lambda: make_cell(), {WITHIN: "appeal_id heading_id"}, "office_id amount"),
        "published": Row(
            lambda: of.published(make_cell()),
            {"update": "office_id amount", f"update+{WITHIN}": "appeal_id heading_id"},
            "",
            "delete",
        ),
    },
    "appeal_statedtotal": {
        "draft": Row(lambda: of.make_total(), {WITHIN: "heading_id"}, "appeal_id office_id amount"),
        "published": Row(
            lambda: of.published(of.make_total()),
            {"update": "appeal_id office_id amount", f"update+{WITHIN}": "heading_id"},
            "",
            "delete",
        ),
    },
    "appeal_priority": {
        "draft": Row(lambda: make_priority(), LINEAGE, f"{PRIORITY} {PRIORITY_WORDS}"),
        "published": Row(
            lambda: of.published(make_priority()),
            LINEAGE | {"update": PRIORITY},
            PRIORITY_WORDS,
            "delete",
        ),
    },
    "appeal_classification": {
        "draft": Row(lambda: of.make_classification(), {WITHIN: "priority_id heading_id"}, "basis"),
        "published": Row(
            lambda: of.classified("published"),
            {"update": "basis", f"update+{WITHIN}": "priority_id heading_id"},
            "",
            "delete",
        ),
        "published, of ours": Row(
            lambda: of.classified("assigned"),
            {"update": "basis", WITHIN: "priority_id heading_id"},
        ),
    },
    "appeal_office": {
        "draft": Row(
            lambda: of.used("office", is_published=False),
            {},
            "region_id code name_en name_es name_fr kind language",
        ),
        "published": Row(
            lambda: of.used("office", is_published=True),
            {"update": "code"},
            "region_id name_en name_es name_fr kind language",
        ),
    },
    "appeal_framework": {
        "draft": Row(lambda: make_appeal().framework, {}, f"code {TITLES}"),
        "published": Row(
            lambda: of.in_appeal(make_appeal(), "published").framework, {"update": "code"}, TITLES
        ),
    },
    "appeal_heading": {
        "draft": Row(
            lambda: of.used("heading", is_published=False),
            {"within_framework": "framework_id"},
            f"code kind_en order {HEADING}",
        ),
        "published": Row(
            lambda: of.used("heading", is_published=True),
            {"update": "code kind_en order", "update+within_framework": "framework_id"},
            HEADING,
            "delete",
        ),
    },
    "appeal_activity": {
        "open": Row(lambda: of.of_the_year(), LINEAGE | {"priority": "priority_id"}, ACTIVITY),
        "closed": Row(
            lambda: of.closed(of.of_the_year()),
            {
                "closed_update": ACTIVITY,
                "closed_update+priority": "priority_id",
                "closed_update+lineage_update": "continues_id",
            },
            "",
            "closed_delete",
        ),
    },
    "appeal_milestone": {
        "open": Row(lambda: make_milestone(), LINEAGE, f"activity_id {MILESTONE}"),
        "achieved": Row(
            lambda: of.proved_by("achievement"),
            LINEAGE | {"proved": "activity_id"},
            MILESTONE,
        ),
        "proved": Row(
            lambda: of.proved_by("evidence"),
            LINEAGE | {"proved": "activity_id"},
            MILESTONE,
        ),
        "closed": Row(
            lambda: of.closed(make_milestone()),
            {
                "closed_update": f"activity_id {MILESTONE}",
                "closed_update+lineage_update": "continues_id",
            },
            "",
            "closed_delete",
        ),
    },
    "appeal_indicator": {
        "open": Row(lambda: make_indicator(), FED, f"{INDICATOR} {PARTS} {TIED}"),
        "reported": Row(lambda: of.reported(), FED | {"reported": TIED}, f"{INDICATOR} {PARTS}"),
        **{
            f"broken down by {part}": Row(
                partial(of.broken_down, part),
                FED | {"reported": TIED, f"by_{part}": f"by_{part}"},
                f"{INDICATOR} {PARTS.replace(f'by_{part}', '')}",
            )
            for part in ("sex", "age_group", "disability", "nationality")
        },
        "closed": Row(
            lambda: of.closed(make_indicator()),
            {
                "closed_update": f"{INDICATOR} {PARTS} {TIED}",
                "closed_update+lineage_update": "continues_id",
                "closed_update+core_update": "core_id",
            },
            "",
            "closed_delete",
        ),
    },
    "appeal_indicatortarget": {
        "open": Row(lambda: of.make_target(), {}, "version indicator_id ends_on value"),
        "closed": Row(
            lambda: of.with_closed(of.make_target()),
            {"closed_update": EVERYTHING},
            "",
            "closed_delete",
        ),
    },
    "appeal_requirementrevision": {
        "": Row(lambda: of.make_revision(), {"update": EVERYTHING}, "", "delete"),
    },
    "appeal_allocation": {
        "open": Row(
            lambda: of.allocated(),
            {"office_update": "activity_id", "office_update+amount_update": "cell_id"},
            "version amount basis lowered_reason",
        ),
        "paid from": Row(
            lambda: of.paid_from(),
            {"office_update": "activity_id", "office_update+amount_update": "cell_id"},
            "version amount basis lowered_reason",
            "transactions",
        ),
        "closed": Row(
            lambda: of.closed(of.allocated()),
            {
                "closed_update": "version amount basis lowered_reason",
                "closed_update+office_update": "activity_id",
                "closed_update+office_update+amount_update": "cell_id",
            },
            "",
            "closed_delete",
        ),
    },
}
