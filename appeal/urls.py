"""The addresses of the plan."""

from django.urls import path

from .views import allocations, people, plan, revisions

app_name = "appeal"

APPEAL = "appeals/<str:appeal_code>"
OFFICE = f"{APPEAL}/offices/<str:office_code>"
urlpatterns = [
    path("language/", people.language, name="language"),
    path(f"{APPEAL}/reconciliation/", plan.reconciliation, name="reconciliation"),
    path(f"{APPEAL}/priorities/", plan.priority_list, name="priority_list"),
    path(f"{APPEAL}/priorities/<str:code>/", plan.priority_detail, name="priority_detail"),
    path(f"{OFFICE}/allocations/", allocations.allocations, name="allocations"),
    path(f"{OFFICE}/revisions/", revisions.revisions, name="revisions"),
    path(
        f"{OFFICE}/revisions/<int:pk>/reverse/",
        revisions.revision_reverse,
        name="revision_reverse",
    ),
]
