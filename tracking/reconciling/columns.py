"""The columns of an export that we read: what each is called, and which heading is likely it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from appeal.base.folding import fold

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class BooksColumn:
    """One of ours: `called` are the headings that finance systems give it, folded."""

    name: str
    label: "StrOrPromise"
    explained: "StrOrPromise"
    called: Sequence[str]
    is_needed: bool = False


COLUMNS = (
    BooksColumn(
        "booked_on",
        _("Date"),
        _("The day of the payment: it is compared with the value date here."),
        (
            "date", "posting date", "value date", "document date", "doc date", "booking date",
            "transaction date", "pstng date", "fecha", "fecha valor", "fecha contable",
            "fecha contab", "fecha de contabilizacion", "fecha de documento", "fecha doc",
            "date valeur", "date de valeur", "date comptable", "date de piece", "date piece",
        ),
        is_needed=True,
    ),
    BooksColumn(
        "reference",
        _("Reference"),
        _("Voucher, invoice or document number, as entered here."),
        (
            "reference", "ref", "document", "documento", "voucher", "voucher no", "voucher number",
            "document number", "doc number", "document no", "doc no", "invoice", "invoice no",
            "invoice number",
            "external document no", "referencia", "no documento", "numero de documento",
            "comprobante", "factura", "no comprobante", "asiento", "reference piece",
            "numero de piece", "no piece", "piece", "facture", "numero de facture",
        ),
    ),
    BooksColumn(
        "amount",
        _("Amount, or debit"),
        _("In the currency of the line; credits below zero, or in a column of their own."),
        (
            "amount", "debit", "debit amount", "amount in transaction currency",
            "amount in document currency", "amount in doc curr", "transaction amount", "value",
            "monto", "importe", "debe", "cargo", "valor", "monto moneda documento", "montant",
            "debit montant", "montant devise",
        ),
        is_needed=True,
    ),
    BooksColumn(
        "credit",
        _("Credit"),
        _("Only if credits have a column of their own: they count below zero."),
        ("credit", "credit amount", "haber", "abono", "credito", "montant credit"),
    ),
    BooksColumn(
        "side",
        _("Debit or credit"),
        _("Only if a column says which it is, such as D and C, S and H, debe and haber."),
        (
            "debit credit", "debit credit indicator", "dr cr", "d c", "d h", "debe haber",
            "indicador debe haber", "sens", "debit credit ind", "dc indicator",
        ),
    ),
    BooksColumn(
        "currency",
        _("Currency"),
        _("Three letters in each line; if there is no such column, say the currency below."),
        (
            "currency", "curr", "transaction currency", "document currency", "doc curr",
            "currency code", "ccy", "moneda", "divisa", "devise", "monnaie", "code devise",
        ),
    ),
    BooksColumn(
        "text",
        _("Payee or text"),
        _("Who was paid, or what for."),
        (
            "payee", "vendor", "vendor name", "supplier", "supplier name", "name", "text",
            "description", "line description", "item text", "header text", "beneficiary",
            "beneficiario", "acreedor", "proveedor", "nombre", "texto", "descripcion", "concepto",
            "glosa", "fournisseur", "creancier", "tiers", "beneficiaire", "texte", "libelle",
            "nom", "designation",
        ),
    ),
    BooksColumn(
        "code",
        _("Activity or project"),
        _("Our code of the activity, or its code or that of the grant in the finance system."),
        (
            "activity", "activity code", "project", "project code", "wbs", "wbs element", "grant",
            "fund", "cost object", "actividad", "codigo de actividad", "proyecto",
            "codigo de proyecto", "elemento pep", "pep", "fondo", "activite", "code activite",
            "projet", "code projet", "eotp", "fonds",
        ),
    ),
    BooksColumn(
        "heading",
        _("Heading"),
        _("The principle or objective that pays, such as O1, if the export has it."),
        ("heading", "budget line", "budget heading", "eje", "linea de presupuesto", "axe",
         "ligne budgetaire"),
    ),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}


def likely_columns(headings: Sequence[str]) -> dict[str, int]:
    """The place of each of our columns whose name is a heading; the likeliest name first."""
    plain = [_plain(heading) for heading in headings]
    found: dict[str, int] = {}
    for column in COLUMNS:
        for name in column.called:
            if name in plain and plain.index(name) not in found.values():
                found[column.name] = plain.index(name)
                break
    return found


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[\W_]+", " ", fold(heading)).split())


def heading_of(name: str, columns: Mapping[str, int], headings: Sequence[str]) -> str:
    """What the file calls one of our columns; what we call it where the file has none."""
    return headings[columns[name]] if name in columns else str(BY_NAME[name].label)
