"""Demonstration data: plausible progress and spend of one year, marked so on the appeal."""

from .loading import NotLoadable, Outcome, load
from .people import Cast, make_cast

__all__ = ["Cast", "NotLoadable", "Outcome", "load", "make_cast"]
