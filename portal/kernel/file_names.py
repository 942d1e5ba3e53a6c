"""Names of files as browsers send them. Django takes paths and hidden characters out of them; we refuse such a file."""

import html
import re
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser

#: What stands in no honest name: parts of a path, controls, and marks that turn the direction of what follows.
FORBIDDEN = re.compile(r"[/\\\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class NamesAsSent(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: has forms read by a parser that hides nothing from those who check names."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):  # noqa: N803
        """All fields and files; the other handlers take the files in as ever."""
        request: Any = self.request  # Django gives every handler one
        others = [handler for handler in request.upload_handlers if handler is not self]
        return MarkingParser(META, input_data, others, encoding).parse()

    def receive_data_chunk(self, raw_data, start):
        return raw_data

    def file_complete(self, file_size):
        return None


class MarkingParser(MultiPartParser):
    """Leaves a backslash in the place of whatever is forbidden, so that `uploads.check_name` refuses the file."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        given = html.unescape(file_name)
        if FORBIDDEN.search(given):
            return "".join(c if c.isprintable() else "\\" for c in FORBIDDEN.sub("\\\\", given))
        return super().sanitize_file_name(file_name)
