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
CELL = "appeal_id office_id heading_id amount"
PRIORITY = "section_id code order printed_as"
PRIORITY_WORDS = "version title_en title_es title_fr summary_en summary_es summary_fr"
CLASSIFICATION = "priority_id heading_id basis"
IDENTITY = "region_id code year starts_on ends_on currency"
APPEAL = (
    "version title_en title_es title_fr table_title_en table_title_es table_title_fr closes_on"
    " time_zone rhythm state needs_second_person published_on published_on_basis source_name"
    " source_sha256 is_demonstration clock_stands_on clock_started_at"
)
ACTIVITY = (
    "version code order own_title description language lead starts_on ends_on dates_basis hold"
)
MILESTONE = "version title due_on order"
INDICATOR = (
    "version order title_en title_es title_fr unit_en unit_es unit_fr direction accumulation"
    " baseline baseline_basis target target_basis means_of_verification"
)
PARTS = "by_sex by_age_group by_nationality"

PLAN = {
    "appeal_appeal": {
        "draft": Row(lambda: make_appeal(), {}, f"{IDENTITY} {APPEAL}"),
        "published": Row(
            lambda: of.in_appeal(make_appeal(), "published"),
            {"identity": IDENTITY},
            APPEAL,
            "delete",
        ),
        "closed": Row(
            lambda: of.in_appeal(make_appeal(), "closed"), {"identity": IDENTITY}, APPEAL, "delete"
        ),
    },
    "appeal_section": {
        "draft": Row(lambda: make_section(), {}, f"{SECTION} {SECTION_WORDS}"),
        "published": Row(
            lambda: of.published(make_section()), {"update": SECTION}, SECTION_WORDS, "delete"
        ),
    },
    "appeal_requirement": {
        "draft": Row(lambda: make_cell(), {}, CELL),
        "published": Row(lambda: of.published(make_cell()), {"update": CELL}, "", "delete"),
    },
    "appeal_statedtotal": {
        "draft": Row(lambda: of.make_total(), {}, CELL),
        "published": Row(lambda: of.published(of.make_total()), {"update": CELL}, "", "delete"),
    },
    "appeal_priority": {
        "draft": Row(lambda: make_priority(), {}, f"{PRIORITY} {PRIORITY_WORDS}"),
        "published": Row(
            lambda: of.published(make_priority()), {"update": PRIORITY}, PRIORITY_WORDS, "delete"
        ),
    },
    "appeal_classification": {
        "draft": Row(lambda: of.make_classification(), {}, CLASSIFICATION),
        "published": Row(
            lambda: of.classified("published"), {"update": CLASSIFICATION}, "", "delete"
        ),
        "published, of ours": Row(
            lambda: of.classified("assigned"), {"update": "basis"}, "priority_id heading_id"
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
    "appeal_heading": {
        "draft": Row(
            lambda: of.used("heading", is_published=False),
            {},
            "code kind order title_en title_es title_fr table_title_en table_title_es"
            " table_title_fr",
        ),
        "published": Row(
            lambda: of.used("heading", is_published=True),
            {"update": "code kind order"},
            "title_en title_es title_fr table_title_en table_title_es table_title_fr",
        ),
    },
    "appeal_activity": {
        "open": Row(lambda: of.of_the_year(), {"priority": "priority_id"}, ACTIVITY),
        "closed": Row(
            lambda: of.closed(of.of_the_year()),
            {"closed_update": ACTIVITY, "closed_update+priority": "priority_id"},
            "",
            "closed_delete",
        ),
    },
    "appeal_milestone": {
        "open": Row(lambda: make_milestone(), {}, f"activity_id {MILESTONE}"),
        "achieved": Row(
            lambda: of.proved_by("achievement"),
            {"proved": "activity_id"},
            MILESTONE,
        ),
        "proved": Row(
            lambda: of.proved_by("evidence"),
            {"proved": "activity_id"},
            MILESTONE,
        ),
        "closed": Row(
            lambda: of.closed(make_milestone()),
            {"closed_update": EVERYTHING},
            "",
            "closed_delete",
        ),
    },
    "appeal_indicator": {
        "open": Row(lambda: make_indicator(), {}, f"{INDICATOR} {PARTS} activity_id measure"),
        "reported": Row(
            lambda: of.reported(), {"reported": "activity_id measure"}, f"{INDICATOR} {PARTS}"
        ),
        **{
            f"broken down by {part}": Row(
                partial(of.broken_down, part),
                {"reported": "activity_id measure", f"by_{part}": f"by_{part}"},
                f"{INDICATOR} {PARTS.replace(f'by_{part}', '')}",
            )
            for part in ("sex", "age_group", "nationality")
        },
        "closed": Row(
            lambda: of.closed(make_indicator()), {"closed_update": EVERYTHING}, "", "closed_delete"
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
