"""What people send to discard a draft, or an office of one: what they were shown to go with it."""

from django import forms

from ..actions import GoesOtherwise
from ..base.refusals import Refusal, StaleVersion
from ..figures.what_goes import WhatGoes
from ..web.forms import OnceForm, retype


class DiscardForm(OnceForm):
    """A button that discards what the page names; where that changed since, it is named again."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: object, goes: WhatGoes, version: int, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.shown = {"seen": goes.mark, "version": version}
        self.initial.update(self.shown)

    def refuse(self, refusal: Refusal) -> None:
        """Say what is the matter above what the page names now, which may be confirmed then."""
        if isinstance(refusal, StaleVersion | GoesOtherwise):
            for name, value in self.shown.items():
                retype(self, name, value)
            self.add_error(None, str(refusal))
        else:
            super().refuse(refusal)
