"""A bucket that speaks S3. Loaded only where one is configured: its client weighs as much as the rest of a process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

Answer = TypeVar("Answer")
PART_BYTES = 5 * 1024 * 1024  # the least that S3 takes as a part of a larger upload


class StorageDown(OSError):
    """The storage does not answer, or refused what it was asked."""


@contextmanager
def _speaking() -> Iterator[None]:
    """One sort of fault for whatever goes wrong between here and the bucket."""
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError("The storage has no such object.") from error
        raise StorageDown(f"The storage refused ({error.response.get('Error', {}).get('Code', 'unknown')}).") from error
    except (BotoCoreError, Boto3Error) as error:
        raise StorageDown(f"The storage does not answer ({type(error).__name__}).") from error


def _plainly(method: Callable[..., Answer]) -> Callable[..., Answer]:
    @wraps(method)
    def plain(*args: Any, **kwargs: Any) -> Answer:
        with _speaking():
            return method(*args, **kwargs)

    return plain


class _Upload:
    """Blocks as the transfer wants to read them."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self.blocks, self.rest = blocks, b""

    def read(self, size: int = -1) -> bytes:
        """Up to `size` bytes; everything that is left for -1."""
        pieces, have = [self.rest], len(self.rest)
        while size < 0 or have < size:
            block = next(self.blocks, b"")
            if not block:
                break
            pieces.append(block)
            have += len(block)
        whole = b"".join(pieces)
        taken = whole if size < 0 else whole[:size]
        self.rest = whole[len(taken) :]
        return taken


class _Download(File[bytes]):
    """An object read as it comes over the line."""

    def __init__(self, body: Any, name: str) -> None:
        super().__init__(None, name)
        self.body = body

    def read(self, num_bytes: int | None = None) -> bytes:
        """Exactly `num_bytes`, fewer only at the end: what unseals block by block relies on it."""
        pieces, missing = [], num_bytes
        with _speaking():
            while missing is None or missing > 0:
                piece = self.body.read(missing)
                if not piece:
                    break
                pieces.append(piece)
                missing = None if missing is None else missing - len(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Give the line back."""
        self.body.close()


class SealedBucket(S3Storage):
    """A bucket. Uploads and downloads are streamed, five megabytes at a time; nobody but the credentials' owner may read an object."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.transfer_config = TransferConfig(use_threads=False, multipart_threshold=PART_BYTES, multipart_chunksize=PART_BYTES)

    def get_default_settings(self) -> dict[str, Any]:
        """Short waits: somebody sits before the page."""
        waits = Config(
            connect_timeout=4, read_timeout=20, retries={"total_max_attempts": 2, "mode": "standard"}, s3={"addressing_style": "path"}
        )
        return dict(super().get_default_settings()) | {"client_config": waits, "querystring_auth": True, "file_overwrite": True}

    @_plainly
    def _save(self, name: str, content: File[Any]) -> str:
        upload = _Upload(iter(content.chunks()))
        self.bucket.Object(name).upload_fileobj(upload, ExtraArgs={"ContentType": "application/octet-stream"}, Config=self.transfer_config)
        return name

    @_plainly
    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return _Download(self.bucket.Object(name).get()["Body"], name)

    @_plainly
    def delete(self, name: str) -> None:
        """Delete an object; no fault where it is gone already."""
        self.bucket.Object(name).delete()

    @_plainly
    def size(self, name: str) -> int:
        """In bytes, as the bucket says."""
        return int(self.bucket.Object(name).content_length)

    def exists(self, name: str) -> bool:
        """Whether the bucket has it."""
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True
