"""What an address asks for and nothing can answer, in a sentence for the reader."""

from django.core.exceptions import BadRequest


class NotAnswerable(BadRequest):
    """The text says, in the reader's language, what is wrong and what to do; the page shows it."""
