"""Geometry only: rulings, white-space columns, spans, continuation over pages."""
