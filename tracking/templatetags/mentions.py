"""Names in what people say."""

from django import template

from ..models import Comment
from ..notices.mentions import Called, with_names

register = template.Library()


@register.filter
def words_with_names(comment: Comment, thread: object) -> str:
    """The words of a comment; as typed where its thread does not say who was called."""
    called: dict[int, Called] = getattr(thread, "called", {})
    return with_names(comment.body, called.get(comment.pk, {}))
