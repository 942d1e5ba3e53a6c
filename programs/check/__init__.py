"""The eligibility check without its database and pages: answers, how everything stands on them, and words for it."""
