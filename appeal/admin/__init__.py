"""The admin of the plan; Django finds every model's here."""

from django.contrib import admin
from django.contrib.auth.models import Group

from . import activities, appeals, people, reference, requirements

# Roles are memberships; a group would be a second way in that nothing here asks.
admin.site.unregister(Group)
