"""The addresses of the plan."""

from django.urls import path

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

app_name = "appeal"

APPEAL = "appeals/<str:appeal_code>"
OFFICE = f"{APPEAL}/offices/<str:office_code>"
urlpatterns = [
    path("language/", language.language, name="language"),
    path(f"{APPEAL}/reconciliation/", reconciliation.reconciliation, name="reconciliation"),
    path(f"{APPEAL}/priorities/", priorities.priority_list, name="priority_list"),
    path(f"{APPEAL}/priorities/<str:code>/", priorities.priority_detail, name="priority_detail"),
    path(
        f"{APPEAL}/activities/<str:code>/remove/",
        activities.activity_remove,
        name="activity_remove",
    ),
    path(f"{APPEAL}/partners/", partners.partner_list, name="partner_list"),
    path(f"{APPEAL}/partners/<int:pk>/", partners.partner_edit, name="partner_edit"),
    path(f"{APPEAL}/partners/<int:pk>/merge/", partners.partner_merge, name="partner_merge"),
    path(f"{APPEAL}/partners/<int:pk>/remove/", partners.partner_remove, name="partner_remove"),
    path(f"{OFFICE}/edit/", offices.office_edit, name="office_edit"),
    path(f"{OFFICE}/allocations/", allocations.allocations, name="allocations"),
    path(f"{OFFICE}/revisions/", revisions.revisions, name="revisions"),
    path(
        f"{OFFICE}/revisions/<int:pk>/reverse/",
        revisions.revision_reverse,
        name="revision_reverse",
    ),
]
