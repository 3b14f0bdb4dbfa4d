"""What a profile puts into the database: versions of the policy, public holidays, questions and answers, long texts; and banners."""

from typing import ClassVar

from django.db import models


class PolicyVersion(models.Model):
    """The rules from a day on. A complaint lives by the rules of its lodging day, so a version is never edited."""

    profile = models.CharField(max_length=40)
    valid_from = models.DateField(unique=True)
    policy = models.JSONField()
    loaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-valid_from"]

    def __str__(self) -> str:
        return f"{self.profile} from {self.valid_from}"


class Holiday(models.Model):
    """A public holiday. Islamic dates are estimates until the moon is seen; administrators correct them."""

    date = models.DateField(unique=True)
    names = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["date"]

    def __str__(self) -> str:
        return str(self.date)


class QuestionAndAnswer(models.Model):
    """One question that citizens ask, with its answer, in the languages of the profile."""

    code = models.SlugField(unique=True)
    theme = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)
    question = models.JSONField()
    answer = models.JSONField()
    search_text = models.TextField()  # normalised words of all languages

    class Meta:
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.code


class PageText(models.Model):
    """The long text of one public page: {"title": names, "lede": names, "sections": [{"heading": names, "text": names}]}."""

    code = models.SlugField(unique=True)
    content = models.JSONField()

    def __str__(self) -> str:
        return self.code


class Banner(models.Model):
    """A line on top of the public pages for some days."""

    class Kind(models.TextChoices):
        """How it looks."""

        INFORMATION = "information"
        WARNING = "warning"

    kind = models.CharField(max_length=12, choices=Kind.choices)
    texts = models.JSONField()
    first_date = models.DateField()
    last_date = models.DateField()

    class Meta:
        ordering: ClassVar = ["-first_date", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(last_date__gte=models.F("first_date")), name="banner_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.first_date}"
