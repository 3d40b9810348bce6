"""Demonstration data: plausible progress and spend of one year, marked so on the appeal."""

from .loading import NotLoadable, is_unfinished, load
