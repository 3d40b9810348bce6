"""The user guide in the product: the sections of `docs/guide/`, and finding in them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from appeal.base.folding import fold
from appeal.base.lines import in_one_line
from appeal.models import asked_words

from .search import excerpt

FOLDER = settings.BASE_DIR / "docs" / "guide"
# What is above the first of them, the title and the way to other languages, is for those who read
# the file: a page has its own.
HEADING = re.compile(r'^<a id="([\w-]+)"></a>\n\n(#{2,3}) (.+)\n', re.MULTILINE)
# Of a PNG: its width and height, four bytes each.
SIZE = slice(16, 24)

# Which section is about which pages, by the names of their addresses.
PAGES_OF = {
    "signing-in": (
        "login", "sign_on:sign_on", "sign_on:sign_on_back",
        "password_change", "password_change_done", "password_reset",
        "password_reset_done", "password_reset_confirm", "invitation",
        "appeal:profile", "appeal:sessions_end", "appeal:address_new", "appeal:address_confirm",
    ),
    "two-steps": (
        "factors:factor_list", "factors:factor_app", "factors:factor_codes",
        "factors:factor_passkey",
        "factors:factor_remove", "factors:factor_ask",
    ),
    "start": ("tracking:help_page", "tracking:guide"),
    "home": ("tracking:index", "tracking:home", "tracking:reports_approve"),
    "appeals": ("tracking:appeal_list", "tracking:appeal_switch"),
    "new-appeal": (
        "tracking:appeal_new", "tracking:appeal_from_workbook", "tracking:appeal_template",
        "tracking:appeal_publish", "tracking:appeal_discard",
        "appeal:draft", "appeal:draft_edit",
        "appeal:draft_offices", "appeal:draft_office_new", "appeal:draft_office_remove",
        "appeal:draft_table",
        "appeal:draft_priorities", "appeal:draft_section",
        "appeal:draft_priority_new", "appeal:draft_priority", "appeal:draft_priority_remove",
    ),
    "finding": ("tracking:search",),
    "progress": ("tracking:log_progress", "tracking:report_lines"),
    "report": (
        "tracking:report_list", "tracking:report_detail", "tracking:report_edit",
        "tracking:report_submit", "tracking:report_take_back", "tracking:report_remind",
    ),
    "review": (
        "tracking:review_queue", "tracking:report_approve", "tracking:report_return",
        "tracking:report_reopen",
    ),
    "comments": (
        "tracking:comment_new", "tracking:report_comment_new", "tracking:comment_resolve",
        "tracking:comment_reopen", "tracking:comment_withdraw",
    ),
    "evidence": (
        "tracking:evidence_new", "tracking:evidence_file", "tracking:evidence_withdraw",
    ),
    "risks": (
        "tracking:risk_list", "tracking:risk_new", "tracking:risk_edit", "tracking:risk_remove",
    ),
    "spending": (
        "tracking:transaction_new", "tracking:transaction_edit", "tracking:transaction_discard",
        "tracking:entry_worth",
    ),
    "posting": (
        "tracking:transaction_list", "tracking:transaction_detail", "tracking:transaction_post",
        "tracking:transactions_post", "tracking:transaction_reverse", "tracking:commitment_carry",
        "tracking:entry_grants", "tracking:transactions_attribute",
    ),
    "reconcile": (
        "tracking:reconcile_list", "tracking:reconcile_detail", "tracking:reconcile_columns",
    ),
    "rates": (
        "tracking:rate_list", "tracking:rate_new", "tracking:rate_edit", "tracking:rate_remove",
    ),
    "contributions": (
        "tracking:contribution_list", "tracking:contribution_new", "tracking:contribution_detail",
        "tracking:contribution_edit", "tracking:contribution_remove", "tracking:flow_new",
        "tracking:flow_reverse", "tracking:assignment_new", "tracking:assignment_reverse",
        "tracking:part_new", "tracking:terms_edit",
    ),
    "donors-and-partners": (
        "tracking:donor_list", "tracking:donor_edit", "tracking:donor_merge",
        "tracking:donor_remove", "appeal:partner_list", "appeal:partner_new", "appeal:partner_edit",
        "appeal:partner_merge", "appeal:partner_remove",
    ),
    "activities": ("tracking:activity_list", "tracking:activity_detail"),
    "timeline": ("tracking:timeline",),
    "planning": (
        "tracking:activity_new", "tracking:activity_edit", "tracking:activity_hold",
        "tracking:activity_months",
        "appeal:activity_remove", "tracking:milestone_new", "tracking:milestone_edit",
        "tracking:milestone_remove", "tracking:milestone_carry", "tracking:indicator_new",
        "tracking:indicator_edit",
        "tracking:indicator_remove", "tracking:lineage_edit",
    ),
    "results": (
        "tracking:result_list", "tracking:result_detail", "tracking:result_goals",
        "tracking:core_new",
        "tracking:core_edit", "tracking:core_remove", "tracking:overlap_new",
    ),
    "status": ("tracking:status_override",),
    "budgets": ("appeal:allocations",),
    "requirements": ("appeal:revisions", "appeal:revision_reverse", "appeal:reconciliation"),
    "priorities": ("appeal:priority_list", "appeal:priority_detail"),
    "offices": ("appeal:office_edit",),
    "people": (
        "appeal:person_list", "appeal:person_new", "appeal:person_edit", "appeal:person_link",
        "appeal:person_factors", "appeal:access_review",
        "appeal:role_new", "appeal:role_edit", "appeal:role_remove",
    ),
    "mail": (
        "tracking:notice_list", "tracking:notice_open", "tracking:notices_read",
        "tracking:notice_choices", "tracking:notice_stop",
        "tracking:calendar_address", "tracking:calendar",
        "tracking:mail_list", "tracking:mail_detail", "tracking:mail_again",
    ),
    "overview": ("tracking:overview", "tracking:office_detail", "tracking:matrix"),
    "side-by-side": ("tracking:compare",),
    "what-changed": ("tracking:bridge", "tracking:bridge_step"),
    "glossary": ("tracking:glossary",),
    "gaps": ("tracking:gaps",),
    "changes": ("tracking:change_list",),
    "workbooks": ("tracking:workbook_list",),
    "uploads": ("tracking:upload_list", "tracking:upload_new", "tracking:upload_detail"),
    "periods": (
        "tracking:period_list", "tracking:period_open", "tracking:period_lock",
        "tracking:period_unlock", "tracking:appeal_close", "tracking:appeal_reopen",
    ),
}  # fmt: skip
SECTION_OF = {route: anchor for anchor, routes in PAGES_OF.items() for route in routes}
OF_THE_ADMIN = "edit-data"
FIRST = "start"
# The level of the headings of chapters.
CHAPTER = 2


@dataclass(frozen=True)
class GuideSection:
    """A heading of the guide with what is below it. `anchor` is the same in every language.

    A `chapter`, named by its own anchor, is a page of the help; the first one is `FIRST`.
    """

    anchor: str
    level: int
    title: str
    written: str
    chapter: str

    @cached_property
    def body(self) -> SafeString:
        return mark_safe(DRAWING.render(self.written))  # noqa: S308

    @cached_property
    def text(self) -> str:
        return in_one_line(strip_tags(self.body))


# A section, and where in its text the words are.
Found = tuple[GuideSection, tuple[str, str, str]]


def section_about(route: str) -> GuideSection:
    """The section about a page; the first one where there is none."""
    anchor = OF_THE_ADMIN if route.startswith("admin:") else SECTION_OF.get(route, FIRST)
    return next(section for section in sections("en") if section.anchor == anchor)


@cache
def sections(language: str) -> tuple[GuideSection, ...]:
    """The guide in a language, in its order; in English where there is none in that language."""
    file = FOLDER / f"{language}.md"
    if not file.exists():
        return sections("en")
    _above, *parts = HEADING.split(file.read_text())
    found: list[GuideSection] = []
    for anchor, signs, title, text in zip(*(parts[n::4] for n in range(4)), strict=True):
        chapter = anchor if len(signs) == CHAPTER else found[-1].chapter
        found.append(GuideSection(anchor, len(signs), title, text, chapter))
    return tuple(found)


def find(language: str, text: str) -> list[Found]:
    """The sections that hold every word of `text`; first those whose title does."""
    words = [fold(word) for word in asked_words(text)]
    named: list[Found] = []
    others: list[Found] = []
    for section in sections(language) if words else ():
        title = fold(section.title)
        if not all(word in f"{title} {fold(section.text)}" for word in words):
            continue
        found = named if all(word in title for word in words) else others
        found.append((section, excerpt([section.text], text)))
    return named + others


def _picture(
    renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType
) -> str:
    """A picture that is loaded when one comes to it, smaller on a phone, and moves no text."""
    token = tokens[place]
    name = str(token.attrs["src"]).removeprefix("pictures/")
    small = name.replace(".png", "-phone.png")
    if not all((FOLDER / "pictures" / file).exists() for file in (name, small)):
        # It is still to be taken, by a browser that signs in on a page with a part of the guide.
        return escape(token.content)
    return format_html(
        '<picture><source media="(max-width: 720px)" srcset="{}" width="{}" height="{}">'
        '<img src="{}" width="{}" height="{}" alt="{}" loading="lazy"></picture>',
        static(f"guide/{small}"),
        *_size(small),
        static(f"guide/{name}"),
        *_size(name),
        token.content,
    )


def _size(picture: str) -> tuple[int, int]:
    with (FOLDER / "pictures" / picture).open("rb") as file:
        size = file.read(SIZE.stop)[SIZE]
    return int.from_bytes(size[:4], "big"), int.from_bytes(size[4:], "big")


DRAWING = MarkdownIt("commonmark", {"html": False})
DRAWING.add_render_rule("image", _picture)
