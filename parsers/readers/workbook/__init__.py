"""Workbooks: what each format holds becomes `Sheet`s, and sheets become tables and paragraphs."""
