from . import applications, intakes, measures, planning, programmes, stories

__all__ = ["applications", "intakes", "measures", "planning", "programmes", "stories"]
