"""An export of the finance system stays as it was read, and what was said of it stays said."""

from functools import partial

from django.utils.translation import gettext_noop as _

from appeal.base.guards import Guard, Trigger, append_only

KEPT = _("An export and its lines cannot be changed or deleted.")
EXPORT_FACTS = (
    "appeal_id", "office_id", "first_on", "last_on", "file", "file_name", "size", "sha256",
    "uploaded_by_id", "uploaded_at",
)  # fmt: skip
IS_READ = """EXISTS (SELECT 1 FROM tracking_booksexport e
 WHERE e.id = NEW.export_id AND e.read_at IS NOT NULL)"""
FOREIGN_ENTRY = """NEW.entry_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tracking_transaction t
 JOIN tracking_booksexport e ON e.appeal_id = t.appeal_id
 WHERE t.id = NEW.entry_id AND e.id = NEW.export_id AND t.posted_at IS NOT NULL)"""
FOREIGN_LINE = """NEW.line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM tracking_booksline l
 WHERE l.id = NEW.line_id AND l.export_id = NEW.export_id)"""

# What each table refuses.
export = partial(Guard, "tracking_booksexport")
explained = partial(Guard, "tracking_explaineddifference", "INSERT")

BOOKS: list[Trigger] = [
    *append_only("tracking_bookslayout", _("A layout cannot be changed. Say it again instead.")),
    export("DELETE", KEPT),
    export("TRUNCATE", KEPT),
    export("UPDATE", KEPT, columns=EXPORT_FACTS),
    export(
        "UPDATE",
        _("An export is read once."),
        "OLD.read_at IS NOT NULL",
        columns=("layout_id", "left_out", "read_at"),
        name="read",
    ),
    *append_only("tracking_booksline", KEPT),
    Guard("tracking_booksline", "INSERT", KEPT, IS_READ, name="read"),
    *append_only(
        "tracking_explaineddifference", _("What was explained cannot be changed or deleted.")
    ),
    explained(
        _("An explanation is of a posted entry of the same appeal."),
        FOREIGN_ENTRY,
        name="entry",
    ),
    explained(_("An explanation is of a line of its export."), FOREIGN_LINE, name="line"),
]
