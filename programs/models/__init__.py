from .aftercare import Milestone, Reconsideration, Viewing
from .application import Answer, Application, ReferenceCounter
from .benefit import Benefit, Criterion, RequiredPaper
from .document import Document
from .event import ApplicationEvent, Message
from .form import FormVersion, Question, Section
from .intake import Intake, RubricCriterion
from .match import Match
from .measure import Measure, MeasureVersion
from .plan import LandingStep, Plan
from .programme import Programme
from .rate import ExchangeRate
from .report import EntryReport
from .review import Correction, Decision, Review, Score
from .sent_copy import SentCopy
from .story import Story, StoryUse

__all__ = [
    "Answer",
    "Application",
    "ApplicationEvent",
    "Benefit",
    "Correction",
    "Criterion",
    "Decision",
    "Document",
    "EntryReport",
    "ExchangeRate",
    "FormVersion",
    "Intake",
    "LandingStep",
    "Match",
    "Measure",
    "MeasureVersion",
    "Message",
    "Milestone",
    "Plan",
    "Programme",
    "Question",
    "Reconsideration",
    "ReferenceCounter",
    "RequiredPaper",
    "Review",
    "RubricCriterion",
    "Score",
    "Section",
    "SentCopy",
    "Story",
    "StoryUse",
    "Viewing",
]
