from .fact import FirmFact
from .firm import Firm, Invitation, Membership
from .user import User

__all__ = ["Firm", "FirmFact", "Invitation", "Membership", "User"]
