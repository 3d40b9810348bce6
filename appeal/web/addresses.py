"""How the addresses of pages are declared."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import URLPattern, path


def page(route: str, view: Callable[..., HttpResponseBase]) -> URLPattern:
    """The address of a page, which is called like its view."""
    return path(route, view, name=view.__name__)
