"""New documents from publishers' pages, unattended: the only part of the project with a network.

    shinchoku.toml → Series → page → Link (URL and period) → Answer → samples/…/<edition>/

`config` reads the list of series, `links` and `periods` find what a page offers, `web` and `robots`
talk HTTP, `names` makes names of files safe, `shelf` keeps documents with their `source.toml`, and
`series` is the story in one place. Nothing here knows the clock: the command passes the time in.
"""
