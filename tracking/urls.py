"""The addresses of what happened."""

from django.urls import path

from .views import (
    activities,
    changes,
    comments,
    contributions,
    drafts,
    evidence,
    flows,
    lines,
    overview,
    periods,
    progress,
    quality,
    rates,
    reports,
    reviews,
    risks,
    statuses,
    transactions,
    uploads,
    workbooks,
)

app_name = "tracking"

A = "appeals/<str:appeal_code>"
ONE_ACTIVITY = f"{A}/activities/<str:code>"
ONE_REPORT = f"{A}/reports/<str:office_code>/<str:period_code>"
ONE_TRANSACTION = f"{A}/transactions/<int:pk>"
ONE_UPLOAD = f"{A}/uploads/<int:pk>"
ONE_CONTRIBUTION = f"{A}/contributions/<int:pk>"

urlpatterns = [
    path("", overview.index, name="index"),
    path(f"{A}/", overview.home, name="home"),
    path(f"{A}/matrix/", overview.matrix, name="matrix"),
    path(f"{A}/gaps/", quality.gaps, name="gaps"),
    path(f"{A}/offices/<str:office_code>/", overview.office_detail, name="office_detail"),
    path(f"{A}/activities/", activities.activity_list, name="activity_list"),
    path(f"{ONE_ACTIVITY}/", activities.activity_detail, name="activity_detail"),
    path(f"{ONE_ACTIVITY}/progress/", progress.log_progress, name="log_progress"),
    path(f"{ONE_ACTIVITY}/transactions/new/", drafts.transaction_new, name="transaction_new"),
    path(f"{A}/reports/", reports.report_list, name="report_list"),
    path(f"{ONE_REPORT}/", reports.report_detail, name="report_detail"),
    path(f"{ONE_REPORT}/lines/", lines.report_lines, name="report_lines"),
    path(f"{ONE_REPORT}/edit/", reports.report_edit, name="report_edit"),
    path(f"{ONE_REPORT}/submit/", reviews.report_submit, name="report_submit"),
    path(f"{ONE_REPORT}/return/", reviews.report_return, name="report_return"),
    path(f"{ONE_REPORT}/approve/", reviews.report_approve, name="report_approve"),
    path(f"{ONE_REPORT}/reopen/", reviews.report_reopen, name="report_reopen"),
    path(f"{ONE_REPORT}/comments/", comments.report_comment_new, name="report_comment_new"),
    path(f"{ONE_ACTIVITY}/comments/", comments.comment_new, name="comment_new"),
    path(f"{A}/comments/<int:pk>/resolve/", comments.comment_resolve, name="comment_resolve"),
    path(f"{A}/comments/<int:pk>/reopen/", comments.comment_reopen, name="comment_reopen"),
    path(f"{A}/periods/", periods.period_list, name="period_list"),
    path(f"{A}/periods/open/", periods.period_open, name="period_open"),
    path(f"{A}/periods/<str:period_code>/lock/", periods.period_lock, name="period_lock"),
    path(f"{A}/periods/<str:period_code>/unlock/", periods.period_unlock, name="period_unlock"),
    path(f"{A}/close/", periods.appeal_close, name="appeal_close"),
    path(f"{A}/reopen/", periods.appeal_reopen, name="appeal_reopen"),
    path(f"{A}/transactions/", transactions.transaction_list, name="transaction_list"),
    path(f"{ONE_TRANSACTION}/", transactions.transaction_detail, name="transaction_detail"),
    path(f"{ONE_TRANSACTION}/edit/", drafts.transaction_edit, name="transaction_edit"),
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
    path(f"{A}/rates/", rates.rate_list, name="rate_list"),
    path(f"{A}/rates/new/", rates.rate_new, name="rate_new"),
    path(f"{A}/rates/upload/", rates.rate_upload, name="rate_upload"),
    path(f"{A}/rates/<int:pk>/edit/", rates.rate_edit, name="rate_edit"),
    path(f"{A}/contributions/", contributions.contribution_list, name="contribution_list"),
    path(f"{A}/contributions/new/", contributions.contribution_new, name="contribution_new"),
    path(f"{ONE_CONTRIBUTION}/", contributions.contribution_detail, name="contribution_detail"),
    path(f"{ONE_CONTRIBUTION}/edit/", contributions.contribution_edit, name="contribution_edit"),
    path(f"{ONE_CONTRIBUTION}/flows/new/", flows.flow_new, name="flow_new"),
    path(
        f"{ONE_CONTRIBUTION}/flows/<int:flow_pk>/reverse/", flows.flow_reverse, name="flow_reverse"
    ),
    path(f"{ONE_CONTRIBUTION}/assignments/new/", flows.assignment_new, name="assignment_new"),
    path(
        f"{ONE_CONTRIBUTION}/assignments/<int:assignment_pk>/reverse/",
        flows.assignment_reverse,
        name="assignment_reverse",
    ),
    path(f"{ONE_ACTIVITY}/status/", statuses.status_override, name="status_override"),
    path(f"{A}/risks/", risks.risk_list, name="risk_list"),
    path(f"{A}/risks/<int:pk>/edit/", risks.risk_edit, name="risk_edit"),
    path(f"{ONE_ACTIVITY}/risks/new/", risks.risk_new, name="risk_new"),
    path(f"{ONE_ACTIVITY}/evidence/new/", evidence.evidence_new, name="evidence_new"),
    path(f"{A}/evidence/<int:pk>/", evidence.evidence_file, name="evidence_file"),
    path(f"{A}/evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path(f"{A}/changes/", changes.change_list, name="change_list"),
    path(f"{A}/workbooks/", workbooks.workbook_list, name="workbook_list"),
    path(f"{A}/uploads/", uploads.upload_list, name="upload_list"),
    path(f"{A}/uploads/new/", uploads.upload_new, name="upload_new"),
    path(f"{ONE_UPLOAD}/", uploads.upload_detail, name="upload_detail"),
    path(f"{ONE_UPLOAD}/check/", uploads.upload_check, name="upload_check"),
    path(f"{ONE_UPLOAD}/apply/", uploads.upload_apply, name="upload_apply"),
    path(f"{ONE_UPLOAD}/discard/", uploads.upload_discard, name="upload_discard"),
    path(f"{ONE_UPLOAD}/file/", uploads.upload_file, name="upload_file"),
    path(f"{A}/workbooks/<str:report>.xlsx", workbooks.workbook, name="workbook"),
]
