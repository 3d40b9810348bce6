"""The chain of seals: what may not change is sealed as it is written, by the database itself.

A seal holds a digest of its row, and one of that and of the seal before it. So nobody changes a
sealed row or a seal, and has it unseen, without making all seals again that follow;
`tracking/records/seals.py` compares. On PostgreSQL rows are sealed as their transaction commits,
one transaction after the other; on SQLite there is one writer anyway.

A form says of which columns of a table its seals are made, in which engine's words. A table gets a
new one where a migration adds a column; where one is gone, or the engine is another one, what the
old seals are made of cannot be told any more, and each row is sealed again.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.db.backends.base.base import BaseDatabaseWrapper

SEALS, FORMS = "appeal_seal", "appeal_sealform"
# PostgreSQL's lock on the end of the chain; any number that nothing else uses.
LOCK = 5_032_020
BATCH = 1000
# A row that is no more.
NOTHING = {"sqlite": "x''", "postgresql": "CAST('' AS bytea)"}


def content_of(*values: str | float | bytes | None) -> bytes:
    """SQLite's `seal_content`: a digest of the columns of a row."""
    text = json.dumps(values, ensure_ascii=False, default=bytes.hex)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def digest_of(before: bytes | None, number: int, form: int, row: int, content: bytes) -> bytes:
    """The link of the chain: SQLite's `seal_digest`, and what `digest_in_sql` is elsewhere."""
    return hashlib.sha256((before or b"") + content + f"{number} {form} {row}".encode()).digest()


def content_in_sql(vendor: str, row: str, columns: Iterable[str]) -> str:
    """SQL: the digest of those columns of a row."""
    listed = ", ".join(f'{row}."{each}"' for each in columns)
    if vendor == "sqlite":
        return f"seal_content({listed})"
    return f"sha256(convert_to(CAST(ROW({listed}) AS text), 'UTF8'))"


def digest_in_sql(vendor: str, before: str, number: str, form: str, row: str, content: str) -> str:
    """SQL: the link of the chain that these make."""
    if vendor == "sqlite":
        return f"seal_digest({before}, {number}, {form}, {row}, {content})"
    place = f"concat_ws(' ', {number}, {form}, {row})"
    return f"sha256(COALESCE({before}, '') || {content} || convert_to({place}, 'UTF8'))"


# What an instant or a day is written like in PostgreSQL, whoever is connected.
AS_WRITTEN = {"timezone": "UTC", "datestyle": "ISO, YMD", "extra_float_digits": "1"}


@dataclass(frozen=True)
class Sealer:
    """Seals the rows of a table at an event: those of a table that only grows at INSERT alone.

    `key` is the column of its key; `columns` are all it has, in the order of their names.
    """

    table: str
    event: str
    key: str
    columns: tuple[str, ...]
    reads: str = SEALS

    @property
    def trigger(self) -> str:
        return f"guard_{self.table}_seal_{self.event.lower()}"

    def among(self, columns: Collection[str]) -> "Sealer":
        """That of the columns that exist in an earlier version."""
        return replace(self, columns=tuple(each for each in self.columns if each in columns))

    @property
    def form(self) -> str:
        return f"(SELECT MAX(id) FROM {FORMS} WHERE name = '{self.table}')"  # noqa: S608

    @property
    def row(self) -> str:
        return "OLD" if self.event == "DELETE" else "NEW"

    def create(self, vendor: str) -> list[str]:
        """The statements that install it."""
        name, event, table = self.trigger, self.event, self.table
        if vendor == "sqlite":
            differs = " OR ".join(f'OLD."{each}" IS NOT NEW."{each}"' for each in self.columns)
            when = f" WHEN {differs}" if event == "UPDATE" else ""
            return [
                f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW{when}"
                f" BEGIN {self._on_sqlite()}; END"
            ]
        settled = " ".join(f"SET {name} TO '{value}'" for name, value in AS_WRITTEN.items())
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {settled}"
            f" AS $$ {self._on_postgresql()} $$",
            f"CREATE CONSTRAINT TRIGGER {name} AFTER {event} ON {table}"
            f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]

    def _on_sqlite(self) -> str:
        # Of NEW some numbers are not yet what the table makes of them.
        made = content_in_sql("sqlite", "t", self.columns)
        same = f't."{self.key}" = NEW."{self.key}"'
        stored = f"(SELECT {made} FROM {self.table} t WHERE {same})"  # noqa: S608
        digest = digest_in_sql("sqlite", "s.before", "s.number", "s.form", "s.key", "s.content")
        return (
            f"INSERT INTO {SEALS} (number, form_id, key, content, digest)"  # noqa: S608
            f" SELECT s.number, s.form, s.key, s.content, {digest} FROM (SELECT"
            f" COALESCE((SELECT MAX(number) FROM {SEALS}), 0) + 1 AS number, {self.form} AS form,"
            f' {self.row}."{self.key}" AS key,'
            f" {NOTHING['sqlite'] if self.event == 'DELETE' else stored} AS content,"
            f" (SELECT digest FROM {SEALS} ORDER BY number DESC LIMIT 1) AS before) s"
        )

    def _on_postgresql(self) -> str:
        made = content_in_sql("postgresql", "NEW", self.columns)
        old, new = (", ".join(f'{row}."{each}"' for each in self.columns) for row in ("OLD", "NEW"))
        same = f"IF ROW({old}) IS NOT DISTINCT FROM ROW({new}) THEN RETURN NULL; END IF;"
        place = ("s.digest", "s.number + 1", "s.form_id", "s.key", "s.content")
        return (
            f"DECLARE s {SEALS}%ROWTYPE; BEGIN {same if self.event == 'UPDATE' else ''}"  # noqa: S608
            f" PERFORM pg_advisory_xact_lock({LOCK});"
            f" SELECT * INTO s FROM {SEALS} ORDER BY number DESC LIMIT 1;"
            f" s.number := COALESCE(s.number, 0); s.form_id := {self.form};"
            f' s.key := {self.row}."{self.key}";'
            f" s.content := {NOTHING['postgresql'] if self.event == 'DELETE' else made};"
            f" INSERT INTO {SEALS} (number, form_id, key, content, digest) VALUES"
            f" (s.number + 1, s.form_id, s.key, s.content, {digest_in_sql('postgresql', *place)});"
            " RETURN NULL; END"
        )


def begin(connection: BaseDatabaseWrapper, sealers: Iterable[Sealer]) -> None:
    """Give each table that is sealed, and exists so far, the form that its seals will have."""
    for sealer in sealers:
        if sealer.event != "INSERT":
            continue
        forms = forms_of(connection, sealer.table)
        if not forms or any(
            engine != connection.vendor or set(columns) - set(sealer.columns)
            for _form, columns, engine in forms
        ):
            seal_again(connection, sealer)
        elif forms[-1][1] != sealer.columns:
            _new_form(connection, sealer, is_again=False)


def forms_of(connection: BaseDatabaseWrapper, table: str) -> list[tuple[int, tuple[str, ...], str]]:
    """The forms that count of a table: the last of which all rows were sealed, and later ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, columns, engine FROM {FORMS} f WHERE name = %s AND id >="  # noqa: S608
            f" (SELECT MAX(id) FROM {FORMS} a WHERE a.name = f.name AND a.is_again) ORDER BY id",
            [table],
        )
        return [(form, tuple(listed.split()), engine) for form, listed, engine in cursor.fetchall()]


def seal_again(connection: BaseDatabaseWrapper, sealer: Sealer) -> None:
    """Seal all rows of a table, whatever they were: the old seals stay, and prove no row any more.

    A migration that changes a sealed column asks for it, with the guards lifted.
    """
    form = _new_form(connection, sealer, is_again=True)
    content = content_in_sql(connection.vendor, "t", sealer.columns)
    with connection.cursor() as cursor, connection.chunked_cursor() as rows:
        settle(connection)
        cursor.execute(f"SELECT number, digest FROM {SEALS} ORDER BY number DESC LIMIT 1")  # noqa: S608
        number, digest = cursor.fetchone() or (0, None)
        rows.execute(
            f'SELECT t."{sealer.key}", {content} FROM {sealer.table} t ORDER BY 1'  # noqa: S608
        )
        while some := rows.fetchmany(BATCH):
            seals = []
            for row, made in some:
                number, before = number + 1, digest
                digest = digest_of(before and bytes(before), number, form, row, bytes(made))
                seals.append((number, form, row, made, digest))
            cursor.executemany(
                f"INSERT INTO {SEALS} (number, form_id, key, content, digest)"  # noqa: S608
                " VALUES (%s, %s, %s, %s, %s)",
                seals,
            )


def settle(connection: BaseDatabaseWrapper) -> None:
    """In this transaction what is read is written as the seals have it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name, value in AS_WRITTEN.items():
                cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _new_form(connection: BaseDatabaseWrapper, sealer: Sealer, *, is_again: bool) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) + 1 FROM {FORMS}")  # noqa: S608
        (form,) = cursor.fetchone()
        cursor.execute(
            f"INSERT INTO {FORMS} (id, name, columns, engine, is_again)"  # noqa: S608
            " VALUES (%s, %s, %s, %s, %s)",
            [form, sealer.table, " ".join(sealer.columns), connection.vendor, is_again],
        )
    return int(form)
