"""What the page of an activity offers to a person."""

from appeal import access as plan
from appeal import duties
from appeal.models import Activity, User

ON_AN_ACTIVITY = {
    "may_report": duties.REPORT,
    "may_spend": duties.ENTER,
    "may_judge": duties.JUDGE,
    "may_plan": duties.PLAN,
    "may_keep_risks": duties.KEEP_RISKS,
    "may_attach": duties.ATTACH,
    "may_withdraw": duties.WITHDRAW,
}


def duties_on(user: User, activity: Activity) -> dict[str, bool]:
    """What the person may do on an activity; no query."""
    appeal, office = activity.appeal, activity.office
    return {name: plan.may(user, duty, appeal, office) for name, duty in ON_AN_ACTIVITY.items()}
