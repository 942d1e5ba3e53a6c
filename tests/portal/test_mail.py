"""Mail without a mail server."""

import logging

import pytest
from django.core.mail import EmailMessage, get_connection


@pytest.fixture
def folder(tmp_path, settings):
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


def test_mail_goes_to_a_folder_and_to_the_log(folder, caplog):
    message = EmailMessage("你好", "Body text", "a@example.org", ["b@example.org", "c@example.org"])
    with caplog.at_level(logging.INFO, logger="portal.mail"):
        sent = get_connection("portal.mail.FolderAndConsole").send_messages([message])
    assert sent == 1
    (written,) = folder.iterdir()
    assert b"To: b@example.org, c@example.org" in written.read_bytes()
    assert "mail to b@example.org, c@example.org: 你好\nBody text" in caplog.text


def test_nothing_is_written_for_no_message(folder):
    assert get_connection("portal.mail.FolderAndConsole").send_messages([]) == 0
    assert not folder.exists() or not list(folder.iterdir())
