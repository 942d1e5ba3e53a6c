from .consent import Consent, ConsentText
from .fact import FirmFact
from .firm import Firm, Invitation, Membership
from .shortlist import ShortlistItem
from .user import User

__all__ = [
    "Consent",
    "ConsentText",
    "Firm",
    "FirmFact",
    "Invitation",
    "Membership",
    "ShortlistItem",
    "User",
]
