"""Lists as a person likes to see them: saved under a name, and deleted."""

from appeal.base.actions import action
from appeal.models import Appeal, User

from ..models import SavedView


@action
def keep_view(*, user: User, appeal: Appeal, page: str, name: str, query: str) -> SavedView:
    """Save what a list shows; a name that is taken shows this from now on."""
    view, _is_new = SavedView.objects.update_or_create(
        user=user, appeal=appeal, page=page, name=name, defaults={"query": query}
    )
    return view


@action
def forget_view(*, view: SavedView) -> None:
    """The list itself stays as it is."""
    view.delete()
