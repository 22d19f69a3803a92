"""The plan workbook: write one, read one, and see what reading it would change."""

from strategy.exchange.workbook.comparing import Preview, Update, preview
from strategy.exchange.workbook.complaints import explain
from strategy.exchange.workbook.reading import read_workbook
from strategy.exchange.workbook.sheets import RowProblem, Sheets
from strategy.exchange.workbook.writing import write_csv, write_template, write_workbook

__all__ = [
    "Preview",
    "RowProblem",
    "Sheets",
    "Update",
    "explain",
    "preview",
    "read_workbook",
    "write_csv",
    "write_template",
    "write_workbook",
]
