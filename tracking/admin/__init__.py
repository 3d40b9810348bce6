"""The admin of what happened: to look through, and to correct drafts by the rules of the pages.

Nothing is added here: the pages' forms take effect once, however often they are sent. Posting,
submitting and reviewing are done there too, and what is posted or submitted is read-only.
"""

from . import contributions, conversation, ledger, personal, rates, records, reporting, uploads
