"""What an address asks for and nothing can answer, in a sentence for the reader."""

from django.core.exceptions import BadRequest
from django.utils.translation import get_language


class NotAnswerable(BadRequest):
    """The text says what is wrong and what to do; the page shows it, in the language it is in."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.language = get_language() or "en"
