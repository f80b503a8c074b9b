"""Japanese notations of numbers, dates and indicators, read to the last character."""
