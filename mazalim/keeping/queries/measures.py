"""What monitors are told: counts and ages, country-wide, nothing of a person and nothing of a case.

Read from the database when somebody asks, so that the answer is the same whichever process gives it.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Max, Min, Sum
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from mazalim.complaints.models import Complaint, Entry
from mazalim.evidence.models import StoredFile
from mazalim.figures.models import EVERY, Measure, Total, Watermark
from mazalim.proof.models import Seal, SealedEntry
from mazalim.work import shared
from mazalim.work.models import Job, WorkerLife
from mazalim.work.replicas.health import replicas_seen


class Kept(Collector):
    """Everything that stands in the database, at a moment."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def describe(self) -> Iterator[Metric]:
        """Nothing: names are known when somebody asks."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Every measure; about ten queries, none of which grows with the number of complaints."""
        for part in (_outbox, _workers, _complaints, _seals, _files, _beside):
            yield from part(self.at)


def _age(now: datetime, since: datetime | None) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _gauge(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"mazalim_{name}", words, value)


def _outbox(now: datetime) -> Iterator[Metric]:
    waiting = GaugeMetricFamily("mazalim_outbox_waiting", "Jobs that are due or leased, by name", labels=["job"])
    oldest = GaugeMetricFamily("mazalim_outbox_oldest_seconds", "How long the oldest due job has been due, by name", labels=["job"])
    due = Job.objects.filter(done_at=None, dead_at=None, run_at__lte=now)
    for row in due.values("name").annotate(number=Count("pk"), since=Min("run_at")):
        waiting.add_metric([row["name"]], row["number"])
        oldest.add_metric([row["name"]], _age(now, row["since"]))
    later = Job.objects.filter(done_at=None, dead_at=None, run_at__gt=now)
    dead = GaugeMetricFamily("mazalim_outbox_dead", "Dead letters that nobody has looked at, by name", labels=["job"])
    for name, number in Job.objects.filter(dead_at__isnull=False, done_at=None).values_list("name").annotate(Count("pk")):
        dead.add_metric([name], number)
    yield from (waiting, oldest, dead)
    yield _gauge("outbox_later", "Jobs whose next try, or whose time, is still to come", later.count())


def _workers(now: datetime) -> Iterator[Metric]:
    beat = GaugeMetricFamily("mazalim_worker_silent_seconds", "Since when a worker has not said that it lives", labels=["worker"])
    done = CounterMetricFamily("mazalim_jobs_done", "Jobs that a worker has done since it started", labels=["worker"])
    failed = CounterMetricFamily("mazalim_jobs_failed", "Tries of jobs that came to nothing, since the worker started", labels=["worker"])
    lives = list(WorkerLife.objects.all())
    for life in lives:
        beat.add_metric([life.name], _age(now, life.beat_at))
        done.add_metric([life.name], life.done)
        failed.add_metric([life.name], life.failed)
    yield from (beat, done, failed)
    newest = max((life.beat_at for life in lives), default=None)
    yield _gauge(
        "worker_newest_silent_seconds", "The same of the worker heard last; -1 where there is none", _age(now, newest) if newest else -1
    )


def _complaints(now: datetime) -> Iterator[Metric]:
    mark = Watermark.objects.first()
    everywhere = Total.objects.filter(edition=mark.edition if mark else 1, body=EVERY, category=EVERY)
    sums = dict(everywhere.filter(measure__in=TOLD).values_list("measure").annotate(Sum("count")))
    yield CounterMetricFamily(
        "mazalim_complaints_lodged", "Complaints that the figures have counted, in the whole country", sums.get(Measure.RECEIVED, 0)
    )
    yield _gauge("complaints_open", "Complaints that are open now", sums.get(Measure.OPEN, 0))
    yield _gauge("complaints_overdue", "Open complaints past their deadline", sums.get(Measure.OVERDUE, 0))
    last = Entry.objects.aggregate(last=Max("id"))["last"] or 0
    yield _gauge(
        "figures_entries_behind",
        "About how many entries the figures have not counted yet",
        max(0, last - (max(mark.entry, mark.floor) if mark else 0)),
    )
    due = Complaint.objects.filter(next_step_at__lt=now).aggregate(since=Min("next_step_at"))["since"]
    yield _gauge("sweep_lag_seconds", "How long the oldest step of a clock has been due that the sweep has not taken", _age(now, due))


TOLD = (Measure.RECEIVED, Measure.OPEN, Measure.OVERDUE)


def _seals(now: datetime) -> Iterator[Metric]:
    made = Seal.objects.order_by("-number").values_list("made_at", flat=True).first()
    yield _gauge("seal_age_seconds", "How old the newest seal is; -1 where there is none", _age(now, made) if made else -1)
    sealed = SealedEntry.objects.aggregate(last=Max("entry_id"))["last"] or 0
    unsealed = Entry.objects.filter(id__gt=sealed).order_by("id").values_list("at", flat=True).first()
    yield _gauge("unsealed_oldest_seconds", "How long the oldest entry after the last seal has been waiting", _age(now, unsealed))


def _files(now: datetime) -> Iterator[Metric]:
    waiting = StoredFile.objects.filter(state=StoredFile.State.WAITING).aggregate(number=Count("pk"), since=Min("stored_at"))
    yield _gauge("files_waiting", "Files that wait for the scanner, or for their copy", waiting["number"])
    yield _gauge("files_waiting_oldest_seconds", "How long the oldest of them has waited", _age(now, waiting["since"]))


def _beside(now: datetime) -> Iterator[Metric]:
    """What stands beside the database, as this process sees it; nothing of what is not configured."""
    seen = replicas_seen()
    if seen:
        lag = GaugeMetricFamily("mazalim_replica_lag_seconds", "How far a replica may be behind; -1 where nobody knows", labels=["replica"])
        used = GaugeMetricFamily("mazalim_replica_in_use", "1 while pages may read a replica, 0 while it is left out", labels=["replica"])
        for one, moment in seen:
            behind = one.lag(moment)
            lag.add_metric([one.alias], -1 if behind is None or behind == float("inf") else behind)
            used.add_metric([one.alias], one.is_fit(moment))
        yield from (lag, used)
    if shared.is_configured():
        yield _gauge("cache_up", "1 while the shared cache answers, 0 while it does not", shared.answers())
