"""The review desk: a local page on which people check readings against the source and mend them.

    tables + corrections.toml → queue (most doubtful first) → page picture beside the row → one entry

`queue` orders what is to be looked at, `desk` holds the tables and saves, `app` serves; what a
correction means is told in `ingest.corrections`, and `shinchoku run` applies it.
"""
