"""Whether a password is that of whoever is signed in."""

from django.contrib.auth import authenticate
from django.http import HttpRequest


def is_own(request: HttpRequest, password: str) -> bool:
    """Whether it is the person's own password; wrong ones count as they do when signing in."""
    name = request.user.get_username()
    return authenticate(request, username=name, password=password) == request.user
