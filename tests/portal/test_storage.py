"""Where uploads are kept: a folder, or a private bucket where STORAGE_URL names one; and how the scanner is named."""

import os
import subprocess
import sys

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage.handler import StorageHandler

from portal.settings import env
from portal.settings.uploads import parse_scanner, parse_storage
from tests.architecture.files import ROOT
from tests.factories import make_document, make_firm
from tests.portal.fake_s3 import FakeS3


@pytest.fixture
def bucket(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "sample")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "sample")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with FakeS3() as server:
        yield server


@pytest.fixture
def storage(bucket, settings, monkeypatch):
    """The storage that this address gives, in the place of the folder."""
    entry = parse_storage(f"s3://papers/hetao/?endpoint={bucket.url}&region=ap-east-1&addressing=path")
    made = StorageHandler({"private": entry})["private"]
    monkeypatch.setattr(apps.get_model("programs", "Document")._meta.get_field("file"), "storage", made)
    return made


def test_an_address_says_where(settings):
    entry = parse_storage("s3://papers/a/b/?endpoint=https://s3.example.org&region=ap-east-1")
    options = entry["OPTIONS"]
    assert entry["BACKEND"] == "portal.bucket.PrivateBucket"
    assert (options["bucket_name"], options["location"]) == ("papers", "a/b")
    assert (options["endpoint_url"], options["region_name"]) == ("https://s3.example.org", "ap-east-1")


@pytest.mark.parametrize(
    ("name", "text", "parser"),
    [
        ("STORAGE_URL", "papers", parse_storage),
        ("STORAGE_URL", "https://s3.example.org/papers", parse_storage),
        ("STORAGE_URL", "s3:///prefix", parse_storage),
        ("STORAGE_URL", "s3://papers?acl=public-read", parse_storage),
        ("STORAGE_URL", "s3://papers?endpoint=s3.example.org", parse_storage),
        ("STORAGE_URL", "s3://papers?endpoint", parse_storage),
        ("CLAMAV_URL", "localhost:3310", parse_scanner),
        ("CLAMAV_URL", "http://localhost:3310", parse_scanner),
        ("CLAMAV_URL", "tcp://", parse_scanner),
        ("CLAMAV_URL", "tcp://scanner:99999", parse_scanner),
        ("CLAMAV_URL", "unix://run/clamd.ctl", parse_scanner),
        ("CLAMAV_URL", "unix://", parse_scanner),
    ],
)
def test_a_malformed_address_stops_the_start(name, text, parser, monkeypatch):
    monkeypatch.setenv(name, text)
    with pytest.raises(ImproperlyConfigured, match=f"^{name}: "):
        env.read(name, None, parser)


@pytest.mark.parametrize("text", ["tcp://scanner:3310", "tcp://10.0.0.1", "unix:///run/clamav/clamd.ctl"])
def test_addresses_of_a_scanner(text):
    assert parse_scanner(text) == text


def test_nothing_of_it_is_loaded_where_no_bucket_is_named(tmp_path):
    names = ("boto3", "storages", "pikepdf")
    code = f"import django; django.setup(); import sys; print([n for n in {names} if n in sys.modules])"
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": "portal.settings", "VAR_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.django_db
def test_a_paper_is_kept_in_the_bucket_and_handed_out_by_the_portal_only(bucket, storage, client):
    firm = make_firm()
    paper = make_document(firm, content=b"%PDF-1.7 content")
    [path] = bucket.objects
    assert path == f"/papers/hetao/{paper.file.name}"
    put = next(headers for method, _path, headers in bucket.asked if method == "PUT")
    assert put["Authorization"].startswith("AWS4-HMAC-SHA256")
    assert not [name for name in put if name.lower() == "x-amz-acl"], "an object is its owner's alone"
    client.force_login(firm.memberships.get().user)
    response = client.get(f"/en/documents/{paper.pk}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.7 content"
    assert bucket.url not in str(response.headers)
    bucket.objects.clear()
    assert client.get(f"/en/documents/{paper.pk}/").status_code == 404


@pytest.mark.django_db
def test_what_gets_no_row_is_deleted_there_too(bucket, storage):
    name = storage.save("documents/ab/abc", ContentFile(b"content"))
    assert len(bucket.objects) == 1
    storage.delete(name)
    assert bucket.objects == {}
    storage.delete(name)


def test_a_large_file_goes_in_parts_and_comes_back_whole(bucket, storage):
    content = os.urandom(12 * 1024 * 1024)
    name = storage.save("documents/ab/large", ContentFile(content))
    assert len([1 for method, path, _headers in bucket.asked if "partNumber" in path]) == 2
    with storage.open(name, "rb") as file:
        assert file.read() == content


def test_what_the_bucket_is_told(storage):
    assert storage.default_acl is None, "private; some buckets refuse to be told so"
    assert storage.file_overwrite is False
    assert storage.custom_domain is None
    assert storage.transfer_config.use_threads is False


def test_a_file_in_the_bucket_has_no_address(storage):
    with pytest.raises(ValueError, match="no address"):
        storage.url("documents/ab/abc")
