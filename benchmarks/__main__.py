"""`python -m benchmarks [rows]`: large downloads and uploads, on SQLite or on DATABASE_URL.

Everything happens in a temporary folder; a DATABASE_URL must name an empty database.
"""

import os
import sys
import tempfile
from pathlib import Path

ROWS = 100_000


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "config.settings"}
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        from . import downloads, uploads

        call_command("migrate", verbosity=0)
        call_command("load_appeal", verbosity=0)
        print(f"{connection.vendor}, {rows} rows of the ledger, in {Path(folder).parent}")
        print(f"{'':<48}{'time':>9}{'ratio':>9}{'goal':>8}{'memory':>10}")
        downloads.measure(rows)
        uploads.measure()


if __name__ == "__main__":
    main()
