"""What fixtures that are functions take and give."""

from collections.abc import Callable

from django.test import Client

from appeal.models import User

SignIn = Callable[[User], Client]
Tried = Callable[[], None]
