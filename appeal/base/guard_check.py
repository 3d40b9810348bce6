"""The triggers in the database beside those that are declared."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

from .guards import PREFIX, declared

ON_SQLITE = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
# A trigger that is switched off is still there.
ON_POSTGRESQL = """SELECT t.tgname, t.tgrelid::regclass::text, p.prosrc,
 pg_get_triggerdef(t.oid), t.tgenabled
 FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"""


def wrong_guards(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Triggers that are missing, switched off, or not as declared, and those of nobody."""
    vendor = connection.vendor
    expected = {each.trigger: each for each in declared() if each.create(vendor)}
    with connection.cursor() as cursor:
        cursor.execute(ON_SQLITE if vendor == "sqlite" else ON_POSTGRESQL)
        found = {name: said for name, *said in cursor.fetchall()}
    for name in sorted(expected.keys() | {name for name in found if name.startswith(PREFIX)}):
        if name not in found:
            yield f"{expected[name].table}: its trigger {name} is missing."
        elif name not in expected:
            yield f"{found[name][0]}: nobody declared its trigger {name}."
        elif not _is_as_declared(expected[name].create(vendor), found[name]):
            yield f"{expected[name].table}: its trigger {name} is not as declared."


def _is_as_declared(statements: list[str], said: list[str]) -> bool:
    if len(statements) == 1:
        return said[1] == statements[0]
    function, trigger = statements
    _table, body, definition, enabled = said
    own = function.partition("AS $$")[2].removesuffix("$$").strip()
    declared_as = [each for each in trigger.split() if each.isupper()]
    return (
        body.strip() == own
        and [each for each in definition.split() if each.isupper()] == declared_as
        and enabled == "O"
    )
