"""Conversion between files and the domain: workbooks, CSV, StratML, calendars, pictures."""
