"""Public bodies (a tree), their desks, the categories of complaints, and places."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from treebeard.mp_tree import MP_Node


class Category(models.Model):
    """What a complaint is about; decides the desk, the questions and the response time."""

    code = models.SlugField(unique=True)
    sector = models.CharField(max_length=40, db_index=True)
    order = models.PositiveSmallIntegerField(default=0)
    names = models.JSONField()
    hints = models.JSONField(default=dict)
    keywords = models.JSONField(default=dict)  # language -> words that complainants use
    questions = models.JSONField(default=list)  # [{"code", "kind", "required", "label", "hint", "choices"}]
    response_days = models.PositiveSmallIntegerField()
    response_unit = models.CharField(max_length=8, choices=[("working", "working"), ("calendar", "calendar")])
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.code


class PublicBody(MP_Node):
    """A ministry, agency or municipality that must answer."""

    code = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=40)
    sectors = models.JSONField(default=list)
    names = models.JSONField()
    accepts_complaints = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    ended_at = models.DateTimeField(null=True)  # when it was closed or merged into its successor
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="predecessors")
    categories = models.ManyToManyField(Category, related_name="bodies")

    node_order_by: ClassVar[list[str]] = []

    class Meta:
        verbose_name_plural = "public bodies"

    def __str__(self) -> str:
        return self.code


class Desk(models.Model):
    """The unit inside a body that receives its complaints."""

    class Kind(models.TextChoices):
        """What a desk is there for."""

        GENERAL = "general"
        SPECIAL = "special"  # takes the categories that it lists
        INTEGRITY = "integrity"  # takes complaints against an individual
        CENTRAL = "central"  # the national desk
        AUDIT = "audit"  # takes what concerns the central desk itself

    code = models.CharField(max_length=60, unique=True)
    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="desks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    names = models.JSONField()
    categories = models.ManyToManyField(Category, related_name="desks", blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="central"), name="desk_one_central_desk"),
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="audit"), name="desk_one_audit_desk"),
            models.UniqueConstraint(
                fields=["body", "kind"], condition=Q(kind__in=["general", "integrity"]), name="desk_one_of_a_kind_in_a_body"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Place(models.Model):
    """A governorate, district, commune: where something happened."""

    code = models.CharField(max_length=20, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    level = models.CharField(max_length=20)
    names = models.JSONField()

    class Meta:
        ordering: ClassVar = ["code"]

    def __str__(self) -> str:
        return self.code
