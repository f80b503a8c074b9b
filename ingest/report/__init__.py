"""The report: a static site of what the tables say, in which every number opens its source.

    output folder → Dataset → views (series, indicators, points, places) → pages → files

`dataset` reads the tables, `views` says what is shown, `sources` and `pictures` lead back to the
documents, `charts` draws, `site` names, links and writes the pages. Nothing here decides what a
number means.
"""
