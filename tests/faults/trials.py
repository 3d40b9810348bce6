"""Every trial of `make faults`: what is tried, where, and how often: every day and in full."""

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Trial:
    """Some tests, and what they try. Whatever they do not count is a test each.

    `variable` says in the environment how often, in place of `quick`, which `make test` tries, and
    `full`, which `make faults` does.
    """

    name: str
    tried: str
    tests: tuple[str, ...]
    variable: str = ""
    quick: int = 0
    full: int = 0

    def environment(self, *, is_quick: bool) -> dict[str, str]:
        return {self.variable: str(self.quick if is_quick else self.full)} if self.variable else {}


PAGES, KILLED = "tests/test_pages.py::test_", "tests/faults/test_killed.py::test_"
RUNNING = "tests/appeal/running/"
TRIALS = (
    Trial(
        "routes x methods x roles",
        "requests",
        (
            f"{PAGES}every_address_answers_every_role_by_its_rule",
            f"{PAGES}nobody_writes_another_offices_numbers",
            f"{PAGES}no_other_method_writes",
        ),
    ),
    Trial("races", "races", ("tests/test_races.py", "tests/test_at_once.py")),
    Trial(
        "hostile workbooks",
        "files",
        (
            "tests/appeal/base/excel/test_guard.py",
            "tests/appeal/base/excel/test_guard_limits.py",
            "tests/tracking/uploads/test_upload_damage.py",
        ),
    ),
    Trial(
        "random histories, check_records",
        "years",
        ("tests/tracking/records/test_records.py::test_a_random_history_raises_no_alarm",),
        "RANDOM_HISTORIES", 4, 10_000,
    ),
    Trial(
        "random histories, who pays",
        "viewpoints",
        ("tests/tracking/figures/test_grants.py::"
         "test_grants_and_what_is_unfunded_come_to_the_ledger_from_every_viewpoint",),
        "GRANT_HISTORIES", 3, 10_000,
    ),
    Trial(
        "mail workers killed",
        "kills",
        ("tests/tracking/notices/test_outbox.py::"
         "test_every_mail_arrives_though_workers_are_killed",),
        "KILLS", 4, 200,
    ),
    Trial(
        "mails, and their server killed twice",
        "mails",
        ("tests/tracking/notices/test_outbox.py::"
         "test_mails_arrive_though_the_server_is_killed_and_started_again",),
        "MAILS", 60, 500,
    ),
    Trial(
        "server killed",
        "kills",
        (f"{KILLED}what_was_acknowledged_before_the_server_is_killed_is_there_once",),
        "KILLED_SERVERS", 3, 200,
    ),
    Trial(
        "server killed while it applies",
        "kills",
        (f"{KILLED}an_upload_is_applied_whole_or_not_at_all",),
        "KILLED_UPLOADS", 1, 200,
    ),
    Trial(
        "migrate killed",
        "kills",
        (f"{KILLED}a_migration_that_was_killed_completes_when_it_is_run_again",),
        "KILLED_MIGRATIONS", 0, 200,
    ),
    Trial(
        "backup killed",
        "kills",
        (f"{KILLED}a_backup_that_was_killed_leaves_nothing_that_passes_for_one",),
        "KILLED_BACKUPS", 1, 200,
    ),
    Trial(
        "database killed",
        "kills",
        ("tests/faults/test_killed_database.py",),
        "KILLED_DATABASES", 2, 200,
    ),
    Trial(
        "primary killed, replica promoted",
        "kills",
        ("tests/faults/test_replica.py",),
        "KILLED_PRIMARIES", 1, 100,
    ),
    Trial(
        "foreign writes, pairs of offices",
        "forms",
        ("tests/faults/test_foreign_writes.py",),
        "OFFICE_PAIRS", 1, 182,
    ),
    Trial(
        "query strings on every route",
        "addresses",
        ("tests/faults/test_query_strings.py",),
        "RANDOM_QUERIES", 1, 100,
    ),
    Trial(
        "naughty strings in a browser",
        "texts shown",
        ("tests/browser/test_naughty_strings.py",),
        "NAUGHTY_STRINGS", 8, 80,
    ),
    Trial(
        "two servers, a clock that jumps",
        "jumps",
        ("tests/faults/test_two_servers.py",),
        "CLOCK_JUMPS", 1, 50,
    ),
    Trial(
        "fifty people",
        "requests",
        ("tests/faults/test_load.py",),
        "LOAD_SECONDS", 0, 600,
    ),
    Trial("disk full", "writes", (f"{RUNNING}test_full_disk.py",)),
    Trial("limits of what is sent", "limits", ("tests/test_limits.py",)),
)  # fmt: skip


def how_often(variable: str) -> int:
    """How often a trial tries: as the environment says, or as every day."""
    (trial,) = [each for each in TRIALS if each.variable == variable]
    return int(os.environ.get(variable, trial.quick))
