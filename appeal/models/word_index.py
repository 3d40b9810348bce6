"""Words of texts, in an index that the database maintains: FTS5 on SQLite, GIN on PostgreSQL.

`rows.filter(words__index__holds="migracion san")` finds the rows that hold every word or a
beginning of it, without accents and capitals, without reading the others.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import models
from django.db.models.lookups import Lookup

from ..base.folding import OTHERS, fold, spelled
from ..base.guards import Keeper
from .activities import Activity
from .folded import POSTGRESQL
from .partners import Partner
from .priorities import Priority
from .translated import in_languages

MOST_WORDS = 8
# How FTS5 folds letters; whole words and beginnings of one or two letters are read in one piece.
TOKENS = "tokenize = 'unicode61 remove_diacritics 2', prefix = '1 2'"


@dataclass(frozen=True)
class WordIndex:
    """Which columns of a table are indexed: what its rows are called, and what they say.

    `context` is SQL with {row} for what they are found by besides, where that is asked for.
    The index is a table named like the other one, with `words` after it.
    """

    table: str
    names: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    context: str = "''"
    context_columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.table}words"

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.names, *self.texts, *self.context_columns)

    def build(self, vendor: str) -> list[str]:
        """The statements that rebuild the index from the rows."""
        fill = f"{self._insert} SELECT t.id, {self._values('t')} FROM {self.table} t"
        drop = f"DROP TABLE IF EXISTS {self.name}"
        if vendor == "sqlite":
            columns = f"names, texts, context, {TOKENS}"
            return [drop, f"CREATE VIRTUAL TABLE {self.name} USING fts5({columns})", fill]
        # A weight is looked up in the row, a column in its index: of a word that is in every note
        # and in no name, the first would read all rows.
        columns = (
            "rowid bigint PRIMARY KEY, names text, texts text, context text,"
            f" called tsvector GENERATED ALWAYS AS ({_lexemes('names', 'A')}) STORED"
        )
        weighted = {"names": "A", "texts": "D", "context": "B"}
        words = " || ".join(_lexemes(column, weight) for column, weight in weighted.items())
        return [
            drop,
            f"CREATE TABLE {self.name} ({columns},"
            f" {self.name} tsvector GENERATED ALWAYS AS ({words}) STORED)",
            fill,
            f"CREATE INDEX {self.name}_gin ON {self.name} USING gin ({self.name})",
            f"CREATE INDEX {self.name}_called ON {self.name} USING gin (called)",
            f"ANALYZE {self.name}",
        ]

    def keepers(self) -> list[Keeper]:
        """What keeps the index in step with the table, whoever writes."""
        remove = f"DELETE FROM {self.name} WHERE rowid = OLD.id"
        add = f"{self._insert} VALUES (NEW.id, {self._values('NEW')})"
        changed = " OR ".join(f'OLD."{each}" <> NEW."{each}"' for each in ("id", *self.columns))
        kept = {
            "INSERT": ("1 = 1", add),
            "UPDATE": (changed, f"{remove}; {add}"),
            "DELETE": ("1 = 1", remove),
        }
        return [
            Keeper(self.table, event, f"words_{event.lower()}", when, statement, reads=self.name)
            for event, (when, statement) in kept.items()
        ]

    def drift(self) -> str:
        """SQL: how many of its rows are not those that the table makes, either way."""
        kept = f"SELECT rowid, names, texts, context FROM {self.name}"
        made = f"SELECT t.id, {self._values('t')} FROM {self.table} t"
        return (
            f"SELECT (SELECT COUNT(*) FROM ({kept} EXCEPT {made}) a)"
            f" + (SELECT COUNT(*) FROM ({made} EXCEPT {kept}) b)"
        )

    @property
    def _insert(self) -> str:
        return f"INSERT INTO {self.name} (rowid, names, texts, context)"

    def _values(self, row: str) -> str:
        texts = (_joined(row, self.names), _joined(row, self.texts), self.context.format(row=row))
        return ", ".join(map(_spelled, texts))


def _joined(row: str, columns: tuple[str, ...]) -> str:
    return " || ' ' || ".join(f'{row}."{each}"' for each in columns) or "''"


def _spelled(text: str) -> str:
    """SQL: the letters spelled out that FTS5 takes for letters of their own."""
    for letter, others in OTHERS.items():
        for each in sorted({letter, letter.upper()} - {"I", "SS"}):
            text = f"replace({text}, '{each}', '{others}')"
    return text


def _lexemes(column: str, weight: str) -> str:
    """PostgreSQL: the words of a column, in order, as `fold` makes them."""
    plain = POSTGRESQL % {"expressions": f"coalesce({column}, '')"}
    apart = f"""regexp_replace({plain} COLLATE "und-x-icu", '[^[:alnum:]]+', ' ', 'g')"""
    return f"setweight(to_tsvector('simple'::regconfig, {apart}), '{weight}')"


class WordsField(models.TextField):
    """All words of a row: what is matched, and called like its table, as FTS5 has it."""

    def contribute_to_class(self, cls: Any, name: str, *rest: Any, **more: Any) -> None:
        self.db_column = cls._meta.db_table
        super().contribute_to_class(cls, name, *rest, **more)


@WordsField.register_lookup
class Holds(Lookup):
    """Rows whose names and texts hold each of the words, or begin one of theirs with it.

    Signs separate words, whose order counts: GT-3 finds GT-3.1, not 3 GT.
    """

    lookup_name = "holds"
    columns = "names texts"
    weights = "AD"
    beginning = "*"
    # On PostgreSQL; FTS5 is told the columns in the query.
    own_column = ""

    def as_sqlite(self, compiler: object, connection: object) -> Any:
        words = [spelled(each).replace('"', '""') for each in asked_words(self.rhs)]
        query = " AND ".join(f'"{word}"{self.beginning}' for word in words)
        query = query and f"{{{self.columns}}} : ({query})"
        return self._matched(compiler, connection, "MATCH %s", query)

    def as_postgresql(self, compiler: object, connection: object) -> Any:
        query = " & ".join(self._phrase(_parts(fold(each))) for each in asked_words(self.rhs))
        return self._matched(compiler, connection, "@@ %s::tsquery", query)

    def _phrase(self, parts: list[str]) -> str:
        *before, last = (f"'{each}':" for each in parts)
        ending = f"{last}{self.beginning}{self.weights}"
        asked = [*(f"{each}{self.weights}" for each in before), ending]
        return f"({' <-> '.join(asked)})"

    def _matched(self, compiler: Any, connection: Any, how: str, query: str) -> Any:
        if not query:
            raise EmptyResultSet
        column, given = self.process_lhs(compiler, connection)
        if self.own_column and connection.vendor == "postgresql":
            column = f"{column.rpartition('.')[0]}.{self.own_column}"
        return f"{column} {how}", [*given, query]


@WordsField.register_lookup
class IsCalled(Holds):
    """Looks for the words in names only."""

    lookup_name = "is_called"
    columns = "names"
    weights = "A"
    own_column = "called"


@WordsField.register_lookup
class HoldsWhole(Holds):
    """Looks for whole words only: the newest of a million rows are found at once."""

    lookup_name = "holds_whole"
    beginning = ""


@WordsField.register_lookup
class IsCalledWhole(IsCalled):
    """Whole words of the names alone."""

    lookup_name = "is_called_whole"
    beginning = ""


@WordsField.register_lookup
class IsFoundBy(Holds):
    """Looks for the words in names, texts and context."""

    lookup_name = "is_found_by"
    columns = "names texts context"
    weights = "ABD"


def asked_words(text: str) -> list[str]:
    """The words of what somebody looks for; signs alone are none."""
    return [each for each in text.split() if _parts(each)][:MOST_WORDS]


def _parts(word: str) -> list[str]:
    return re.findall(r"[^\W_]+", word)


@dataclass(frozen=True)
class SameRow:
    """The condition of the join. It prevents SQLite from asking the index once for each row."""

    words: str
    rows: str

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        words, rows = map(compiler.quote_name_unless_alias, (self.words, self.rows))
        sign = "+" if connection.vendor == "sqlite" else ""
        return f"{rows}.id = {sign}{words}.rowid", []


class RowOfWords(models.OneToOneField):
    """The row that words are of."""

    def get_reverse_joining_fields(self) -> tuple[()]:
        return ()

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> Any:
        return SameRow(str(related_alias), str(alias))


def words_of(model: type[models.Model]) -> Any:
    """The row that the words are of. It knows nothing of them but in lookups."""
    return RowOfWords(
        model,
        models.DO_NOTHING,
        db_column="rowid",
        primary_key=True,
        related_name="+",
        related_query_name="words",
    )


class Words(models.Model):
    """The words of one row. The database writes them; Django only asks for them."""

    index = WordsField()

    class Meta:
        abstract = True
        managed = False
        # No table of people's: out of migrations, admin and whatever else goes through all models.
        auto_created = True

    def __str__(self) -> str:
        return str(self.pk)


class PriorityWords(Words):
    row = words_of(Priority)


class ActivityWords(Words):
    row = words_of(Activity)


class PartnerWords(Words):
    row = words_of(Partner)


INDEXES = [
    WordIndex(
        "appeal_priority", names=("code", *in_languages("title")), texts=in_languages("summary")
    ),
    WordIndex("appeal_activity", names=("code", "own_title"), texts=("description", "lead")),
    WordIndex("appeal_partner", names=in_languages("name")),
]
