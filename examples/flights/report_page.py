"""The report as one HTML page that loads nothing: no script, no font, no image."""

import datetime
from html import escape

STYLE = """
:root { color-scheme: light dark; --ink: #1c2733; --soft: #6b7885; --rule: #e3e8ed; --paper: #fff; --late: #d9603b; --calm: #b9cbd9 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6ebf0; --soft: #93a1ae; --rule: #2c3742; --paper: #141b22; --late: #ee8059; --calm: #3f5568 }
}
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
main { max-width: 860px; margin: 0 auto; padding: 48px 24px }
h1 { margin: 0; font-size: 32px; line-height: 1.2; letter-spacing: -0.02em }
h2 { margin: 48px 0 12px; font-size: 17px }
p { color: var(--soft); margin: 8px 0 0 }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(160px, 1fr)); gap: 24px; margin: 32px 0 0 }
dt { color: var(--soft); font-size: 13px }
dd { margin: 0; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums }
svg { display: block; width: 100%; height: auto; overflow: visible }
svg text { fill: var(--soft); font-size: 11px }
.grid { stroke: var(--rule) }
.calm { fill: var(--calm) }
.late { fill: var(--late) }
.trend { fill: none; stroke: var(--late); stroke-width: 1.5; stroke-linejoin: round }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
th { color: var(--soft); font-size: 13px; font-weight: 400; text-align: left }
th, td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--rule) }
td small { color: var(--soft) }
.number { text-align: right }
.chart { width: 150px }
@media (max-width: 640px) { .chart { display: none } }
"""


def percent(share):
    return f"{share:.1%}"


def date_of(day):
    return datetime.date.fromisoformat(day["day"])


def late_share(day, flights="flights"):
    return int(day["late"]) / int(day[flights])


def daily_chart(delays):
    """One bar per day, whose height is the share of late flights. Days above the median have another colour."""
    width, height, left, bottom = 812, 240, 36, 20
    top_share = max(0.1, *(late_share(day) for day in delays))
    median = sorted(late_share(day) for day in delays)[len(delays) // 2]
    step = (width - left) / len(delays)

    def y(share):
        return (height - bottom) * (1 - share / top_share)

    marks = []
    for tenth in range(int(top_share * 10) + 1):
        line = y(tenth / 10)
        marks.append(f'<line class="grid" x1="{left}" x2="{width}" y1="{line:.1f}" y2="{line:.1f}"/>')
        marks.append(f'<text x="{left - 8}" y="{line + 4:.1f}" text-anchor="end">{tenth * 10}%</text>')
    for index, day in enumerate(delays):
        share, date, x = late_share(day), date_of(day), left + index * step
        marks.append(
            f'<rect class="{"late" if share > median else "calm"}" rx="2" x="{x + 2:.1f}" y="{y(share):.1f}"'
            f' width="{step - 4:.1f}" height="{y(0) - y(share):.1f}"><title>{date:%A} {date.day} {date:%B}: '
            f"{percent(share)} of {int(day['flights']):,} flights late, median {day['median_delay']} min, "
            f"one in ten {day['p90_delay']} min or more</title></rect>"
        )
        marks.append(f'<text x="{x + step / 2:.1f}" y="{height - 4}" text-anchor="middle">{date.day}</text>')
    return f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="Late flights by day">{"".join(marks)}</svg>'


def trend(days, top_share):
    """A small line chart of the share of late flights per day. All airports have the same scale."""
    width, height = 150, 28
    first = date_of(days[0]).replace(day=1)
    points = " ".join(
        f"{(date_of(day) - first).days * width / 30:.1f},{height * (1 - late_share(day, 'departures') / top_share):.1f}"
        for day in days
    )
    return f'<svg viewBox="0 0 {width} {height}" aria-hidden="true"><polyline class="trend" points="{points}"/></svg>'


def airport_table(table, airport_days):
    top_share = max(0.1, *(late_share(day, "departures") for days in airport_days.values() for day in days))
    widest = max(late_share(row, "departures") for row in table)
    rows = []
    for row in table:
        share = late_share(row, "departures")
        rows.append(
            f"<tr><td><b>{row['airport']}</b> {escape(row['city'])}, {row['state']}<br>"
            f"<small>{escape(row['name'])}</small></td>"
            f'<td class="number">{row["departures"]:,}</td>'
            f'<td class="number">{float(row["mean_delay"]):.1f}</td>'
            f'<td class="number">{percent(share)}</td>'
            f'<td class="chart"><svg viewBox="0 0 150 10" aria-hidden="true">'
            f'<rect class="late" rx="2" width="{150 * share / widest:.1f}" height="10"/></svg></td>'
            f'<td class="chart">{trend(airport_days[row["airport"]], top_share)}</td></tr>'
        )
    return (
        '<table><thead><tr><th>Leaving from</th><th class="number">Flights</th><th class="number">Mean delay, min</th>'
        f'<th class="number">Late</th><th class="chart"></th><th class="chart">Late, day by day</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def page(month, delays, table, airport_days):
    title = f"{datetime.date.fromisoformat(month + '-01'):%B %Y}, on time?"
    flights = sum(int(day["flights"]) for day in delays)
    late = sum(int(day["late"]) for day in delays)
    worst, best = max(delays, key=late_share), min(delays, key=late_share)

    facts = {
        "Flights": f"{flights:,}",
        "Late": percent(late / flights),
        f"Worst day, {date_of(worst):%A} {date_of(worst).day}": percent(late_share(worst)),
        f"Best day, {date_of(best):%A} {date_of(best).day}": percent(late_share(best)),
    }
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{STYLE}</style>
<main>
<h1>{title}</h1>
<p>US domestic flights. Late is 15 minutes or more behind schedule on arrival.</p>
<dl>{"".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items())}</dl>
<h2>Share of flights that were late</h2>
{daily_chart(delays)}
<h2>The {len(table)} busiest airports, most often late first</h2>
{airport_table(table, airport_days)}
<p>Source: Bureau of Transportation Statistics, by way of vega-datasets.</p>
</main>
</html>
"""
