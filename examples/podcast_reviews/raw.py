"""The raw database."""

import contextlib
import os
import sqlite3
import sys
import urllib.parse


def connect():
    """Opens it to be read; its path is in a variable. To be used with `with`, which closes it."""
    path = os.environ.get("PODCAST_REVIEWS_DB")
    if not path:
        sys.exit("PODCAST_REVIEWS_DB is not set; set it to the raw database, and pass it on: --pass-env PODCAST_REVIEWS_DB")
    return contextlib.closing(sqlite3.connect(f"file:{urllib.parse.quote(path)}?mode=ro", uri=True))
