"""What names, registration numbers and answers must look like. No database."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.enums import FirmSide
from portal.catalogue.enums import FactType
from portal.kernel.text import TURNING
from portal.outbox.topics import Topic

#: Unicode categories that have no place in one line of text: controls, invisible and direction marks, half pairs.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})

#: What mail programs turn into a link.
ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)

HONG_KONG_NUMBER = re.compile(r"[0-9]{8}")
SHENZHEN_NUMBER = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
SHENZHEN_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

#: The registry's code for "none of these".
NONE = "none"

#: Largest number that every program reading JSON keeps exactly.
LARGEST = 2**53 - 1


def validate_topics(muted: object) -> None:
    """Refuse what is no list of topics of notifications."""
    if not isinstance(muted, list) or not all(topic in Topic.values for topic in muted):
        raise ValidationError(_("Choose from the list."), code="invalid")


def validate_name(text: str) -> None:
    """Refuse a name that is not one readable line of text.

    Hidden characters let one name pass for another; addresses would be sent to strangers in our mails.
    """
    if any(unicodedata.category(character) in UNPRINTABLE for character in text):
        raise ValidationError(_("Use letters, figures and signs on one line only."), code="unprintable")
    if ADDRESS.search(text):
        raise ValidationError(_("Enter a name, not a web address."), code="address")


def clean_note(text: str) -> str:
    """A note of one line or several: line ends as \\n, no controls, half pairs or turning marks, no blank ends."""
    lines = (
        "".join(c for c in line if unicodedata.category(c) not in ("Cc", "Cs") and c not in TURNING)
        for line in text.replace("\t", " ").splitlines()
    )
    return "\n".join(line.rstrip() for line in lines).strip()


def clean_registration_number(side: str, number: str) -> str:
    """The number without spaces, in capitals.

    Hong Kong: the 8 digits of the business registration number, which has been the unique business identifier since
    27 December 2023. Shenzhen: the 18 characters of the unified social credit code of GB 32100-2015, whose last is a
    check character. Raises ValidationError; an empty number is allowed.
    """
    number = "".join(number.split()).upper()
    if not number:
        return ""
    if side == FirmSide.NOT_YET:
        raise ValidationError(_("Leave this empty until the firm is registered."), code="not-registered")
    if side == FirmSide.HONG_KONG and not HONG_KONG_NUMBER.fullmatch(number):
        raise ValidationError(_("Business registration number must be 8 digits."), code="number")
    if side == FirmSide.SHENZHEN and not is_credit_code(number):
        raise ValidationError(
            _("Unified social credit code must be the 18 characters on the business licence."), code="number"
        )
    return number


def is_credit_code(code: str) -> bool:
    """Whether the check character of a unified social credit code fits (GB 32100-2015: weights 3^i, modulo 31)."""
    if not SHENZHEN_NUMBER.fullmatch(code):
        return False
    total = sum(SHENZHEN_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return SHENZHEN_ALPHABET[(31 - total % 31) % 31] == code[17]


def clean_fact_value(fact, value):
    """An answer as it is stored, checked against one row of the fact registry.

    fact: anything with `type`, `min`, `max` and `choices`. value: True or False for "bool", an int for "int", a code
    for "choice", a list of codes for "multi-choice", in which "none" stands alone.
    Raises ValidationError when the answer does not fit the question.
    """
    checks = {
        FactType.BOOL: _clean_bool,
        FactType.INT: _clean_int,
        FactType.CHOICE: _clean_choice,
        FactType.MULTI_CHOICE: _clean_choices,
    }
    return checks[FactType(fact.type)](fact, value)


def _clean_bool(fact, value):
    if not isinstance(value, bool):
        raise ValidationError(_("Answer yes or no."), code="type")
    return value


def _clean_int(fact, value):
    # True is an int to Python and an answer to another question to us.
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValidationError(_("Enter a whole number."), code="type")
    least = -LARGEST if fact.min is None else fact.min
    most = LARGEST if fact.max is None else fact.max
    if value < least:
        raise ValidationError(_("Enter %(least)s or more.") % {"least": least}, code="range")
    if value > most:
        raise ValidationError(_("Enter %(most)s or less.") % {"most": most}, code="range")
    return value


def _codes(fact) -> list[str]:
    return [choice["code"] for choice in fact.choices]


def _clean_choice(fact, value):
    if not isinstance(value, str) or value not in _codes(fact):
        raise ValidationError(_("Choose one of the answers."), code="choice")
    return value


def _clean_choices(fact, value):
    codes = _codes(fact)
    if not isinstance(value, list | tuple) or any(not isinstance(v, str) or v not in codes for v in value):
        raise ValidationError(_("Choose among the answers."), code="choice")
    if not value:
        raise ValidationError(_("Choose at least one of the answers."), code="none-chosen")
    if NONE in value and set(value) != {NONE}:
        raise ValidationError(_("“None of these” cannot stand beside another answer."), code="none-and-more")
    # In the registry's order and each once, so that equal answers are equal.
    return [code for code in codes if code in value]
