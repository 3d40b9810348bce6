"""Django's SQLite backend, with functions of our own added."""

from typing import Any

from django.db.backends.sqlite3 import base

from appeal.base.folding import fold
from appeal.base.seals import content_of, digest_of


class DatabaseWrapper(base.DatabaseWrapper):
    """Adds what our queries ask for to every new connection."""

    def get_new_connection(self, conn_params: object) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_function("fold", 1, fold, deterministic=True)
        connection.create_function("seal_content", -1, content_of, deterministic=True)
        connection.create_function("seal_digest", 5, digest_of, deterministic=True)
        return connection
