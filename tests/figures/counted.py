"""The rows as plain dictionaries, so that two ways of counting can be compared."""

from collections import Counter

from mazalim.figures.models import NOW, Figure, Total, Watermark


def edition() -> int:
    return Watermark.objects.get().edition


def rows() -> dict[tuple, int]:
    """Every figure in use, by everything that tells it apart."""
    names = [name for name in Figure.KEY if name != "edition"]
    return {tuple(row[:-1]): row[-1] for row in Figure.objects.filter(edition=edition()).values_list(*names, "count")}


def totals() -> dict[tuple, int]:
    """Every total in use."""
    names = [name for name in Total.KEY if name != "edition"]
    return {tuple(row[:-1]): row[-1] for row in Total.objects.filter(edition=edition()).values_list(*names, "count")}


def national() -> Counter[str]:
    """How often each measure was counted in the whole country; buckets are written behind a colon."""
    found: Counter[str] = Counter()
    for measure, bucket, count in Total.objects.filter(edition=edition(), body=0, category=0).values_list("measure", "bucket", "count"):
        found[f"{measure}:{bucket}" if measure in {"days", "rating"} else measure] += count
    return found


def of_body(pk: int, *, month: object = None) -> Counter[str]:
    """The same of one body."""
    found: Counter[str] = Counter()
    for measure, bucket, count in Total.objects.filter(edition=edition(), body=pk, category=0).values_list("measure", "bucket", "count"):
        found[f"{measure}:{bucket}" if measure in {"days", "rating"} else measure] += count
    return found


def figures_add_up_to_totals() -> bool:
    """The months hold what the days hold."""
    sums: Counter[tuple] = Counter()
    for row in Figure.objects.filter(edition=edition()):
        month = NOW if row.measure in {"open", "overdue"} else row.day.replace(day=1)
        for body in (0, row.body):
            for category in (0, row.category):
                sums[(month, body, category, row.kind, row.measure, row.bucket)] += row.count
    return {key: count for key, count in sums.items() if count} == totals()
