"""Every address of the flow, one row each: who may know it, for whom it opens, and whose POST does something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from portal.kernel.clock import today
from programs.answering.typed import digest
from tests.papers import pdf, upload

VISITOR, OTHER = "a visitor", "another firm's owner"
VIEWER, EDITOR, OWNER = "a viewer", "an editor", "an owner"
REVIEWER, OFFICER = "a reviewer", "an officer"
AUTHOR, ADMINISTRATOR = "a policy editor", "an administrator"
EVERYBODY = (VISITOR, OTHER, VIEWER, EDITOR, OWNER, REVIEWER, OFFICER, AUTHOR, ADMINISTRATOR)

Who = frozenset[str]
NOBODY: Who = frozenset()
ANYBODY: Who = frozenset(EVERYBODY) - {VISITOR}
MEMBERS, WRITERS, OWNERS = Who({VIEWER, EDITOR, OWNER}), Who({EDITOR, OWNER}), Who({OWNER})
DESK, DECIDERS = Who({REVIEWER, OFFICER, ADMINISTRATOR}), Who({OFFICER, ADMINISTRATOR})
AUTHORS, STAFF = Who({AUTHOR, ADMINISTRATOR}), DESK | {AUTHOR}

Sent = Mapping[str, str | Callable[[], object]]

NOW = {"revision": "0"}
TYPED = {"seen-text": f"0.{digest('')}", "answer-text": "Typed by somebody"}
PAPER = {"kind": "other", "attestation": "none", "translation": "not-needed"}
FILE = {"file": lambda: upload(pdf("of a wall"))}
TITLES = {f"title_{suffix}": "Title" for suffix in ("en", "zh_hant", "zh_hans")}
LABELS = {f"label_{suffix}": "Label" for suffix in ("en", "zh_hant", "zh_hans")}
QUESTION = {"kind": "text", **LABELS, "shown-joint": "all", "needed-joint": "all"}


@dataclass(frozen=True)
class Row:
    """One address. To those who are not in `seen`, what it names is not there."""

    name: str
    #: What stands in its gaps: keys of `wall_world` by name, or the words themselves.
    at: str = ""
    seen: Who = ANYBODY
    #: For whom it opens; None where it takes no such request.
    get: Who | None = None
    post: Who | None = None
    #: A form that changes something for those in `post`; keys of the world stand in braces.
    sent: Sent = field(default_factory=dict)
    query: str = ""
    #: Whether a POST that is taken changes the database.
    writes: bool = True
    #: What those in `seen` are answered who may not, and what all others are.
    refused: int = 403
    unknown: int = 404

    def may(self, method: str) -> Who | None:
        """For whom it opens; None where it takes no such request. method: get or post."""
        return self.get if method == "get" else self.post

    def __str__(self) -> str:
        return f"{self.name} {self.at}".strip()


def firm(name: str, at: str = "", **more) -> Row:
    """An address that members of the firm know."""
    return Row(name, at, MEMBERS, **more)


def desk(name: str, at: str = "", **more) -> Row:
    """An address that those know who work at the desk."""
    return Row(name, at, DESK, **more)


def form(name: str, at: str = "", **more) -> Row:
    """An address that those open who build forms; other staff are told that it is not theirs."""
    return Row(name, at, STAFF, **more)


ROWS = (
    # The firm, its people and its facts
    Row("firm", get=ANYBODY),
    Row("firm-create", get=ANYBODY, post=ANYBODY, sent={"name": "New Limited", "side": "hong-kong"}),
    Row("profile", get=ANYBODY, post=ANYBODY, sent={"name": "Somebody", "language": "en"}),
    Row("session-stay", get=ANYBODY, post=ANYBODY, writes=False),
    firm("firm-switch", post=MEMBERS, sent={"firm": "{firm}"}, writes=False),
    firm("firm-edit", "firm", get=WRITERS, post=WRITERS, sent={"name": "New Name", "side": "hong-kong"}),
    firm("firm-leave", "firm", get=MEMBERS, post=MEMBERS),
    firm("firm-fact", "firm", query="fact={fact}", get=WRITERS, post=WRITERS, sent={"value": "7"}),
    firm("member-invite", "firm", get=OWNERS, post=OWNERS, sent={"email": "x@example.org", "role": "viewer"}),
    firm("member-role", "member", post=OWNERS, sent={"role": "viewer"}),
    firm("member-remove", "member", get=OWNERS, post=OWNERS),
    firm("member-transfer", "member", get=OWNERS, post=OWNERS),
    firm("invitation-revoke", "invitation", post=OWNERS),
    # Its link is a secret: whoever has it reads it, and only the owner of the address that it went to uses it.
    Row("invitation", "token", Who(EVERYBODY), get=Who({VISITOR}), post=NOBODY),
    # What the firm has: plans, matches, consents, papers
    firm("firm-plans", "firm", get=MEMBERS),
    firm("firm-matches", "firm", get=MEMBERS),
    firm("firm-consents", "firm", get=MEMBERS),
    firm("firm-consents-csv", "firm", get=MEMBERS),
    firm("firm-consent", "firm/consent", get=MEMBERS, post=OWNERS, sent={"do": "revoke"}),
    firm("firm-papers", "firm", get=MEMBERS),
    firm("firm-paper-new", "firm", get=WRITERS, post=WRITERS, sent=PAPER | FILE),
    firm("firm-paper", "firm/paper", get=MEMBERS),
    firm("firm-paper-change", "firm/paper", get=WRITERS, post=WRITERS, sent=PAPER | {"title": "New"}),
    firm("firm-paper-replace", "firm/paper", get=WRITERS, post=WRITERS, sent=PAPER | FILE),
    firm("firm-paper-archive", "firm/paper", post=WRITERS),
    firm("firm-paper-restore", "firm/put_away", post=WRITERS),
    firm("document", "paper", get=MEMBERS),
    Row("document", "attached", MEMBERS | DESK, get=MEMBERS | DESK),
    # Applying: the form names the firm, so that whoever is no member is asked to choose one of her own
    firm(
        "apply-several",
        get=ANYBODY,
        post=WRITERS,
        sent={"firm": "{firm}", "intake": "{intake}"},
        refused=400,
        unknown=400,
    ),
    firm("apply", "intake", get=ANYBODY, post=WRITERS, sent={"firm": "{firm}"}, unknown=400),
    firm(
        "apply-together",
        "batch",
        get=MEMBERS,
        post=WRITERS,
        sent={"seen-number": "", "at-{draft}-number": f"0.{digest('')}", "answer-number": "7"},
        refused=400,
    ),
    firm(
        "apply-together-check",
        "batch",
        get=MEMBERS,
        post=OWNERS,
        sent={"send": "{ready}", "revision-{ready}": "0", "mark-{ready}": "{mark}"},
    ),
    firm("apply-together-receipt", "batch", get=MEMBERS),
    Row("applications", get=ANYBODY),
    firm("application", "draft", get=MEMBERS, post=MEMBERS, writes=False),
    firm("application", "submitted", get=MEMBERS, post=MEMBERS, writes=False),
    firm("application-section", "draft/questions", get=MEMBERS, post=WRITERS, sent=TYPED),
    firm("application-newest-form", "draft", post=WRITERS, sent=NOW),
    firm("application-drop-answers", "draft", post=WRITERS, sent=NOW),
    firm("application-check", "ready", get=MEMBERS, post=OWNERS, sent=NOW | {"mark": "{mark}"}),
    firm("application-receipt", "submitted", get=MEMBERS),
    firm("application-sent", "submitted", get=MEMBERS),
    firm("application-sent-pdf", "submitted", get=MEMBERS),
    firm("application-again", "submitted", get=MEMBERS, post=WRITERS, sent={"intake": "{intake}"}),
    firm("application-message", "submitted", post=WRITERS, sent={"body": "Hello"}),
    firm("application-move", "submitted/withdraw", post=OWNERS, sent=NOW | {"withdraw-reason": "terms"}),
    firm("application-move", "asked/answer-correction", post=WRITERS, sent=NOW | TYPED | {"reply": "Here"}),
    firm("application-move", "offered/accept", get=OWNERS, post=OWNERS, sent=NOW),
    firm("application-move", "offered/turn-down", get=OWNERS, post=OWNERS, sent=NOW),
    firm("application-move", "declined/reconsider", post=OWNERS, sent=NOW | {"reconsider-note": "Look"}),
    firm("milestone-report", "accepted/due", post=WRITERS, sent={"report-{due}-report": "Done"}),
    # The desk
    desk("desk", get=DESK),
    desk("desk-application", "submitted", get=DESK),
    desk("desk-sent", "submitted", get=DESK),
    desk("desk-sent-pdf", "submitted", get=DESK),
    desk("desk-message", "submitted", post=DESK, sent={"body": "Hello"}),
    desk("desk-move", "submitted/take", post=DESK, sent=NOW),
    desk("desk-move", "submitted/assign", post=DECIDERS, sent=NOW | {"assignee": "{reviewer}"}),
    desk("desk-move", "submitted/start-screening", post=DESK, sent=NOW),
    desk("desk-move", "screened/pass-screening", post=DESK, sent=NOW),
    desk(
        "desk-move",
        "screened/request-correction",
        post=DESK,
        sent=NOW | {"correction-questions": "{asks}", "correction-text": "Say more"},
    ),
    desk("desk-move", "asked/cancel-correction", post=DESK, sent=NOW),
    desk(
        "desk-move",
        "reviewed/review",
        post=DESK,
        sent=NOW
        | {"review-score-{criterion}": "4", "review-reason-{criterion}": "Fits"}
        | {"review-recommendation": "offer"},
    ),
    desk("desk-move", "reviewed/offer", post=DECIDERS, sent=NOW | {"offer-text": "A letter"}),
    desk(
        "desk-move",
        "reviewed/decline",
        post=DECIDERS,
        sent=NOW | {"decline-text": "A letter", "decline-reason": "score"},
    ),
    desk("desk-move", "ended/lapse", post=DECIDERS, sent=NOW),
    desk(
        "desk-milestones",
        "accepted",
        post=DESK,
        sent={"milestone-title": "Move in", "milestone-due_on": today().isoformat()},
    ),
    desk("desk-milestone", "accepted/reported/confirm", post=DESK),
    desk("desk-milestone", "accepted/reported/return", post=DESK, sent={"return-{reported}-note": "More"}),
    desk("desk-milestone", "accepted/due/drop", post=DESK),
    Row("desk_reports", "", STAFF, get=STAFF),
    Row("desk_report", "report", STAFF, get=STAFF, post=STAFF, sent={"state": "answered", "answer": "Done"}),
    # Forms of intakes
    form("desk_forms", get=AUTHORS),
    form("desk_form_start", "bare_intake", post=AUTHORS),
    form("desk_form", "form", get=AUTHORS),
    form("desk_form_preview", "form", get=AUTHORS),
    form("desk_form_trial", "form", get=AUTHORS, post=AUTHORS, writes=False),
    form("desk_form_act", "form/copy", post=AUTHORS),
    form("desk_form_publish", "form", get=AUTHORS, post=AUTHORS, sent=NOW),
    form("desk_form_act", "form/discard", post=AUTHORS, sent=NOW),
    form("desk_section_add", "form", get=AUTHORS, post=AUTHORS, sent=NOW | TITLES),
    form("desk_section", "section", get=AUTHORS, post=AUTHORS, sent=NOW | TITLES),
    form("desk_section_act", "section/up", post=AUTHORS, sent=NOW),
    form("desk_section_act", "empty_section/remove", post=AUTHORS, sent=NOW),
    form("desk_question_add", "section", get=AUTHORS, post=AUTHORS, sent=NOW | QUESTION),
    form("desk_question", "question", get=AUTHORS, post=AUTHORS, sent=NOW | QUESTION),
    form("desk_question_act", "question/up", post=AUTHORS, sent=NOW),
    form("desk_question_act", "question/remove", post=AUTHORS, sent=NOW),
)
