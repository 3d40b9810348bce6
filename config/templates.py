"""How the templates are read: without what only their writers need."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTED = re.compile(r"\s*\n\s*")
# A line that only steers or explains writes nothing, and leaves no empty one behind.
STEERS = "load|if|elif|else|endif|for|empty|endfor|with|endwith|block|endblock"
STEERING = re.compile(rf"(^|\n)((?:\{{#[^\n]*?#\}}|\{{% *(?:{STEERS})\b[^%\n]*%\}})+)\n")

# HTML ends these by what follows them: a tenth of a page with a table.
ENDED_ANYWAY = re.compile("</(?:td|th|tr|thead|tbody|tfoot|li|dt|dd|option)>")


class Loader(filesystem.Loader):
    """A third of a page would be white space; one line break is as good to a browser."""

    def get_contents(self, origin: Origin) -> str:
        written: str = super().get_contents(origin)
        if not origin.name.endswith(".html"):
            return written
        return STEERING.sub(r"\1\2", INDENTED.sub("\n", ENDED_ANYWAY.sub("", written)))
