"""Verification codes, read where they wait to be sent: the benchmark is the citizens' mailbox."""

from collections.abc import Iterable


def newest_job() -> int:
    """The key of the last job."""
    from mazalim.work.models import Job

    return Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def codes_sent(addresses: Iterable[str], *, most: int = 20_000) -> dict[str, str]:
    """The newest code that waits for each address."""
    from mazalim.work.actions import sealed_part
    from mazalim.work.models import Job

    wanted, found = set(addresses), dict[str, str]()
    jobs = Job.objects.filter(name="notices.deliver", done_at=None, payload__kind="verification_code").order_by("-pk")[:most]
    for job in jobs.iterator(chunk_size=500):
        sealed = sealed_part(job)
        if sealed and (address := sealed["address"]) in wanted and address not in found:
            found[address] = sealed["values"]["verification_code"]
            if len(found) == len(wanted):
                break
    return found
