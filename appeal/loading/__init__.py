"""Reads an appeal from files, proves its totals, and publishes or verifies it."""

from .documents import FixtureError
from .loading import load
