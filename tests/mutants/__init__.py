"""Mutation testing: small faults put into the code one at a time, to see that some test goes red.

For development only; `make mutants` runs it, and docs/design.md says how to read what it prints.
"""
