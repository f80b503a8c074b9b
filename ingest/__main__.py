"""`python -m ingest` is the command `shinchoku`."""

from ingest.cli import main

main()
