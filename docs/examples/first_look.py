"""A notebook for marimo: the sample's indicators, how far they are, and where a number stands.

pip install marimo        # then: marimo edit docs/examples/first_look.py
python docs/examples/first_look.py    runs every cell without a browser
"""

import marimo

app = marimo.App()


@app.cell
def _():
    from pathlib import Path

    import ingest

    samples = Path(__file__).parents[2] / "samples"
    document = ingest.open(next(samples.rglob("*-portrait.pdf")))
    return (document,)


@app.cell
def _(document):
    progress = document.progress
    progress[["indicator", "value", "target", "unit", "achievement_rate"]]
    return (progress,)


@app.cell
def _(progress):
    # 達成率の低い順。 The lowest rates first.
    behind = progress.dropna(subset="achievement_rate").sort_values("achievement_rate").head(5)
    behind[["indicator", "value_text", "target_text", "achievement_rate"]]
    return (behind,)


@app.cell
def _(behind, document):
    # 原本のどこにあったか。 Where it stands in the source.
    document.locate(behind.index[0])
    return


@app.cell
def _(document):
    # 読み解けなかったものと、疑わしい点。 What was not understood, and what is doubtful.
    document.residue[["reason", "text"]], document.findings[["code", "message_ja"]]
    return


if __name__ == "__main__":
    app.run()
