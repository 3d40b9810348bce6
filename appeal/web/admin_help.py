"""What to type in each field of the admin, and what each shows, where its table does not say it."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils.formats import date_format, get_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ONE_LANGUAGE = _("One language is enough: readers of the others see it too.")
PLACE_IN_LIST = _("Its place among the others: a whole number, each used once.")
PUBLISHED = _("As in the publication.")
WHO_AND_WHEN = _("Noted by the program.")
TO_ONE_OFFICE = _("Empty: no single office.")
TO_ONE_HEADING = _("Empty: no single heading.")
WRITTEN_IN = _("The language in which the text is written.")
OF_WHICH_ROW = _("What this belongs to. It does not change afterwards.")
AS_EXPORTED = _("As it was exported and read.")
ONE_STEP = _("The entry that this one takes back, if it is a reversal.")

TRANSLATED = ("name", "title", "summary", "unit", "table_title", "kind", "definition")
# By the name of a field; what follows is of one table.
HELP: dict[str, "StrOrPromise"] = {
    **{f"{name}_{code}": ONE_LANGUAGE for name in TRANSLATED for code in ("en", "es", "fr")},
    **dict.fromkeys(("title", "unit"), ONE_LANGUAGE),
    **dict.fromkeys(
        ("appeal", "section", "priority", "activity", "indicator", "core"), OF_WHICH_ROW
    ),
    **dict.fromkeys(("report", "update", "milestone", "actual", "contribution"), OF_WHICH_ROW),
    **dict.fromkeys(("period", "upload", "activity_code", "region", "framework"), OF_WHICH_ROW),
    **dict.fromkeys(("by_whom", "who", "entered", "posted", "revised_by", "user"), WHO_AND_WHEN),
    **dict.fromkeys(("at", "recorded_at", "entered_at", "posted_at", "added_at"), WHO_AND_WHEN),
    **dict.fromkeys(("updated_at", "submitted_at", "superseded_at", "seen_at"), WHO_AND_WHEN),
    **dict.fromkeys(("uploaded_at", "decided_at", "received_at", "before", "key"), WHO_AND_WHEN),
    **dict.fromkeys(("resolved_at", "resolved_by_whom", "added_by_whom"), WHO_AND_WHEN),
    **dict.fromkeys(("withdrawn_at", "withdrawn_by_whom", "location", "query"), WHO_AND_WHEN),
    **dict.fromkeys(("posted_in", "month", "last_login", "date_joined"), WHO_AND_WHEN),
    **dict.fromkeys(("sha256", "source_sha256"), _("Tells one version of the file from another.")),
    **dict.fromkeys(("first_on", "last_on", "left_out", "read_at", "export"), AS_EXPORTED),
    **dict.fromkeys(("headings", "columns", "day_order", "point", "booked_on"), AS_EXPORTED),
    "to_the_cent": AS_EXPORTED,
    "size": _("In bytes."),
    "order": PLACE_IN_LIST,
    "number": PLACE_IN_LIST,
    "language": WRITTEN_IN,
    "office": TO_ONE_OFFICE,
    "heading": TO_ONE_HEADING,
    "from_office": TO_ONE_OFFICE,
    "from_heading": TO_ONE_HEADING,
    "from_where": _("Where the money was."),
    "to_where": _("Where the money is now."),
    "reverses": ONE_STEP,
    "is_reversal": _("Whether it takes another entry back."),
    "amount": _("Digits, with or without thousands apart; the currency is beside it."),
    "amount_in_words": _("In the currency of the agreement."),
    "usd": _("At the rate that was used."),
    "usd_amount": _("At the rate that was used."),
    "rate": _("Units of the currency for one US dollar."),
    "currency": _("Three letters of ISO 4217, such as USD."),
    "value_on": _("The day the money moved, not the day it is entered."),
    "effective_on": _("It counts from this day on."),
    "starts_on": _("The first day."),
    "ends_on": _("The last day."),
    "due_on": _("The day by which it is due."),
    "kind": _("Choose the one that fits best."),
    "state": _("It moves on the pages."),
    "from_state": _("The state before."),
    "to_state": _("The state after."),
    "status": _("How the work goes, in the words of the office."),
    "reason": _("Why; everybody can read this in the log."),
    "comment": _("What the person wrote."),
    "note": _("What colleagues should know. Never write the names of beneficiaries."),
    "code": _("Capital letters and digits; it does not change afterwards."),
    "basis": _("Published, or set by the regional office."),
    "asked_about": _("What looked unusual when it was saved."),
    "file_name": _("As it was on the computer of whoever sent it."),
    "link": _("The address of a document that is elsewhere."),
    "cell": _("Office and heading of the published table."),
    "value": _("A number with up to four decimals; empty means not reported."),
    "countries": _("Choose as many as apply."),
    "owner": _("The person responsible for it."),
    "withdrawal": _("When it was removed, and by whom."),
    "first_name": _("As colleagues know them."),
    "last_name": _("As colleagues know them."),
    "email": _("The address at work."),
    "password": _("Nobody can read a password. A new one can be set."),
    "into": _("The one to keep."),
}
OF_TABLES: dict[str, dict[str, "StrOrPromise"]] = {
    "Activity": {
        "code": _("The priority's code, a full stop and a number, such as GT-3.2."),
        "description": _("If empty: the summary of the priority. Never name beneficiaries."),
        "dates_basis": _("Whether the days were published or set by the regional office."),
        "partners": _("Who works with the office on it."),
        "sdg_targets": _("The targets of Agenda 2030 that it contributes to."),
        "compact_objectives": _("The objectives of the Global Compact that it serves."),
    },
    "Milestone": {"title": _("What will have been reached, in a few words.")},
    "Indicator": {
        "measure": _("What is counted: a number, a percentage, or yes or no."),
        "direction": _("Whether a good result is a higher or a lower value."),
        "accumulation": _("How the values of several periods become one."),
        "baseline": _("The value at the start; empty means not known."),
        "target": _("The value to reach by the end."),
        "baseline_basis": _("Published, or set by the regional office; empty without a baseline."),
        "target_basis": _("Published, or set by the regional office; empty without a target."),
        "means_of_verification": _("Where the value can be checked."),
        "by_sex": _("Tick it if reports are to say how many of each sex."),
        "by_age_group": _("Tick it if reports are to say how many of each age group."),
        "by_disability": _("Tick it if reports are to say how many live with a disability."),
        "by_nationality": _("Tick it if reports are to say how many of each nationality."),
    },
    "CoreIndicator": {
        "measure": _("What is counted: a number, or a percentage."),
        "accumulation": _("How the values of several periods become one."),
    },
    "IndicatorTarget": {"ends_on": _("The last day of a reporting period.")},
    "Appeal": {
        "year": PUBLISHED,
        "published_on": PUBLISHED,
        "source_name": PUBLISHED,
        "published_on_basis": _("Whether the day is printed in the publication."),
        "is_demonstration": _("Whether milestones, reports and spending are invented."),
        "clock_stands_on": _("The day that it always is in demonstration data."),
    },
    "Section": {"printed_name": PUBLISHED, "order": PUBLISHED, "office": OF_WHICH_ROW},
    "Priority": {"printed_as": PUBLISHED, "order": PUBLISHED, "code": PUBLISHED},
    "Classification": {"heading": _("The principle or objective under which it is read.")},
    "User": {
        "language": _("If empty: the language of their office."),
    },
    "Membership": {
        "role": _("Everybody with a role can read; see under People what each role adds."),
        "office": _("Where the role is held; empty for all offices of a region."),
        "region": _("Instead of one office: all offices of a region."),
        "ends_on": _("If empty: until somebody ends it. After that day the role has no effect."),
        "stands_in_for": _(
            "If the role is held for somebody who is away. It then needs a last day."
        ),
        "user": _("Whose role it is."),
    },
    "Country": {
        "code": _("Two letters of ISO 3166, such as GT."),
        "iso3": _("Three letters of ISO 3166, such as GTM."),
    },
    "Office": {
        "language": _("The office's staff see pages in this language until they choose another."),
        "countries": _("The countries and territories that the office covers."),
    },
    "Partner": {"kind": _("The kind of organisation.")},
    "Donor": {"name": _("As the donor writes it."), "kind": _("The kind of donor.")},
    "Requirement": {
        "office": PUBLISHED,
        "heading": PUBLISHED,
        "published": PUBLISHED,
        "current": _("What is required today, with the revisions in force."),
        "allocated": _("The sum of the budgets that draw on it."),
    },
    "StatedTotal": {
        "printed": PUBLISHED,
        "office": _("The office whose total it is; empty for others."),
        "heading": _("The heading whose total it is; empty for others."),
    },
    "RequirementRevision": {"standing": _("Whether it counts; a mistake is taken back here.")},
    "Contribution": {"donor": _("Who gives the money.")},
    "ReportingPeriod": {"due_on": _("The day by which offices hand in their reports.")},
    "OfficeReport": {
        "office": OF_WHICH_ROW,
        "highlights": _("What went well. Never write the names of beneficiaries."),
        "challenges": _("What did not. Never write the names of beneficiaries."),
        "next_steps": _("What comes next."),
    },
    "ProgressUpdate": {
        "issues": _("What makes the work harder."),
        "next_steps": _("What comes next."),
    },
    "Transaction": {
        "against": _("The commitment that this pays, if there is one."),
        "grant": _("The grant that pays it once it is posted; empty: unfunded yet."),
    },
    "Attribution": {
        "entry": OF_WHICH_ROW,
        **dict.fromkeys(("giver", "from_whom"), _("Who paid so far; empty: nobody yet.")),
        **dict.fromkeys(("receiver", "to_whom"), _("Who pays from then on; empty: nobody yet.")),
        **dict.fromkeys(("giver_category", "category"), _("The cost category, if there is one.")),
        "in_usd": _("How much of the entry passed from one to the other."),
    },
    "BooksLine": dict.fromkeys(("reference", "text"), AS_EXPORTED),
    "ExplainedDifference": dict.fromkeys(("line", "entry"), OF_WHICH_ROW),
    "ExchangeRate": {"source": _("Where the rate was published.")},
    "Risk": {
        "likelihood": _("How likely it is: 1 hardly, 5 almost certain."),
        "consequence": _("How much it would harm the activity: 1 little, 5 severely."),
    },
    "Evidence": {
        "title": _("What the document is."),
        "proves": _("The report, milestone or entry that it belongs to."),
        "office": OF_WHICH_ROW,
        "withdrawn_reason": _("Why it no longer counts."),
    },
    "StatusOverride": {"colour": _("The assessment of a person instead of the calculated one.")},
    "OverlapStatement": {
        "method": _("How the numbers of people come together."),
        "value": _("Of an estimate: how many different people were reached."),
        "target": _("Of an estimate: how many different people were to be reached."),
        "office": _("Empty: the region."),
    },
    "MilestoneAchievement": {"achieved_on": _("The day on which it was reached.")},
    "IndicatorActual": {
        "numerator": _("Of a percentage: how many of them."),
        "denominator": _("Of a percentage: out of how many."),
        "missing_reason": _("Why there is no value."),
    },
    "ActualBreakdown": {
        "dimension": _("By what the value is broken down."),
        "category": _("Which part of it."),
    },
    "SavedView": {
        "name": _("As you called it."),
        "page": _("The list that it is a view of."),
        "query": _("How the list is narrowed and sorted."),
    },
    "Download": {"workbook": _("The code of the Excel report.")},
    "OpenCommitment": {
        "commitment": OF_WHICH_ROW,
        "left": HELP["usd"],
        "last_on": HELP["value_on"],
        "last_posted_at": WHO_AND_WHEN,
    },
    "ActivityTotal": {
        **dict.fromkeys(("agreed", "released", "disbursed", "expended", "open"), HELP["usd"]),
        "last_on": HELP["value_on"],
        "last_posted_at": WHO_AND_WHEN,
    },
    "Notice": {
        "to": _("The person who is told."),
        "kind": _("What they are told of."),
        "post": _("Whether a mail tells it too."),
        "read_at": _("Empty while it is new to them."),
    },
    "AccountLetter": {
        "to": _("The person who gets it."),
        "kind": _("What it is for; its link is stored nowhere."),
        "address": _("Where it goes; if empty, to the address that the person has."),
    },
    "ResetAttempt": {
        "client": _("Where it came from. Too many from one within 15 minutes are refused."),
    },
    "CalendarAddress": {
        "turn": _("How often an address was made; only the last one holds."),
        "is_stopped": _("Stopped by the person: none holds until they make a new one."),
    },
    "NoticeChoice": {
        "kind": _("What they are told of."),
        "when": _("Whether a mail tells it at once, once a week with others, or never."),
    },
    "Mail": {
        "to": _("The person who is told."),
        "address": _("The address that it was written to."),
        "subject": _("As the person reads it, in their language."),
        "text": _("As the person reads it, in their language."),
        "state": _("Whether it waits, was sent, or was given up."),
        "made_at": WHO_AND_WHEN,
        "done_at": WHO_AND_WHEN,
        "attempts": _("How often it was tried."),
        "error": _("What the mail server answered last."),
    },
    "Upload": {"office": _("The office that the file is about.")},
    "UploadRow": {
        "sheet": _("The sheet of the file."),
        "number": _("The row of the sheet."),
        "outcome": _("What became of the row."),
        "what_changes": _("Old and new values."),
        "what_is_wrong": _("Why it was refused."),
    },
}


def help_of(model: type[models.Model]) -> dict[str, str]:
    """What to say at each field of a table, by its name."""
    own = {field.name: getattr(field, "help_text", "") for field in model._meta.get_fields()}
    said = {name: text for name, text in own.items() if text}
    texts = HELP | said | OF_TABLES.get(model.__name__, {})
    return {name: str(text) for name, text in texts.items()}


def how_days_are_written() -> str:
    """The format of days, by an example in the reader's language."""
    example = typed_day(date(2020, 6, 30))
    return gettext("Day, month and year, for example %(day)s.") % {"day": example}


def typed_day(day: date) -> str:
    """A day as people of the active language type it: in digits where these are read so."""
    is_in_digits = "%d/%m/%Y" in get_format("DATE_INPUT_FORMATS")
    return date_format(day, "d/m/Y" if is_in_digits else "DATE_FORMAT")
