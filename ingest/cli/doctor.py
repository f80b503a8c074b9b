"""`shinchoku doctor`: what this machine has, what is missing, and the line that installs it."""

from dataclasses import asdict

import typer

from ingest.cli.app import TableOrJson, app, choose
from ingest.cli.console import print_json
from ingest.errors import MissingToolError


@app.command()
def doctor(
    file_format: TableOrJson = "table",
) -> None:
    """この機械に要るものがそろっているかを確かめる。 See what this machine has and lacks."""
    chosen = choose(file_format, ("table", "json"))
    from ingest.doctor import OK, Part, examine, is_fit

    def tell_part(part: Part) -> None:
        need = "必須 required" if part.required else "任意 optional"
        name = part.name.ljust(widest)
        typer.echo(f"{part.status:<8}{name}  [{need}] {part.purpose}  {part.version}".rstrip())
        if part.install:
            typer.echo(f"{'':8}→ {part.install}")

    parts = examine()
    widest = max(len(part.name) for part in parts)
    if chosen == "json":
        print_json({"fit": is_fit(parts), "parts": [asdict(part) for part in parts]}, indent=2)
    else:
        for part in parts:
            tell_part(part)
    if not is_fit(parts):
        broken = ", ".join(p.name for p in parts if p.required and p.status != OK)
        raise MissingToolError("K002", broken)
