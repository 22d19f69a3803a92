"""Arbeidsgiverkompasset: from an employer strategy to results one can see."""

__version__ = "0.1.0"
