"""The admin of what happened: to look through, and to correct drafts by the rules of the pages.

Donors, rates and risks are added here too, once however often a form is sent. All else is added on
the pages. Posting, submitting and reviewing are done there, and what is posted or submitted is
read-only.
"""

from . import (
    attributions,
    books,
    contributions,
    conversation,
    donor_asks,
    ledger,
    personal,
    rates,
    records,
    reporting,
    uploads,
)
