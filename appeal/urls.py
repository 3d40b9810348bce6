"""The addresses of the plan."""

from django.urls import path

from .views import people, plan

app_name = "appeal"

APPEAL = "appeals/<str:appeal_code>"
urlpatterns = [
    path("language/", people.language, name="language"),
    path(f"{APPEAL}/reconciliation/", plan.reconciliation, name="reconciliation"),
    path(f"{APPEAL}/priorities/", plan.priority_list, name="priority_list"),
    path(f"{APPEAL}/priorities/<str:code>/", plan.priority_detail, name="priority_detail"),
]
