"""Closed lists of support and applications. Catalogue values are those of the YAML format."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Instrument(TextChoices):
    GRANT = "grant", _("Grant")
    REIMBURSEMENT = "reimbursement", _("Reimbursement")
    RATE_REDUCTION = "rate-reduction", _("Reduced rate or price")
    EQUITY = "equity", _("Equity")
    LOAN_INTEREST = "loan-interest", _("Help with loan interest")
    TAX_REBATE = "tax-rebate", _("Tax rebate")
    SERVICE = "service", _("Service")
    PERMIT = "permit", _("Permit")


class BenefitPer(TextChoices):
    FIRM = "firm", _("per firm")
    PERSON = "person", _("per person")
    PROJECT = "project", _("per project")
    MONTH = "month", _("a month")
    YEAR = "year", _("a year")
    SQM_MONTH = "sqm-month", _("per square metre and month")
    ONCE = "once", _("once")


class StepSide(TextChoices):
    """Where a landing step is done; its days are working days there."""

    SOUTH = "south", _("Hong Kong side")
    NORTH = "north", _("Shenzhen side")


class Stage(TextChoices):
    IDEA = "idea", _("Idea")
    SEED = "seed", _("Seed")
    EARLY = "early", _("Early")
    GROWTH = "growth", _("Growth")


class VersionState(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("In force")
    RETIRED = "retired", _("Replaced")


class QuestionKind(TextChoices):
    TEXT = "text", _("Short text")
    LONG_TEXT = "long-text", _("Long text")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Sum of money")
    YES_NO = "yes-no", _("Yes or no")
    CHOICE = "choice", _("One of a list")
    MULTIPLE = "multiple", _("Several of a list")
    DATE = "date", _("Date")
    TABLE = "table", _("Table with rows to add")
    FILE = "file", _("File")
    FACT = "fact", _("Fact of the firm")
    DECLARATION = "declaration", _("Declaration to agree to")


class AnswerOrigin(TextChoices):
    """Where the words of an answer come from."""

    TYPED = "typed", _("Typed here")
    FACT = "fact", _("From the firm's facts")
    EARLIER = "earlier", _("From an earlier application")


class PaperKind(TextChoices):
    INCORPORATION = "incorporation", _("Certificate of incorporation")
    BUSINESS_REGISTRATION = "business-registration", _("Business registration or licence")
    ARTICLES = "articles", _("Articles of association")
    SHAREHOLDERS = "shareholders", _("Shareholders and directors")
    ACCOUNTS = "accounts", _("Audited accounts")
    TAX = "tax", _("Tax paper")
    SOCIAL_INSURANCE = "social-insurance", _("Social insurance or MPF record")
    IDENTITY = "identity", _("Identity or travel document")
    EDUCATION = "education", _("Proof of education or qualification")
    EMPLOYMENT = "employment", _("Employment contract")
    LEASE = "lease", _("Lease")
    INTELLECTUAL_PROPERTY = "intellectual-property", _("Patent or other right")
    PLAN = "plan", _("Plan or proposal")
    OTHER = "other", _("Other paper")


class PaperLanguage(TextChoices):
    ENGLISH = "en", _("English")
    CHINESE = "zh", _("Chinese")
    BOTH = "both", _("English and Chinese")
    OTHER = "other", _("Another language")


class Attestation(TextChoices):
    """Whether somebody has vouched for a paper so that the other side accepts it."""

    NONE = "none", _("Not attested")
    UNDER_WAY = "under-way", _("Attestation under way")
    ATTESTED = "attested", _("Attested for use in the Mainland")


class Translation(TextChoices):
    NOT_NEEDED = "not-needed", _("No translation needed")
    NEEDED = "needed", _("Translation still to be made")
    TRANSLATED = "translated", _("Translation included")


class ScanState(TextChoices):
    """What the virus scanner has said of a file."""

    PENDING = "pending", _("Being checked for viruses")
    CLEAN = "clean", _("Checked, no virus found")
    QUARANTINED = "quarantined", _("Held back: the scanner found something")
    UNSCANNED = "unscanned", _("Not scanned: no scanner is set up")


class ApplicationStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    SCREENING = "screening", _("Screening")
    IN_REVIEW = "in-review", _("In review")
    CORRECTION = "correction", _("More information needed")
    OFFERED = "offered", _("Offer made")
    ACCEPTED = "accepted", _("Offer accepted")
    TURNED_DOWN = "turned-down", _("Offer turned down")
    LAPSED = "lapsed", _("Offer lapsed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class WithdrawReason(TextChoices):
    OTHER_SCHEME = "other-scheme", _("We chose another scheme")
    NOT_NEEDED = "not-needed", _("We no longer need it")
    TERMS = "terms", _("We cannot meet the terms")
    OTHER = "other", _("Another reason")


class Reminder(TextChoices):
    """What a firm was last told of a milestone that it has to report on."""

    DUE = "due", _("Told that it is soon due")
    OVERDUE = "overdue", _("Told that it is overdue")


class Recommendation(TextChoices):
    OFFER = "offer", _("Offer")
    DECLINE = "decline", _("Decline")


class Outcome(TextChoices):
    OFFER = "offer", _("Offer")
    DECLINE = "decline", _("Decline")


class DeclineReason(TextChoices):
    NOT_ELIGIBLE = "not-eligible", _("A published condition is not met")
    INCOMPLETE = "incomplete", _("Papers or answers were missing")
    SCORE = "score", _("The score is below the offer line")
    FUNDS_USED = "funds-used", _("The funds or places of this intake are used up")
    DUPLICATE = "duplicate", _("The same support was already given")
    OTHER = "other", _("Another reason, given in the letter")


class ReportAbout(TextChoices):
    """What a reader found wrong with an entry."""

    FIGURE = "figure", _("A figure is wrong")
    DATE = "date", _("A date is wrong")
    CONDITION = "condition", _("A condition is wrong or missing")
    LINK = "link", _("A link is broken")
    CLOSED = "closed", _("It has closed or ended")
    WORDING = "wording", _("The wording is wrong or unclear")
    OTHER = "other", _("Something else")


class ReportState(TextChoices):
    NEW = "new", _("New")
    ANSWERED = "answered", _("Accepted")
    DISMISSED = "dismissed", _("Dismissed")
