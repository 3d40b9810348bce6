"""The addresses of the plan."""

from .views import (
    access_reviews,
    accounts,
    activities,
    allocations,
    card_labels,
    drafts,
    language_switch,
    numbers,
    offices,
    own_address,
    partners,
    people,
    priorities,
    reconciliation,
    revisions,
)
from .web.addresses import page

app_name = "appeal"

APPEAL = "appeals/<str:appeal_code>"
OFFICE = f"{APPEAL}/offices/<str:office_code>"
urlpatterns = [
    page("accounts/profile/", accounts.profile),
    page("accounts/address/", own_address.address_new),
    page("accounts/address/<str:token>/", own_address.address_confirm),
    page("accounts/sessions/end/", accounts.sessions_end),
    page("language/", language_switch.language),
    page("card-labels.css", card_labels.card_labels),
    page("numbers/", numbers.number_refused),
    page(f"{APPEAL}/reconciliation/", reconciliation.reconciliation),
    page(f"{APPEAL}/priorities/", priorities.priority_list),
    page(f"{APPEAL}/priorities/<str:code>/", priorities.priority_detail),
    page(f"{APPEAL}/activities/<str:code>/remove/", activities.activity_remove),
    page(f"{APPEAL}/partners/", partners.partner_list),
    page(f"{APPEAL}/partners/new/", partners.partner_new),
    page(f"{APPEAL}/partners/<int:pk>/", partners.partner_edit),
    page(f"{APPEAL}/partners/<int:pk>/merge/", partners.partner_merge),
    page(f"{APPEAL}/partners/<int:pk>/remove/", partners.partner_remove),
    page(f"{APPEAL}/people/", people.person_list),
    page(f"{APPEAL}/people/new/", people.person_new),
    page(f"{APPEAL}/people/review/", access_reviews.access_review),
    page(f"{APPEAL}/people/<int:pk>/", people.person_edit),
    page(f"{APPEAL}/people/<int:pk>/link/", people.person_link),
    page(f"{APPEAL}/people/<int:pk>/second-step/", people.person_factors),
    page(f"{APPEAL}/people/<int:pk>/roles/new/", people.role_new),
    page(f"{APPEAL}/roles/<int:pk>/edit/", people.role_edit),
    page(f"{APPEAL}/roles/<int:pk>/remove/", people.role_remove),
    page(f"{APPEAL}/draft/", drafts.draft),
    page(f"{APPEAL}/draft/edit/", drafts.draft_edit),
    page(f"{APPEAL}/draft/offices/", drafts.draft_offices),
    page(f"{APPEAL}/draft/table/", drafts.draft_table),
    page(f"{APPEAL}/draft/offices/<str:office_code>/", drafts.draft_priorities),
    page(f"{APPEAL}/draft/offices/<str:office_code>/new/", drafts.draft_priority_new),
    page(f"{APPEAL}/draft/priorities/<str:code>/", drafts.draft_priority),
    page(f"{APPEAL}/draft/priorities/<str:code>/remove/", drafts.draft_priority_remove),
    page(f"{OFFICE}/edit/", offices.office_edit),
    page(f"{OFFICE}/allocations/", allocations.allocations),
    page(f"{OFFICE}/revisions/", revisions.revisions),
    page(f"{OFFICE}/revisions/<int:pk>/reverse/", revisions.revision_reverse),
]
