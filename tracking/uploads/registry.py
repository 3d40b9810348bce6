"""Every template that comes back."""

from .forms import Form
from .ledger import LedgerForm
from .reporting import ReportingForm

FORMS: dict[str, Form] = {form.code: form for form in (ReportingForm(), LedgerForm())}
