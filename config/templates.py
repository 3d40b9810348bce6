"""How the templates are read: without what only their writers need."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTED = re.compile(r"\s*\n\s*")
# A line that only steers or explains writes nothing, and leaves no empty one behind.
STEERS = "load|if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock|get_current_language"
STEERING = re.compile(rf"^((?:\{{#[^\n]*?#\}}|\{{% *(?:{STEERS})\b[^%\n]*%\}})+)\n", re.MULTILINE)
# None of these is ever part of a line of text, so that white space around their tags is not shown.
BLOCKS = (
    "html|head|meta|link|title|body|header|nav|main|section|article|aside|footer|div|p|h[1-6]|ul|ol|li"
    "|dl|dt|dd|form|fieldset|legend|summary|table|caption|thead|tbody|tfoot|tr|th|td|option"
)
BEFORE_BLOCK = re.compile(rf"\n(?=</?(?:{BLOCKS})\b)")
AFTER_BLOCK = re.compile(rf"(</?(?:{BLOCKS})\b[^<>]*>)\n")

# HTML ends these by what follows them: a tenth of a page with a table.
ENDED_ANYWAY = re.compile("</(?:td|th|tr|thead|tbody|tfoot|li|dt|dd|option)>\n?")


class Loader(filesystem.Loader):
    """A third of a page would be white space; one line break is as good to a browser."""

    def get_contents(self, origin: Origin) -> str:
        written: str = super().get_contents(origin)
        if not origin.name.endswith(".html"):
            return written
        lines = STEERING.sub(r"\1", INDENTED.sub("\n", written))
        return ENDED_ANYWAY.sub("", BEFORE_BLOCK.sub("", AFTER_BLOCK.sub(r"\1", lines)))
