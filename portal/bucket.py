"""The private storage in a bucket, for `STORAGE_URL`. Django loads it by name, and only where one is set."""

from boto3.s3.transfer import TransferConfig
from storages.backends.s3 import S3Storage

#: Bytes that are sent or fetched at a time: what a file costs the process that answers requests.
PART = 8 * 1024 * 1024


class PrivateBucket(S3Storage):
    """Files that only a view hands out: they have no address."""

    def get_default_settings(self) -> dict:
        return {
            **super().get_default_settings(),
            # One part after the other; with threads ten of them would lie in memory.
            "transfer_config": TransferConfig(use_threads=False, multipart_chunksize=PART),
            # What is read lies on the disk beyond this.
            "max_memory_size": 1024 * 1024,
            # Without a rule of its own an object is its owner's alone; a bucket may refuse to be told any.
            "default_acl": None,
            "file_overwrite": False,
            "signature_version": "s3v4",
        }

    def url(self, name, parameters=None, expire=None, http_method=None) -> str:
        """Raises ValueError always: an address would pass by the permission check."""
        raise ValueError("a private file has no address")
