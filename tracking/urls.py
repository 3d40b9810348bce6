"""The addresses of what happened."""

from django.urls import path

from .views import activities, overview, progress, reports, transactions, workbooks

app_name = "tracking"

A = "appeals/<str:appeal_code>"
ONE_ACTIVITY = f"{A}/activities/<str:code>"
ONE_REPORT = f"{A}/reports/<str:office_code>/<str:period_code>"
ONE_TRANSACTION = f"{A}/transactions/<int:pk>"

urlpatterns = [
    path("", overview.index, name="index"),
    path(f"{A}/", overview.home, name="home"),
    path(f"{A}/matrix/", overview.matrix, name="matrix"),
    path(f"{A}/gaps/", overview.gaps, name="gaps"),
    path(f"{A}/offices/<str:office_code>/", overview.office_detail, name="office_detail"),
    path(f"{A}/activities/", activities.activity_list, name="activity_list"),
    path(f"{ONE_ACTIVITY}/", activities.activity_detail, name="activity_detail"),
    path(f"{ONE_ACTIVITY}/progress/", progress.log_progress, name="log_progress"),
    path(f"{ONE_ACTIVITY}/transactions/new/", transactions.transaction_new, name="transaction_new"),
    path(f"{A}/reports/", reports.report_list, name="report_list"),
    path(f"{ONE_REPORT}/", reports.report_detail, name="report_detail"),
    path(f"{ONE_REPORT}/edit/", reports.report_edit, name="report_edit"),
    path(f"{ONE_REPORT}/submit/", reports.report_submit, name="report_submit"),
    path(f"{ONE_REPORT}/approve/", reports.report_approve, name="report_approve"),
    path(f"{A}/transactions/", transactions.transaction_list, name="transaction_list"),
    path(f"{ONE_TRANSACTION}/", transactions.transaction_detail, name="transaction_detail"),
    path(f"{ONE_TRANSACTION}/edit/", transactions.transaction_edit, name="transaction_edit"),
    path(
        f"{ONE_TRANSACTION}/discard/",
        transactions.transaction_discard,
        name="transaction_discard",
    ),
    path(f"{ONE_TRANSACTION}/post/", transactions.transaction_post, name="transaction_post"),
    path(
        f"{ONE_TRANSACTION}/reverse/",
        transactions.transaction_reverse,
        name="transaction_reverse",
    ),
    path(f"{A}/workbooks/", workbooks.workbook_list, name="workbook_list"),
    path(f"{A}/workbooks/<str:report>.xlsx", workbooks.workbook, name="workbook"),
]
