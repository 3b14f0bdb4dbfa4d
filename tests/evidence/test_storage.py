"""Where sealed bytes rest: a folder and a bucket behave alike, and neither learns what it keeps."""

import io
import os
from pathlib import Path

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from moto.server import ThreadedMotoServer

from config.env import Environment
from mazalim.common.crypto import CannotUnseal
from mazalim.evidence.actions import CannotKeep, destroy, store
from mazalim.evidence.actions.objects import put
from mazalim.evidence.models import StoredFile
from mazalim.evidence.queries import contents_of, name_of, reading_of
from mazalim.evidence.sealing import BLOCK_BYTES, sealed_size
from mazalim.work.models import Job
from mazalim.worker.loop import work_all
from tests.evidence.samples import picture
from tests.factories import NOON

pytestmark = pytest.mark.django_db
URL = "s3://the-key:the%2Fsecret@127.0.0.1:{port}/complaints?tls=0"


@pytest.fixture(scope="module")
def server():
    """A real S3 server on this machine."""
    running = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    yield running
    running.stop()


def use(settings, url: str) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": Environment({"S": url}).storage("S", Path())}
    storages._storages.clear()
    default_storage._wrapped = storages["default"]


@pytest.fixture
def bucket(server, settings):
    """The bucket, as its owner sees it."""
    _, port = server.get_host_and_port()
    url = f"http://127.0.0.1:{port}"
    client = boto3.client("s3", endpoint_url=url, aws_access_key_id="k", aws_secret_access_key="s", region_name="us-east-1")
    client.create_bucket(Bucket="complaints")
    before = default_storage._wrapped
    use(settings, URL.format(port=port))
    yield client
    for one in objects(client):
        client.delete_object(Bucket="complaints", Key=one)
    default_storage._wrapped = before
    storages._storages.clear()


@pytest.fixture
def no_answer(settings):
    """A bucket at whose address nobody answers."""
    before = default_storage._wrapped
    use(settings, URL.format(port=9))
    yield
    default_storage._wrapped = before
    storages._storages.clear()


def objects(client) -> list[str]:
    return [one["Key"] for one in client.list_objects_v2(Bucket="complaints").get("Contents", [])]


def send(name: str, contents: bytes) -> StoredFile:
    return store(name=name, file=io.BytesIO(contents), most_bytes=20_000_000, at=NOON)


@pytest.mark.parametrize("size", [1, BLOCK_BYTES, 3 * BLOCK_BYTES + 7, 11_000_000])
def test_a_file_comes_back_from_the_bucket_as_it_was_sent(bucket, size):
    contents = (b"a canary " * (size // 9 + 1))[:size]
    file = send("canary name.txt", contents)
    assert b"".join(reading_of(file).blocks) == contents
    assert name_of(file) == "canary name.txt"
    kept = bucket.get_object(Bucket="complaints", Key=file.path)
    assert kept["ContentLength"] == sealed_size(size)
    assert kept["ContentType"] == "application/octet-stream"
    assert kept["Metadata"] == {}


def test_the_bucket_learns_neither_name_nor_kind_nor_digest(bucket):
    first, second = send("canary.png", picture()), send("canary.png", picture())
    keys = objects(bucket)
    assert len(keys) == 6  # the original, the copy and the small one of each
    assert sorted(key[3:35] for key in keys) == sorted([first.id.hex, second.id.hex] * 3)
    bodies = [bucket.get_object(Bucket="complaints", Key=key)["Body"].read() for key in keys]
    assert len(set(bodies)) == 6
    assert not any(b"canary" in body or b"PNG" in body for body in bodies)


def test_an_object_that_somebody_changes_or_lays_in_the_place_of_another_is_never_served_as_genuine(bucket):
    first, second = send("a.txt", b"a" * 100_000), send("b.txt", b"b" * 100_000)
    body = bucket.get_object(Bucket="complaints", Key=second.path)["Body"].read()
    for harm in (body, b"", body[:-1]):
        bucket.put_object(Bucket="complaints", Key=first.path, Body=harm)
        with pytest.raises(CannotUnseal):
            list(contents_of(first))


def test_neither_the_original_nor_the_small_picture_can_be_laid_in_the_place_of_the_copy(bucket):
    file = send("photo.png", picture())
    for key in (file.path, file.thumbnail_path):
        body = bucket.get_object(Bucket="complaints", Key=key)["Body"].read()
        bucket.put_object(Bucket="complaints", Key=file.copy_path, Body=body)
        with pytest.raises(CannotUnseal):
            list(reading_of(file).blocks)


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_file_is_gone_from_the_bucket_with_its_copies(bucket):
    file = send("photo.png", picture())
    assert len(objects(bucket)) == 3
    destroy(file=file)
    assert objects(bucket) == []


@pytest.mark.django_db(transaction=True)
def test_what_the_bucket_will_not_delete_now_is_deleted_when_it_answers_again(bucket, server, settings):
    file = send("photo.png", picture())
    use(settings, URL.format(port=9))
    destroy(file=file)
    assert not StoredFile.objects.exists()
    assert Job.objects.filter(name="evidence.take_away", done_at=None).exists()
    use(settings, URL.format(port=server.get_host_and_port()[1]))
    work_all(at=NOON)
    assert objects(bucket) == []


def test_a_bucket_that_does_not_answer_is_said_at_once_and_leaves_no_row(no_answer):
    with pytest.raises(CannotKeep):
        send("a.txt", b"words")
    assert not StoredFile.objects.exists()


def test_a_bucket_that_refuses_is_said_too(bucket):
    bucket.delete_bucket(Bucket="complaints")
    with pytest.raises(CannotKeep):
        send("a.txt", b"words")
    bucket.create_bucket(Bucket="complaints")


def test_what_was_kept_short_is_not_taken(tmp_path):
    with pytest.raises(CannotKeep):
        put("aa/short", io.BytesIO(b"words"), size=6, key=os.urandom(32), place="somewhere")
    assert not default_storage.exists("aa/short")


def test_the_folder_keeps_a_file_whole_or_not_at_all_and_for_its_owner_alone():
    class Breaks(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("The disk is full.")

    with pytest.raises(OSError, match="full"):
        default_storage.save("zz/broken", Breaks(b""))
    folder = Path(default_storage.path("zz"))
    assert list(folder.iterdir()) == []
    kept = Path(default_storage.path(default_storage.save("zz/whole", ContentFile(b"words"))))
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.unlink()


@pytest.mark.parametrize("name", ["../up", "/etc/passwd", "aa/../../up"])
def test_no_name_leads_out_of_the_folder(name):
    with pytest.raises(Exception, match=r"(?i)detected|outside|denied"):
        default_storage.save(name, ContentFile(b"words"))


@pytest.mark.parametrize(
    "url", ["http://host/bucket", "s3://host", "s3://host/a/b", "s3://k:s@host:port/bucket", "s3://host/bucket?acl=public", "s3:///b"]
)
def test_a_wrong_address_of_the_storage_stops_the_start_with_a_sentence(url):
    with pytest.raises(ImproperlyConfigured, match="S must be of the form"):
        Environment({"S": url}).storage("S", Path())


def test_the_address_of_the_storage_is_read_part_by_part():
    options = Environment({"S": "s3://key:a%2Fb@objects.example:9000/files?region=eu-1"}).storage("S", Path())["OPTIONS"]
    assert options == {
        "access_key": "key",
        "secret_key": "a/b",
        "bucket_name": "files",
        "endpoint_url": "https://objects.example:9000",
        "region_name": "eu-1",
        "use_ssl": True,
    }
