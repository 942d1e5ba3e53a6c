from .application import Answer, Application, ReferenceCounter
from .benefit import Benefit, Criterion, RequiredPaper
from .document import Document
from .event import ApplicationEvent, Message
from .intake import FormVersion, Intake, Question, RubricCriterion
from .measure import Measure, MeasureVersion
from .programme import Programme
from .report import EntryReport
from .review import Correction, Decision, Review, Score
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
    "FormVersion",
    "Intake",
    "Measure",
    "MeasureVersion",
    "Message",
    "Programme",
    "Question",
    "ReferenceCounter",
    "RequiredPaper",
    "Review",
    "RubricCriterion",
    "Score",
    "Story",
    "StoryUse",
]
