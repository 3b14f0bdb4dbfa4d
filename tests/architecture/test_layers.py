"""What import-linter cannot see of the layers."""

import pytest
from django.apps import apps
from django.db.models import ForeignObject, ManyToManyField

from tests.architecture.house import PRODUCT, expect_none, floor, layers


def packages(folder):
    return {child.name for child in folder.iterdir() if (child / "__init__.py").exists()}


@pytest.mark.parametrize(("contract", "folder"), [("house", PRODUCT), ("journey", PRODUCT / "journey")])
def test_the_contract_names_every_package_and_no_other(contract, folder):
    assert {name for line in layers(contract) for name in line} == packages(folder)


def test_foreign_keys_point_down():
    upward = []
    for model in apps.get_models(include_auto_created=False):
        if not model.__module__.startswith("mazalim."):
            continue
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignObject | ManyToManyField) or field.model is not model:
                continue
            ours, theirs = model._meta.app_config.name, field.related_model._meta.app_config.name
            if theirs.startswith("mazalim.") and theirs != ours and floor(theirs) >= floor(ours):
                upward.append(f"{ours}: {model.__name__}.{field.name} points at {theirs}")
    expect_none(upward)
