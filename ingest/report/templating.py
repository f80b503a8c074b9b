"""Templates that escape whatever they are given, with the words in both languages."""

from functools import cache

import jinja2

from ingest.report import words


@cache
def find_templates(package: str) -> jinja2.Environment:
    """The templates of a package; a name that a template does not get is an error."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(say=words.say, both=words.both, plain=words.plain)
    environment.filters.update(number=_number, percent=_percent)
    return environment


def _number(value: float | None) -> str:
    """A number as people read it: separators, no trailing zeros."""
    if value is None:
        return ""
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def _percent(value: float | None) -> str:
    return "" if value is None else f"{100 * value:,.1f}".removesuffix(".0") + " %"
