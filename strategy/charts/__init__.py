"""One chart per file, in two steps: what is shown, in the domain's terms, and how it is drawn."""

from plotly.graph_objects import Figure

__all__ = ["Figure"]
