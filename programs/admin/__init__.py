from . import applications, intakes, measures, programmes, stories

__all__ = ["applications", "intakes", "measures", "programmes", "stories"]
