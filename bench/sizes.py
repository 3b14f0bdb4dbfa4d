"""How large a country is on the disk: `python -m bench.sizes 10000`. Fills a private PostgreSQL with so many complaints and weighs every table.

docs/running/sizing.md reckons with what this prints.
"""

import sys
import tempfile
from pathlib import Path

import psycopg

from bench.run.filling import country_of, hire, import_country, write_country
from bench.run.installation import Installation, installation, prepare

TABLES = """
SELECT relname, reltuples::bigint, pg_relation_size(c.oid), coalesce(pg_total_relation_size(nullif(reltoastrelid, 0)), 0), pg_indexes_size(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'public' AND relkind = 'r' ORDER BY pg_total_relation_size(c.oid) DESC
"""
LEAST_SHARE = 0.005  # of the whole: what is less is told as one line


def weigh(number: int) -> list[tuple[str, int, int, int, int]]:
    """Fill with so many complaints; the tables with rows, bytes of rows, of long texts beside them, and of indexes; the largest first."""
    with tempfile.TemporaryDirectory(prefix="mazalim-sizes-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # whoever runs PostgreSQL must come through
        with installation(folder / "it", is_sqlite=False, is_kept=False) as made:
            return _filled(made, folder / "country.jsonl.gz", number)


def _filled(made: Installation, file: Path, number: int) -> list[tuple[str, int, int, int, int]]:
    prepare(made)
    from django.utils import timezone

    country = country_of(timezone.now())
    hire(country, timezone.now())
    write_country(country, number, file)
    import_country(made, file)
    with psycopg.connect(made.url, autocommit=True) as connection:
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
    print(table(wanted, weigh(wanted)))
