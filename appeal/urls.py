"""The addresses of the plan."""

from .views import (
    activities,
    allocations,
    language,
    offices,
    partners,
    priorities,
    reconciliation,
    revisions,
)
from .web.addresses import page

app_name = "appeal"

APPEAL = "appeals/<str:appeal_code>"
OFFICE = f"{APPEAL}/offices/<str:office_code>"
urlpatterns = [
    page("language/", language.language),
    page(f"{APPEAL}/reconciliation/", reconciliation.reconciliation),
    page(f"{APPEAL}/priorities/", priorities.priority_list),
    page(f"{APPEAL}/priorities/<str:code>/", priorities.priority_detail),
    page(f"{APPEAL}/activities/<str:code>/remove/", activities.activity_remove),
    page(f"{APPEAL}/partners/", partners.partner_list),
    page(f"{APPEAL}/partners/<int:pk>/", partners.partner_edit),
    page(f"{APPEAL}/partners/<int:pk>/merge/", partners.partner_merge),
    page(f"{APPEAL}/partners/<int:pk>/remove/", partners.partner_remove),
    page(f"{OFFICE}/edit/", offices.office_edit),
    page(f"{OFFICE}/allocations/", allocations.allocations),
    page(f"{OFFICE}/revisions/", revisions.revisions),
    page(f"{OFFICE}/revisions/<int:pk>/reverse/", revisions.revision_reverse),
]
