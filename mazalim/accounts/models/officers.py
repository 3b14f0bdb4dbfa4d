"""Officers and the roles they hold. Citizens have no account."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from mazalim.directory.models import Desk, PublicBody


class OfficerManager(BaseUserManager["Officer"]):
    """Makes officers."""

    def get_by_natural_key(self, username: str | None) -> "Officer":
        """E-mail addresses are compared without regard to case."""
        return self.get(email__iexact=username)


class Officer(AbstractBaseUser):
    """Somebody who signs in: case officer, counter officer, supervisor, central officer, auditor or administrator."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=5, default="en")
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False)  # a public body's own system: acts by key alone, nobody signs in to it
    joined_at = models.DateTimeField()

    objects: ClassVar[OfficerManager] = OfficerManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """No permission tables: what an officer may do comes from roles and from the lifecycle."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """See has_perm."""
        return False


class Role(models.TextChoices):
    """What an account may be. An account holds the administrator's role or case roles, never both."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    CENTRAL_OFFICER = "central_officer"
    COUNTER_OFFICER = "counter_officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Grant(models.Model):
    """One role of one account: an officer's at a desk, a supervisor's over a body, the others everywhere."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="grants")
    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, null=True, related_name="grants")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="grant_has_the_scope_of_its_role",
                condition=Q(role="officer", desk__isnull=False, body=None)
                | Q(role="supervisor", desk=None, body__isnull=False)
                | Q(role__in=["central_officer", "counter_officer", "auditor", "administrator"], desk=None, body=None),
            ),
            models.UniqueConstraint(fields=["officer", "desk"], condition=Q(ended_at=None, role="officer"), name="grant_once_a_desk"),
            models.UniqueConstraint(fields=["officer", "body"], condition=Q(ended_at=None, role="supervisor"), name="grant_once_a_body"),
            models.UniqueConstraint(
                fields=["officer", "role"], condition=Q(ended_at=None, desk=None, body=None), name="grant_once_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} {self.role}"


class Absence(models.Model):
    """Days on which an officer is away, with the colleague who stands in for them, if there is one."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="absences")
    first_day = models.DateField()
    last_day = models.DateField()
    deputy = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")
    entered_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)  # it does not count any more

    class Meta:
        indexes: ClassVar = [models.Index(fields=["officer", "last_day"], name="absence_of_officer", condition=Q(taken_back_at=None))]
        constraints: ClassVar = [
            models.CheckConstraint(name="absence_ends_after_it_begins", condition=Q(last_day__gte=models.F("first_day"))),
            models.CheckConstraint(name="absence_has_another_deputy", condition=Q(deputy=None) | ~Q(deputy=models.F("officer"))),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.first_day} {self.last_day}"


class ServiceKey(models.Model):
    """A secret by which a public body's own system acts as its account. The secret itself is shown once and never kept."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="service_keys")
    name = models.CharField(max_length=120)
    key_hash = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
