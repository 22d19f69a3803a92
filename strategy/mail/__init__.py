"""Outgoing mail: a letter as data, as plain text and HTML, and the server that sends it."""
