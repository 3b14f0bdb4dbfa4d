"""How large a country is on the disk: `python -m bench.sizes 10000`. Fills a private PostgreSQL with so many complaints and weighs every table.

docs/running/sizing.md reckons with what this prints.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.scratch import scratch_database
from tools.processes import ROOT, manage

TABLES = """
SELECT relname, reltuples::bigint, pg_relation_size(c.oid), coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0), pg_indexes_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r' ORDER BY pg_total_relation_size(c.oid) DESC
"""
LEAST_SHARE = 0.005  # of the whole: what is less is told as one line


def weigh(number: int) -> list[tuple[str, int, int, int, int]]:
    """Fill with so many complaints; the tables with rows, bytes of rows, of long texts beside them, and of indexes; the largest first."""
    import django

    os.environ["MAZALIM_PROFILE"] = "morocco"  # whose bodies the country of the benchmark has
    for command in (("migrate", "--no-input", "-v", "0"), ("load_profile", "morocco")):
        manage(*command, environment=os.environ)
    django.setup()
    import psycopg
    from django.conf import settings
    from django.utils import timezone

    from bench.run.filling import country_of, write_country

    url = settings.DATABASES["default"]
    with tempfile.TemporaryDirectory(prefix="mazalim-sizes-") as name:
        file = Path(name) / "country.jsonl.gz"
        write_country(country_of(timezone.now()), number, file)
        subprocess.run([sys.executable, "manage.py", "import", str(file), "--source", "sizes", "--jobs", "1"], cwd=ROOT, check=True)
    manage("index_search", environment=os.environ)
    with psycopg.connect(host=url["HOST"], user=url["USER"], dbname=url["NAME"], autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        return connection.execute(TABLES).fetchall()


def table(number: int, found: list[tuple[str, int, int, int, int]]) -> str:
    """Markdown: bytes for each complaint, table by table."""
    whole = sum(rows + long + index for _, _, rows, long, index in found)
    lines = [
        "| Table | rows a complaint | bytes a row, long texts with it | bytes a complaint | of these indexes |",
        "|---|---|---|---|---|",
    ]
    rest = 0
    for name, count, rows, long, index in found:
        total = rows + long + index
        if total < whole * LEAST_SHARE or count < number // 100:
            rest += total
            continue
        each = (rows + long) / max(1, count)
        lines.append(f"| `{name}` | {count / number:.2f} | {each:,.0f} | {total / number:,.0f} | {index / number:,.0f} |")
    lines.append(f"| all others | | | {rest / number:,.0f} | |")
    lines.append(f"| **together** | | | **{whole / number:,.0f}** | **{sum(index for *_, index in found) / number:,.0f}** |")
    return "\n".join(lines)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with scratch_database(is_postgresql=True):
        print(table(wanted, weigh(wanted)))
