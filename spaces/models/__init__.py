from .incubator import Incubator
from .place import Place, Unit
from .platform import Platform

__all__ = ["Incubator", "Place", "Platform", "Unit"]
