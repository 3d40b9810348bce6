"""Folded text in queries: `name__folded__contains`, and `Folded("name")` to sort by."""

from typing import Any

from django.db.models import CharField, TextField, Transform

from ..base.folding import MARKS, OTHERS


@CharField.register_lookup
@TextField.register_lookup
class Folded(Transform):
    """A text without accents and capitals, compared letter by letter on both engines."""

    lookup_name = "folded"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="fold", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=POSTGRESQL, **context)


def _postgresql() -> str:
    # ICU's small letters, whatever the language of the database is; then byte by byte.
    sql = 'normalize(lower((%(expressions)s)::text COLLATE "und-x-icu"), NFKD)'
    first, last = (f"\\u{ord(mark):04x}" for mark in MARKS)
    sql = f"regexp_replace({sql}, '[{first}-{last}]', '', 'g')"
    for letter, others in OTHERS.items():
        sql = f"replace({sql}, '{letter}', '{others}')"
    return f'({sql} COLLATE "C")'


POSTGRESQL = _postgresql()
