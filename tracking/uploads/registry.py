"""Every template that comes back."""

from .contributions import ContributionsForm
from .forms import Form
from .ledger import LedgerForm
from .plan import PlanForm
from .rates import CSV, XML, RateFileForm, RatesForm
from .reporting import ReportingForm

FORMS: dict[str, Form] = {
    form.code: form
    for form in (
        ReportingForm(),
        LedgerForm(),
        RatesForm(),
        RateFileForm(CSV),
        RateFileForm(XML),
        ContributionsForm(),
        PlanForm(),
    )
}
