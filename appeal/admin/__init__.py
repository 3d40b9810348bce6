"""The admin of the plan; Django finds every model's here."""

from . import activities, appeals, core, people, reference, requirements
