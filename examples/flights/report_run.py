"""Writes a month's report, as a table (report.csv) and as a page (report.html)."""

import csv
import hashlib
import io
import json
import os

import databuild_worker
from refs import days_of
from report_page import page


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def airport_row(airport, days):
    """One line of the table: the airport, its place, and the sums of its month."""
    departures, late, minutes = (sum(int(day[key]) for day in days) for key in ("departures", "late", "delay_minutes"))
    return {
        "airport": airport["iata"],
        "name": airport["name"],
        "city": airport["city"],
        "state": airport["state"],
        "departures": departures,
        "late": late,
        "late_share": f"{late / departures:.4f}",
        "mean_delay": f"{minutes / departures:.2f}",
    }


def as_csv(rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def publish(path, text, rows):
    """Writes a file in one step. Readers see the old file or the new one, never an incomplete one."""
    content = text.encode()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    scratch = f"{path}.{os.getpid()}"
    with open(scratch, "wb") as file:
        file.write(content)
    os.replace(scratch, path)
    digest = "sha256:" + hashlib.sha256(content).hexdigest()
    return {"path": path, "rows": rows, "bytes": len(content), "digest": digest}


def main(args):
    month, *codes = args
    known = {airport["iata"]: airport for airport in read("airports/all/airports.csv")}
    delays = [read(f"delays/day={day}/delays.csv")[0] for day in days_of(month)]
    airport_days = {code: read(f"airport_month/airport={code}/month={month}/days.csv") for code in codes}

    table = [airport_row(known[code], airport_days[code]) for code in codes]
    table.sort(key=lambda row: row["late"] / row["departures"], reverse=True)

    files = [
        publish(f"report/month={month}/report.csv", as_csv(table), len(table)),
        publish(f"report/month={month}/report.html", page(month, delays, table, airport_days), len(table)),
    ]
    metadata_file = os.environ.get("DATABUILD_METADATA_FILE")
    if metadata_file:
        with open(metadata_file, "w", encoding="utf-8") as file:
            digest = " ".join(published["digest"] for published in files)
            json.dump({"files": files, "digests": {f"report/month={month}": digest}}, file)


if __name__ == "__main__":
    databuild_worker.serve(main)
