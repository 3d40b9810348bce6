"""Who holds which role where, by the rows of users and memberships."""

from appeal.models import Membership, Office, User

from .raw import Raw

WORKING = ("reporter", "finance", "reviewer", "manager")


def offices_where(raw: Raw, person: int, *roles: str) -> set[int]:
    """The ids of the offices for which a person holds one of the roles, or all by the region."""
    offices = raw.table(Office)
    if raw.by_id(User)[person]["is_superuser"]:
        return {row["id"] for row in offices}
    held = [
        row for row in raw.table(Membership) if row["user_id"] == person and row["role"] in roles
    ]
    places = {row["office_id"] for row in held}
    regions = {row["region_id"] for row in held if row["region_id"]}
    return {row["id"] for row in offices if row["id"] in places or row["region_id"] in regions}


def own_offices(raw: Raw, person: int) -> set[int]:
    """Those that the person works for, in any role but viewer."""
    return offices_where(raw, person, *WORKING)
