"""Every template that comes back."""

from .forms import Form
from .r12_report import ReportingForm
from .t1_ledger import LedgerForm
from .t2_rates import CSV, XML, RateFileForm, RatesForm
from .t3_contributions import ContributionsForm
from .t4_activities import PlanForm

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
