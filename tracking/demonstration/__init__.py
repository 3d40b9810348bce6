"""Demonstration data: plausible progress and spend of one year, marked so on the appeal."""

from .loading import NotLoadable, Outcome, is_unfinished, load

__all__ = ["NotLoadable", "Outcome", "is_unfinished", "load"]
