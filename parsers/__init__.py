"""Bytes and text in, values out: pure functions that write no file and read no clock."""
