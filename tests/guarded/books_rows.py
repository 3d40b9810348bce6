"""What may change of exports of the finance system, and of what was explained of them."""

from tests.factories import make_explained, make_export, make_layout

from .row import EVERYTHING, Row

EXPORT = (
    "appeal_id office_id first_on last_on file file_name size sha256 uploaded_by_id uploaded_at"
)
READ = "layout_id left_out read_at"

BOOKS = {
    "tracking_bookslayout": {"": Row(lambda: make_layout(), {"update": EVERYTHING}, "", "delete")},
    "tracking_booksexport": {
        "waiting": Row(lambda: make_export(is_read=False), {"update": EXPORT}, READ, "delete"),
        "read": Row(lambda: make_export(), {"update": EXPORT, "read": READ}, "", "delete"),
    },
    "tracking_booksline": {
        "": Row(lambda: make_export().lines.get(), {"update": EVERYTHING}, "", "delete")
    },
    "tracking_explaineddifference": {
        "": Row(lambda: make_explained(), {"update": EVERYTHING}, "", "delete")
    },
}
