"""The cover of the case file. Everything on it can be worked out again from the entries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from mazalim.accounts.models import Officer
from mazalim.complaints.terms import Terms
from mazalim.directory.models import Category, Desk, Place, PublicBody


class Kind(models.TextChoices):
    """What a citizen lodges."""

    COMPLAINT = "complaint", pgettext_lazy("kind", "Complaint")
    SUGGESTION = "suggestion", pgettext_lazy("kind", "Suggestion")
    REMARK = "remark", pgettext_lazy("kind", "Remark")
    PRAISE = "praise", pgettext_lazy("kind", "Praise")


class State(models.TextChoices):
    """Where a complaint stands."""

    SCREENING = "screening", pgettext_lazy("state", "Screening")
    WITH_BODY = "with_body", pgettext_lazy("state", "With the public body")
    IN_PROGRESS = "in_progress", pgettext_lazy("state", "In progress")
    AWAITING_COMPLAINANT = "awaiting_complainant", pgettext_lazy("state", "Waiting for the complainant")
    AWAITING_APPROVAL = "awaiting_approval", pgettext_lazy("state", "Waiting for approval")
    ANSWERED = "answered", pgettext_lazy("state", "Answered")
    CLOSED = "closed", pgettext_lazy("state", "Closed")
    INADMISSIBLE = "inadmissible", pgettext_lazy("state", "Not admissible")
    WITHDRAWN = "withdrawn", pgettext_lazy("state", "Withdrawn")
    UNDER_APPEAL = "under_appeal", pgettext_lazy("state", "Under appeal")


OPEN_STATES = (
    State.SCREENING,
    State.WITH_BODY,
    State.IN_PROGRESS,
    State.AWAITING_COMPLAINANT,
    State.AWAITING_APPROVAL,
    State.UNDER_APPEAL,
)


_IS_OPEN = Q(state__in=[state.value for state in OPEN_STATES])
_IS_MOVED_UP = Q(opened_to_body__isnull=False)

# In these a body has the complaint and owes a reply.
_SILENT_STATES = (State.WITH_BODY, State.IN_PROGRESS, State.AWAITING_COMPLAINANT, State.AWAITING_APPROVAL)


class Outcome(models.TextChoices):
    """How a point, and from its points a round, ended."""

    UPHELD = "upheld", pgettext_lazy("outcome", "Upheld")
    PARTLY_UPHELD = "partly_upheld", pgettext_lazy("outcome", "Partly upheld")
    NOT_UPHELD = "not_upheld", pgettext_lazy("outcome", "Not upheld")
    NOT_COMPETENT = "not_competent", pgettext_lazy("outcome", "Not competent")
    WITHDRAWN = "withdrawn", pgettext_lazy("outcome", "Withdrawn")
    NO_ANSWER = "no_answer", pgettext_lazy("outcome", "No answer from the complainant")


class AppealDecision(models.TextChoices):
    """What the desk above decided on an appeal."""

    ALLOWED = "allowed", pgettext_lazy("appeal", "Allowed")
    PARTLY_ALLOWED = "partly_allowed", pgettext_lazy("appeal", "Partly allowed")
    DISMISSED = "dismissed", pgettext_lazy("appeal", "Dismissed")
    SENT_BACK = "sent_back", pgettext_lazy("appeal", "Sent back")


class ClosedAs(models.TextChoices):
    """Whether the complainant said so or merely kept silent: never counted alike."""

    CONFIRMED = "confirmed", pgettext_lazy("closed as", "Confirmed by the complainant")
    UNCONFIRMED = "unconfirmed", pgettext_lazy("closed as", "Closed after silence")


class IdentityMode(models.TextChoices):
    """How the complainant wants to be known."""

    NAMED = "named", pgettext_lazy("identity", "Named")
    CONFIDENTIAL = "confidential", pgettext_lazy("identity", "Confidential")


class PauseContest(models.TextChoices):
    """What became of a complainant's doubt whether a question is a reason to stop the clock."""

    OPEN = "open"
    UPHELD = "upheld"


class OfficialFound(models.TextChoices):
    """What was found out about who is accused."""

    MATCHED = "matched", pgettext_lazy("official", "An officer of this service")
    NOT_AN_OFFICER = "not_an_officer", pgettext_lazy("official", "Nobody who works with this service")
    DOES_NOT_EXIST = "does_not_exist", pgettext_lazy("official", "There is no such official")


class CaseNumber(models.Model):
    """Gives out case numbers: the database's own sequence, gaps allowed."""

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return str(self.pk)


class Complaint(models.Model):
    """What a citizen lodged and a public body must answer."""

    case_number = models.CharField(max_length=16, unique=True)
    code_hash = models.BinaryField(unique=True)
    code_hint = models.CharField(max_length=2)  # the last two signs of the code, for notices
    complainant_ref = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    identity_mode = models.CharField(max_length=12, choices=IdentityMode.choices)
    language = models.CharField(max_length=5)
    channel = models.CharField(max_length=12)  # web, api, counter, phone, letter
    subject = models.CharField(max_length=200)
    happened_on = models.DateField(null=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, db_index=False)
    accuses_official = models.BooleanField(default=False)
    terms_of_lodging = models.JSONField()  # the rules of the lodging day
    lodged_at = models.DateTimeField()

    state = models.CharField(max_length=20, choices=State.choices)
    body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, related_name="complaints", db_index=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="complaints", db_index=False)
    appeal_desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="appeals")
    is_guarded = models.BooleanField(default=False)  # on an integrity desk: nobody outside that desk reads it
    # The desk above that gives the second person where nobody is left at an integrity desk; its officers read the case too.
    second_desk = models.ForeignKey(Desk, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    official_found = models.CharField(max_length=16, choices=OfficialFound.choices, blank=True)  # who the accused is, once somebody ruled
    opened_to_body = models.ForeignKey(PublicBody, on_delete=models.PROTECT, null=True, related_name="escalated", db_index=False)
    is_opened_to_centre = models.BooleanField(default=False)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="cases", db_index=False)
    drafter = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="drafted")
    round = models.PositiveSmallIntegerField(default=1)
    reopened_by_complainant = models.PositiveSmallIntegerField(default=0)
    rated_round = models.PositiveSmallIntegerField(default=0)
    rating = models.PositiveSmallIntegerField(null=True)
    referrals = models.PositiveSmallIntegerField(default=0)
    is_ruled = models.BooleanField(default=False)  # the central desk's ruling binds: no more referrals
    pauses = models.PositiveSmallIntegerField(default=0)
    open_question = models.PositiveIntegerField(default=0)  # number of the entry that the complainant may still answer; 0: none
    pause_contest = models.CharField(max_length=8, choices=PauseContest.choices, blank=True)  # of the pause that this question made
    is_extended = models.BooleanField(default=False)
    is_appealed = models.BooleanField(default=False)
    state_before_appeal = models.CharField(max_length=20, blank=True)
    appeal_decision = models.CharField(max_length=16, choices=AppealDecision.choices, blank=True)
    is_final = models.BooleanField(default=False)  # decided on appeal: no re-opening after it
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined", db_index=False
    )  # answered together with that case
    has_joined = models.BooleanField(default=False)  # another case is, or was, answered together with this one
    steps_done = models.JSONField(default=list)  # escalation steps of this round
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    closed_as = models.CharField(max_length=12, choices=ClosedAs.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    is_held = models.BooleanField(default=False)  # a legal hold: nothing of it is disposed of
    identity_disposed_at = models.DateTimeField(null=True)
    texts_disposed_at = models.DateTimeField(null=True)
    enclosures_disposed_at = models.DateTimeField(null=True)

    due_at = models.DateTimeField(null=True)  # the decision clock
    next_duty_at = models.DateTimeField(null=True)  # the earliest running clock; sorts officers' lists
    next_step_at = models.DateTimeField(null=True)  # drives the sweep
    is_paused = models.BooleanField(default=False)
    paused_days = models.PositiveSmallIntegerField(default=0)  # calendar days that pauses of this round have taken
    last_entry_at = models.DateTimeField()
    entry_count = models.PositiveIntegerField(default=0)
    head_digest = models.BinaryField(default=bytes)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        # Each is there for a query: mazalim/keeping/postgresql/indexes.toml names it. Foreign keys to places of which a case has one are found by these too.
        indexes: ClassVar = [
            models.Index(fields=["desk", "next_duty_at", "id", "state", "round", "officer"], name="case_open_at_desk", condition=_IS_OPEN),
            models.Index(
                fields=["body", "next_duty_at", "id", "state", "round", "officer", "is_guarded", "opened_to_body"],
                name="case_open_at_body",
                condition=_IS_OPEN,
            ),
            models.Index(fields=["desk", "-lodged_at", "-id"], name="case_newest_at_desk"),
            models.Index(fields=["body", "-lodged_at", "-id"], name="case_newest_at_body"),
            models.Index(fields=["desk", "state", "-lodged_at", "-id"], name="case_in_state_at_desk", condition=~Q(state="closed")),
            models.Index(fields=["body", "state", "-lodged_at", "-id"], name="case_in_state_at_body", condition=~Q(state="closed")),
            models.Index(fields=["desk", "category", "-lodged_at", "-id"], name="case_of_category_at_desk"),
            models.Index(fields=["officer", "-lodged_at", "-id"], name="case_newest_of_officer", condition=Q(officer__isnull=False)),
            models.Index(fields=["desk", "last_entry_at", "id"], name="case_changed_at_desk"),
            models.Index(fields=["officer", "next_duty_at", "id"], name="case_open_of_officer", condition=_IS_OPEN),
            models.Index(fields=["appeal_desk", "next_duty_at", "id"], name="case_under_appeal_at_desk", condition=Q(state="under_appeal")),
            models.Index(fields=["opened_to_body", "next_duty_at", "id"], name="case_open_moved_up", condition=_IS_OPEN & _IS_MOVED_UP),
            models.Index(fields=["opened_to_body", "-lodged_at", "-id"], name="case_newest_moved_up", condition=_IS_MOVED_UP),
            models.Index(fields=["next_duty_at", "id"], name="case_open_at_centre", condition=_IS_OPEN & Q(is_opened_to_centre=True)),
            models.Index(fields=["-lodged_at", "-id"], name="case_newest_at_centre", condition=Q(is_opened_to_centre=True)),
            models.Index(fields=["second_desk"], name="case_of_second_desk", condition=Q(second_desk__isnull=False)),
            models.Index(fields=["joined_to"], name="case_joined_to", condition=Q(joined_to__isnull=False)),
            models.Index(fields=["body", "-answered_at", "-id"], name="case_answered_at_body", condition=Q(answered_at__isnull=False)),
            models.Index(fields=["next_step_at", "id"], name="case_next_step", condition=Q(next_step_at__isnull=False)),
            models.Index(fields=["lodged_at", "id"], name="case_in_screening", condition=Q(state="screening")),
            models.Index(
                fields=["closed_at", "id"],
                name="case_to_dispose",
                condition=Q(closed_at__isnull=False)
                & (Q(identity_disposed_at=None) | Q(texts_disposed_at=None) | Q(enclosures_disposed_at=None)),
            ),
            models.Index(fields=["place", "category", "lodged_at"], name="case_at_place", condition=Q(place__isnull=False)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="case_rating_one_to_five", condition=Q(rating=None) | Q(rating__range=(1, 5))),
            models.CheckConstraint(name="case_known_state", condition=Q(state__in=[s.value for s in State])),
            models.CheckConstraint(
                name="case_closed_says_how", condition=~Q(state="closed") | Q(closed_as__in=["confirmed", "unconfirmed"])
            ),
        ]

    def __str__(self) -> str:
        return self.case_number

    # Django's own look through all choices, and translate each, for every row of a list.
    def get_state_display(self) -> str:  # type: ignore[no-redef]
        """The state in words."""
        return str(State(self.state).label)

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """The kind in words."""
        return str(Kind(self.kind).label)

    def get_outcome_display(self) -> str:  # type: ignore[no-redef]
        """The outcome in words; empty before there is one."""
        return str(Outcome(self.outcome).label) if self.outcome else ""

    def get_appeal_decision_display(self) -> str:  # type: ignore[no-redef]
        """The decision on an appeal in words; empty before there is one."""
        return str(AppealDecision(self.appeal_decision).label) if self.appeal_decision else ""

    @property
    def terms(self) -> Terms:
        """The rules of the lodging day. Guards and effects ask many times while one move is made, so they are read once."""
        raw, read = self.__dict__.get("_terms", (None, None))
        if raw is not self.terms_of_lodging or read is None:
            read = Terms.read(self.terms_of_lodging)
            self.__dict__["_terms"] = (self.terms_of_lodging, read)
        return read

    @property
    def is_open(self) -> bool:
        """Somebody still owes an answer."""
        return self.state in OPEN_STATES

    @property
    def is_short_lane(self) -> bool:
        """Suggestions, remarks and praise: no penalty for lateness."""
        return self.kind != Kind.COMPLAINT

    @property
    def owes_reply_under_appeal(self) -> bool:
        """The appeal is for silence and a body has still not replied: it may do so until the appeal is decided."""
        return self.state == State.UNDER_APPEAL and self.state_before_appeal in _SILENT_STATES

    @property
    def is_disposed(self) -> bool:
        """Whether its words are gone for good."""
        return self.texts_disposed_at is not None

    @property
    def pseudonym(self) -> int:
        """Four digits by which the desk calls the complainant; tells nothing, and is the same on every page."""
        return 1000 + self.complainant_ref.int % 9000
