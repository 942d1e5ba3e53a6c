"""Refusals that a person can act on."""


class DomainError(Exception):
    """A refused request: nothing was changed.

    `code` is stable and for machines; `message` is translated and says what to do; `status` is the HTTP status a
    view answers with.
    """

    status = 400

    def __init__(self, code: str, message: str):
        super().__init__(code)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Conflict(DomainError):
    """Somebody else was faster, or the move was already made."""

    status = 409


class NotAllowed(DomainError):
    """The person may see the thing but may not do this with it."""

    status = 403


class InvalidInput(DomainError):
    """Fields that must be corrected: `errors` maps a field name to a list of messages."""

    def __init__(self, code: str, message: str, errors: dict[str, list[str]] | None = None):
        super().__init__(code, message)
        self.errors = errors or {}
