"""The ledger against the finance system: exports of it, and which of their columns is what."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import Max, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeal import duties
from appeal.models import Appeal
from appeal.views.answering import answer_page
from appeal.web.request import Request

from .. import access, actions
from ..evidence_files import clean_name, digest
from ..forms import MOST_MEGABYTES, BooksColumnsForm, BooksUploadForm
from ..models import BooksExport, ExplainedDifference, Transaction
from ..reconciling import Ledger, Listing, read_listing
from ..row_addresses import address_of
from .files import given_out
from .pages import open_appeal, open_appeal_to, own_row, sent, signing, takes_files, today_in

PER_PAGE, FIRST_ROWS = 10, 5
DAY = 24 * 60 * 60


@takes_files(MOST_MEGABYTES)
def reconcile_list(request: Request, appeal_code: str) -> HttpResponse:
    """The exports that were compared, newest first, and the form for another one."""
    appeal = open_appeal_to(request, appeal_code, duties.RECONCILE)
    form = BooksUploadForm(
        sent(request),
        request.FILES or None,
        offices=access.offices(request.user, duties.RECONCILE, appeal),
        is_for_all=_is_for_all(request, appeal),
        initial=_last_month(today_in(appeal)),
    )

    def receive() -> str:
        return _receive(request, appeal, form)

    rows = access.rows(request.user, duties.RECONCILE, BooksExport.objects.of(appeal))
    rows = rows.going_on().with_count().select_related("office", "uploaded_by").newest_first()
    turn = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = open_counts(appeal, turn.object_list)
    page = {"turn": turn, "rows": [(each, counts.get(each.pk)) for each in turn]}
    return answer_page(request, form, receive, "tracking/reconcile/reconcile_list.html", page)


def _is_for_all(request: Request, appeal: Appeal) -> bool:
    """Whether the person reconciles all offices of the appeal."""
    regions = access.regions(request.user, duties.RECONCILE)
    return regions.filter(pk=appeal.region_id).exists()


def _last_month(today: date) -> dict[str, date]:
    last_on = today.replace(day=1) - timedelta(days=1)
    return {"first_on": last_on.replace(day=1), "last_on": last_on}


def _receive(request: Request, appeal: Appeal, form: BooksUploadForm) -> str:
    said = form.cleaned_data
    file, listing = said["file"], read_listing(said["file"])
    export = BooksExport(
        appeal=appeal, file_name=clean_name(file.name), size=file.size, sha256=digest(file),
        **{name: said[name] for name in ("office", "first_on", "last_on")},
    )  # fmt: skip
    if not said["anew"] and (same := actions.same_export(export)):
        messages.info(request, _same(same))
        return address_of(same)
    layout = None if said["anew"] else actions.kept_layout(appeal, listing)
    export = actions.receive_export(
        export=export, file=file, listing=listing, layout=layout, **signing(request)
    )
    return address_of(export)


def _same(export: BooksExport) -> str:
    return _("This file was uploaded before, on %(day)s by %(person)s. This is what it says.") % {
        "day": date_format(export.uploaded_at), "person": export.uploaded_by,
    }  # fmt: skip


def open_counts(appeal: Appeal, exports: Iterable[BooksExport]) -> dict[int, int]:
    """How many findings of each export are open now; worked out again once anything is written."""
    read = [each for each in exports if each.is_read]
    newest = Transaction.history.filter(appeal=appeal).aggregate(Max("history_id"))
    said = ExplainedDifference.objects.of(appeal).aggregate(Max("pk"))
    state = f"{newest['history_id__max']}-{said['pk__max']}"
    keys = {f"open-differences-{each.pk}-{each.sha256[:16]}-{state}": each for each in read}
    known: dict[str, int] = cache.get_many(list(keys)) if keys else {}
    missing = {key: each for key, each in keys.items() if key not in known}
    if missing:
        prefetch_related_objects(list(missing.values()), "lines")
        ledger = Ledger(appeal, None)
        worked_out = {key: ledger.compare(each).open_count for key, each in missing.items()}
        cache.set_many(worked_out, DAY)
        known |= worked_out
    return {each.pk: known[key] for key, each in keys.items()}


def export_of(request: Request, appeal_code: str, pk: int) -> BooksExport:
    """One that the person may reconcile; 404 otherwise."""
    of_appeal = BooksExport.objects.of(open_appeal(request, appeal_code))
    rows = of_appeal.select_related("office", "appeal", "uploaded_by", "layout")
    return own_row(request, duties.RECONCILE, rows, pk=pk)


def reconcile_columns(request: Request, appeal_code: str, pk: int) -> HttpResponse:
    """Say which column of an export is what; it is asked once for files with these headings."""
    export = export_of(request, appeal_code, pk)
    if export.is_read and request.method != "POST":
        return redirect(address_of(export))
    with export.file.open("rb") as file:
        listing = read_listing(file)
    form = BooksColumnsForm(sent(request), listing=listing)

    def read() -> str:
        actions.read_export(export=export, layout=form.layout(export), **signing(request))
        messages.success(request, _("Read. These columns are remembered for the next export."))
        return address_of(export)

    page = {
        "export": export,
        "listing": listing,
        "first_rows": _first_rows(listing),
        "back": reverse("tracking:reconcile_list", args=[export.appeal.code]),
    }
    return answer_page(request, form, read, "tracking/reconcile/reconcile_columns.html", page)


def _first_rows(listing: Listing) -> Sequence[tuple[int, list[object]]]:
    """What the first rows say under each heading."""
    return [
        (
            number,
            [cells[at].value if at in cells else "" for at in range(len(listing.headings))],
        )
        for number, cells in listing.rows[:FIRST_ROWS]
    ]


def reconcile_file(request: Request, appeal_code: str, pk: int) -> HttpResponseBase:
    """The export as it was uploaded."""
    if answer := given_out(request, export_of(request, appeal_code, pk)):
        return answer
    raise Http404
