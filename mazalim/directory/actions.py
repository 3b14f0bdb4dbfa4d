"""Load bodies, desks, categories and places of a profile. Loading again changes names and adds; it never deletes what cases point to."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from mazalim.directory.models import Category, Desk, Place, PublicBody
from mazalim.directory.queries import forget_directory

LANGUAGES = ("en", "fr", "ar", "ckb")
ANY = "any"  # categories of this sector belong to every body that accepts complaints


class WrongDirectory(Exception):
    """A row of the profile points to something that is not there."""


def _names(row: Mapping[str, str]) -> dict[str, str]:
    return {language: row[f"name_{language}"].strip() for language in LANGUAGES if row.get(f"name_{language}", "").strip()}


@transaction.atomic
def load_categories(*, categories: Iterable[Mapping[str, Any]]) -> int:
    """Write the categories; those that the profile names no more are closed, not deleted. Returns how many there are."""
    codes = []
    for order, row in enumerate(categories):
        Category.objects.update_or_create(
            code=row["code"],
            defaults={
                "sector": row["sector"],
                "order": order,
                "names": row["name"],
                "hints": row.get("hint", {}),
                "keywords": row.get("keywords", {}),
                "questions": row.get("question", []),
                "response_days": row["response_days"],
                "response_unit": row["response_unit"],
                "is_active": True,
            },
        )
        codes.append(row["code"])
    Category.objects.exclude(code__in=codes).update(is_active=False)
    return len(codes)


@transaction.atomic
def load_bodies(*, rows: Iterable[Mapping[str, str]]) -> int:
    """Write the tree of bodies, parents before children, and give each the categories of its sectors. Returns how many bodies."""
    known = {body.code: body for body in PublicBody.objects.all()}
    categories: dict[str, list[int]] = {}
    for category in Category.objects.filter(is_active=True):
        categories.setdefault(category.sector, []).append(category.pk)
    links = []
    through = PublicBody.categories.through
    total = 0
    for row in rows:
        sectors = [sector for sector in row["sector"].split(";") if sector]
        fields = {
            "kind": row["kind"],
            "sectors": sectors,
            "names": _names(row),
            "accepts_complaints": row["accepts"] == "yes",
        }
        if not fields["names"]:
            raise WrongDirectory(f"The body {row['code']} has no name.")
        if row["parent"] and row["parent"] not in known:
            raise WrongDirectory(f"The body {row['code']} names a parent, {row['parent']}, that does not come before it.")
        body = known.get(row["code"])
        if body is not None and body.ended_at is not None:
            continue  # closed since: the profile does not open it again
        if body is not None:
            PublicBody.objects.filter(pk=body.pk).update(**fields)
        elif row["parent"]:
            # treebeard reckons the next path from the parent as it stands in memory, so the parent is kept and reused
            body = PublicBody.objects.add_child(known[row["parent"]], create_kwargs={"code": row["code"], **fields})
        else:
            body = PublicBody.objects.add_root(create_kwargs={"code": row["code"], **fields})
        known[row["code"]] = body
        total += 1
        if fields["accepts_complaints"]:
            own = {pk for sector in (*sectors, ANY) for pk in categories.get(sector, [])}
            links += [through(publicbody_id=body.pk, category_id=pk) for pk in sorted(own)]
    through.objects.all().delete()
    through.objects.bulk_create(links, batch_size=2000)
    forget_directory()
    return total


@transaction.atomic
def load_desks(*, rows: Iterable[Mapping[str, str]], general_names: Mapping[str, str]) -> int:
    """Write the desks that the profile lists and one general desk for every other accepting body. Returns how many desks there are."""
    bodies = {body.code: body.pk for body in PublicBody.objects.all()}
    category_pks = dict(Category.objects.values_list("code", "pk"))
    for row in rows:
        if row["body"] not in bodies:
            raise WrongDirectory(f"The desk {row['code']} names a body, {row['body']}, that is not there.")
        desk, _ = Desk.objects.update_or_create(
            code=row["code"], defaults={"body_id": bodies[row["body"]], "kind": row["kind"], "names": _names(row), "is_active": True}
        )
        desk.categories.set([category_pks[code] for code in row["categories"].split(";") if code in category_pks])
    served = set(Desk.objects.filter(kind__in=[Desk.Kind.GENERAL, Desk.Kind.CENTRAL]).values_list("body_id", flat=True))
    missing = PublicBody.objects.filter(accepts_complaints=True).exclude(pk__in=served)
    Desk.objects.bulk_create(
        [Desk(code=f"{body.code}-general", body=body, kind=Desk.Kind.GENERAL, names=dict(general_names)) for body in missing],
        batch_size=500,
    )
    if not Desk.objects.filter(kind=Desk.Kind.CENTRAL).exists():
        raise WrongDirectory("The profile has no central desk.")
    return Desk.objects.count()


@transaction.atomic
def load_places(*, rows: Iterable[Mapping[str, str]]) -> int:
    """Write the places, parents before children; returns how many."""
    known = {place.code: place for place in Place.objects.all()}
    total = 0
    for row in rows:
        total += 1
        place = known.get(row["code"]) or Place(code=row["code"])
        place.level, place.names = row["level"], _names(row)
        if row["parent"]:
            if row["parent"] not in known:
                raise WrongDirectory(f"The place {row['code']} names a parent, {row['parent']}, that does not come before it.")
            place.parent = known[row["parent"]]
        place.save()
        known[row["code"]] = place
    forget_directory()
    return total
