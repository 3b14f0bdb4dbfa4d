"""A country most of whose cases are copies of imported ones, written by the database itself: ten million are filled in half an hour, and fit 60 GB.

What a page costs depends on how many rows there are and on those that it reads. So the rows are all there: covers, complainants, lines of search,
references; and whatever is open, with one case in twenty besides, is copied whole. Of the other copies the file holds the first entry, the
beginning of its words and twenty words in search. Chains of copies do not verify, and their codes are nobody's: nothing here is for any use but measuring.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from bench.country.texts import COMMON, RARE

SIGNS, WORDS, ONE_WHOLE_IN = 80, 20, 20
IS_WHOLE = "(c.closed_at IS NULL AND c.answered_at IS NULL OR c.id % {one} = 0)"
FROM = {
    "complaints_complaint": "complaints_complaint c",
    "complaints_entry": "complaints_entry e JOIN complaints_complaint c ON c.id = e.complaint_id",
    "complaints_entrytext": "complaints_entrytext w JOIN complaints_entry e ON e.id = w.entry_id JOIN complaints_complaint c ON c.id = e.complaint_id",
    # Made once for each case, not for each copy: OFFSET keeps the planner from putting the two together.
    "complaints_search": "(SELECT s.*, {signs_alone} AS signs FROM complaints_search s OFFSET 0) s JOIN complaints_complaint c ON c.id = s.complaint_id",
    "complainants_complainant": "complainants_complainant p JOIN complaints_complaint c ON c.complainant_ref = p.ref",
    "importing_importedcase": "importing_importedcase i JOIN complaints_complaint c ON c.id = i.complaint_id",
}
ALIAS = dict(zip(FROM, "cewspi", strict=True))
SIGNS_ALONE = "array_to_tsvector(ARRAY(SELECT word FROM unnest(tsvector_to_array(s.index)) word WHERE word ~ '^[@#]'))"
# The words of all models, whole and shortened, in no order that copies have: neighbours on a desk must not all hold the same.
WORDS_APART = (
    "CREATE UNLOGGED TABLE bench_words AS SELECT (row_number() OVER (ORDER BY md5(complaint_id::text)) - 1)::bigint AS place, "
    "own AS whole, array_to_tsvector(ARRAY(SELECT word FROM unnest(tsvector_to_array(own)) WITH ORDINALITY AS one (word, at) "
    "WHERE at <= {words} OR word = ANY ({asked}))) AS fewer FROM (SELECT complaint_id, array_to_tsvector(ARRAY("
    "SELECT word FROM unnest(tsvector_to_array(index)) word WHERE word !~ '^[@#]')) AS own FROM complaints_search OFFSET 0) s"
)
OTHERS_WORDS = (
    "(SELECT CASE WHEN {whole} THEN w.whole ELSE w.fewer END FROM bench_words w WHERE w.place = (c.id * 31 + n * 7919) % {models})"
)
# A copied complaint points at the identity of its model, because only that can be opened; the copied identities make the vault as large as it would be.
OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "complaints_complaint": {
        "id": "{case}",
        "case_number": "split_part(c.case_number, '-', 1) || '-' || lpad({case}::text, greatest(7, length({case}::text)), '0')",
        # Between the beginning of the month and the model, so that the newest cases of a desk are many complaints and not a hundred times one.
        "lodged_at": "c.lodged_at - (c.lodged_at - date_trunc('month', c.lodged_at, 'UTC')) * (n / {times}::float)",
        "code_hash": "sha256(c.code_hash || int8send(n::bigint))",
    },
    "complaints_entry": {"id": "{entry}", "complaint_id": "{case}", "written_in": "{oldest}"},
    "complaints_entrytext": {"entry_id": "{entry}", "text": "CASE WHEN {whole} THEN w.text ELSE left(w.text, {signs}) END"},
    "complaints_search": {"complaint_id": "{case}", "index": "s.signs || {others_words}"},
    "complainants_complainant": {
        "ref": "md5(p.ref::text || n)::uuid",
        **{f"{name}_index": f"sha256(p.{name}_index || int8send(n::bigint))" for name in ("email", "phone", "identity_number")},
    },
    "importing_importedcase": {"complaint_id": "{case}", "reference": "i.reference || '-' || n"},
}
FIRST = "({whole} OR e.number = 1)"
ONLY = {
    "complaints_entry": FIRST,
    "complaints_entrytext": FIRST,
    "complainants_complainant": "c.id <= {last}",
}  # copied cases have the same identity
COUNTED = ("figures_figure", "figures_total")
HASTE = ("fsync", "full_page_writes")  # while copies are written; whatever happens then, the folder is filled anew


def multiply(url: str, times: int) -> None:
    """Make every imported case `times` cases. The figures are multiplied, too: counting copies that are not whole would say something else."""
    with psycopg.connect(url, autocommit=True) as connection:
        words = _words(connection, times)
        for name in HASTE:
            connection.execute(SQL("ALTER SYSTEM SET {} = off").format(Identifier(name)))
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(SQL(WORDS_APART).format(words=Literal(WORDS), asked=Literal([RARE, *COMMON.values()])))
        connection.execute("ALTER TABLE bench_words ADD PRIMARY KEY (place)")
        connection.execute("ANALYZE bench_words")
        made_again = _taken_off(connection)
        try:
            with ThreadPoolExecutor(2) as threads:
                list(threads.map(lambda table: _copy(url, table, words), sorted(FROM, key="complaints_entry".__ne__)))
            for table in COUNTED:
                connection.execute(SQL("UPDATE {} SET count = count * {}").format(Identifier(table), Literal(times)))
            for statements in made_again:
                with ThreadPoolExecutor(2) as threads:
                    list(threads.map(lambda statement: _do(url, statement), statements))
            for table in ("complaints_complaint", "complaints_entry"):
                last = SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}").format(Literal(table), Identifier(table))
                connection.execute(last)
            connection.execute(
                "SELECT setval(pg_get_serial_sequence('complaints_casenumber', 'id'), (SELECT max(id) FROM complaints_complaint) + 1)"
            )
            connection.execute("DROP TABLE bench_words")
        finally:
            connection.execute("ALTER SYSTEM RESET ALL")  # or a kept country would be measured without durable commits
            connection.execute("SELECT pg_reload_conf()")


def _words(connection: psycopg.Connection, times: int) -> Mapping[str, Composable]:
    """What stands for the names in braces. Copies lie in the order of their models, so that what is of one day lies together as it would."""

    def one(query: str) -> Literal:
        row = connection.execute(query.encode()).fetchone()
        return Literal(row[0] if row else 0)

    last_case, last_entry = one("SELECT max(id) FROM complaints_complaint"), one("SELECT max(id) FROM complaints_entry")
    models = one("SELECT count(*) FROM complaints_search")
    more, whole = Literal(times - 1), SQL(IS_WHOLE).format(one=Literal(ONE_WHOLE_IN))
    return {
        "more": more,
        "last": last_case,
        "case": SQL("({} + c.id * {} + n)").format(last_case, more),
        "entry": SQL("({} + e.id * {} + n)").format(last_entry, more),
        # Older than all that figures and seals have passed by: they are not counted twice.
        "oldest": one("SELECT coalesce(min(written_in), 0) FROM complaints_entry"),
        "times": Literal(times),
        "whole": whole,
        "signs_alone": SQL(SIGNS_ALONE),
        "others_words": SQL(OTHERS_WORDS).format(whole=whole, models=models),
        "signs": Literal(SIGNS),
    }


def _copy(url: str, table: str, words: Mapping[str, Composable]) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        found = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum", [table]
        )
        columns = [row[0] for row in found]
        own = SQL(ALIAS[table])
        values = [
            SQL(OTHERWISE[table][name]).format(**words) if name in OTHERWISE[table] else SQL("{}.{}").format(own, Identifier(name))
            for name in columns
        ]
        where = SQL(ONLY.get(table, "true")).format(**words)
        # The number of copies seems to depend on the case, so each row's copies are made before the next row's.
        statement = (
            "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE "
            "SELECT {values} FROM {source}, generate_series(1, {more} + 0 * c.id) n WHERE {where}"
        )
        connection.execute(
            SQL(statement).format(
                table=Identifier(table),
                columns=SQL(", ").join(map(Identifier, columns)),
                values=SQL(", ").join(values),
                source=SQL(FROM[table]).format(**words),
                more=words["more"],
                where=where,
            )
        )


def _taken_off(connection: psycopg.Connection) -> Sequence[Sequence[SQL | Composed]]:
    """Take indexes, keys and references off the tables; the statements that make them again, those that may run beside each other together.

    An index made of all rows at once is sorted once; row by row it is looked up and written row by row.
    """
    tables = list(FROM)
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype = 'f' FROM pg_constraint "
        "WHERE contype IN ('f', 'p', 'u') AND (conrelid::regclass::text = ANY (%s) OR confrelid::regclass::text = ANY (%s)) ORDER BY contype",
        [tables, tables],
    ).fetchall()
    for table, name, _, _ in constraints:
        connection.execute(SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table), Identifier(name)))
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY (%s) ORDER BY tablename", [tables]
    ).fetchall()
    for name, _ in indexes:
        connection.execute(SQL("DROP INDEX {}").format(Identifier(name)))
    keys, references = list[Composed](), list[Composed]()
    for table, name, definition, is_reference in constraints:
        add = SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(Identifier(table), Identifier(name), SQL(definition))
        # The copies refer as their models do; looking at each again would read everything twice.
        (references if is_reference else keys).append(SQL("{} NOT VALID").format(add) if is_reference else add)
    return [SQL(definition) for _, definition in indexes], keys, references


def _do(url: str, statement: SQL | Composed) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET maintenance_work_mem = '2GB'")
        connection.execute(statement)
