"""Gaps and data quality: each rule, what it finds, who owns it and how long it is open."""

from .findings import Finding, find
from .rules import RULES, Rule, Severity
