"""What the HTML of mails needs: codes that stay in one line."""

import re

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()
# GT-1.1, 2020-Q1 or 2020-03-15, with the marks beside it: short enough for a phone.
CODE = re.compile(r"(?=\S*\d)\S+-\S{1,20}")


@register.filter
def unbroken(text: object) -> str:
    """A text whose codes are not divided at their hyphens."""
    words = str(text).split(" ")
    return format_html_join(
        " ",
        "{}",
        (
            (format_html('<span class="whole">{}</span>', word) if CODE.fullmatch(word) else word,)
            for word in words
        ),
    )
