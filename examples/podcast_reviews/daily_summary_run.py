"""Writes the summary of a day, as Markdown (summary.md) and as a page with charts (summary.html)."""

import hashlib
import html
import json
import os

import databuild_worker

BAR_WIDTH = 240
ROW_HEIGHT = 22

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Podcast reviews of {day}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }}
svg {{ display: block; height: auto; max-width: 100%; }}
text {{ font: 13px system-ui, sans-serif; }}
.good {{ fill: #2e7d32; }}
.bad {{ fill: #c62828; }}
.count {{ fill: #1565c0; }}
</style>
<h1>Podcast reviews of {day}</h1>
<p>{reviews} reviews. A review counts in every category of its podcast.</p>
<h2>Reviews</h2>
{counts}
<h2>Sentiment</h2>
<p>The mean of what AFINN gives to the words of a review.</p>
{sentiment}
<h2>Phrases in use</h2>
<dl>
{phrases}
</dl>
</html>
"""


def bars(rows, value, style, shown):
    """A chart with a horizontal bar for each category. Values below zero go to the left."""
    most = max((abs(value(row)) for row in rows), default=0) or 1
    lines = []
    for number, row in enumerate(rows):
        length = abs(value(row)) / most * BAR_WIDTH
        left = 420 - length if value(row) < 0 else 420
        y = number * ROW_HEIGHT
        lines.append(
            f'<text x="165" y="{y + 15}" text-anchor="end">{html.escape(row["category"])}</text>'
            f'<rect class="{style(row)}" x="{left:.1f}" y="{y + 4}" width="{length:.1f}" height="14"/>'
            f'<text x="675" y="{y + 15}">{html.escape(shown(row))}</text>'
        )
    height = len(rows) * ROW_HEIGHT
    body = "\n".join(lines)
    return f'<svg viewBox="0 0 760 {height}" width="760" role="img">\n{body}\n</svg>'


def as_page(day, rows, reviews):
    used = [row for row in rows if row["phrases"]]
    return PAGE.format(
        day=html.escape(day),
        reviews=f"{reviews:,}",
        counts=bars(rows, lambda row: row["reviews"], lambda _row: "count", lambda row: f"{row['reviews']:,}"),
        sentiment=bars(rows, feeling, lambda row: "bad" if feeling(row) < 0 else "good", lambda row: f"{feeling(row):+.2f}"),
        phrases="\n".join(f"<dt>{html.escape(row['category'])}</dt><dd>{html.escape(phrases(row))}</dd>" for row in used),
    )


def as_markdown(day, rows, reviews):
    lines = [
        f"# Podcast reviews of {day}",
        "",
        f"{reviews:,} reviews. A review counts in every category of its podcast.",
        "",
        "| category | reviews | stars | sentiment | phrases in use |",
        "| --- | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        stars = "" if row["rating"] is None else f"{row['rating']:.2f}"
        words = phrases(row).replace("|", "\\|")
        lines.append(f"| {row['category']} | {row['reviews']:,} | {stars} | {feeling(row):+.2f} | {words} |")
    return "\n".join(lines) + "\n"


def feeling(row):
    """A category without reviews feels like nothing."""
    return row["sentiment"] or 0.0


def phrases(row):
    return ", ".join(phrase["phrase"] for phrase in row["phrases"][:5])


def publish(path, text):
    """Writes a file in one step. Readers see the old file or the new one, never an incomplete one."""
    content = text.encode()
    scratch = f"{path}.{os.getpid()}"
    with open(scratch, "wb") as file:
        file.write(content)
    os.replace(scratch, path)
    return content


def main(args):
    [day] = args
    with open(f"daily_numbers/date={day}/data.json", encoding="utf-8") as file:
        rows = json.load(file)
    reviews = sum(row["reviews"] for row in rows)
    folder = f"daily_summary/date={day}"
    os.makedirs(folder, exist_ok=True)
    written = publish(f"{folder}/summary.md", as_markdown(day, rows, reviews))
    written += publish(f"{folder}/summary.html", as_page(day, rows, reviews))
    metadata_file = os.environ.get("DATABUILD_METADATA_FILE")
    if metadata_file:
        digest = f"sha256:{hashlib.sha256(written).hexdigest()}"
        with open(metadata_file, "w", encoding="utf-8") as file:
            json.dump({"rows": len(rows), "bytes": len(written), "digests": {folder: digest}}, file)


if __name__ == "__main__":
    databuild_worker.serve(main)
