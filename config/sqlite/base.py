"""Django's SQLite backend, with the function `fold` added."""

from typing import Any

from django.db.backends.sqlite3 import base

from appeal.base.folding import fold


class DatabaseWrapper(base.DatabaseWrapper):
    """Adds what our queries ask for to every new connection."""

    def get_new_connection(self, conn_params: object) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.create_function("fold", 1, fold, deterministic=True)
        return connection
