"""What filled workbooks mean: a module for each template; taking them in; use them from here."""

from .actions import (
    NotApplicable,
    apply_upload,
    check_upload,
    discard_upload,
    receive_upload,
    recheck_upload,
)
from .columns import TemplateLine
from .registry import TEMPLATES
from .template import NotUploadable, Template, UploadPlace
from .wording import Change, ToldRow, tell
