from .fact import FirmFact
from .firm import Firm, Invitation, Membership
from .shortlist import ShortlistItem
from .user import User

__all__ = ["Firm", "FirmFact", "Invitation", "Membership", "ShortlistItem", "User"]
