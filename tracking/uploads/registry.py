"""Every template that comes back."""

from .r12_report import ReportTemplate
from .t1_ledger import LedgerTemplate
from .t2_rates import CSV, XML, RateFileTemplate, RatesTemplate
from .t3_contributions import ContributionsTemplate
from .t4_activities import ActivitiesTemplate
from .t5_results import ResultsTemplate
from .t6_people import PeopleTemplate
from .template import Template

TEMPLATES: dict[str, Template] = {
    template.code: template
    for template in (
        ReportTemplate(),
        LedgerTemplate(),
        RatesTemplate(),
        RateFileTemplate(CSV),
        RateFileTemplate(XML),
        ContributionsTemplate(),
        ActivitiesTemplate(),
        ResultsTemplate(),
        PeopleTemplate(),
    )
}
