"""Counts the words of a text: `words NAME`."""

import os
import sys

[name] = sys.argv[1:]
os.makedirs("words_py", exist_ok=True)
with open(f"texts/{name}.txt", encoding="utf-8") as text:
    count = len(text.read().split())
with open(f"words_py/.{name}.tmp", "w", encoding="utf-8") as file:
    print(count, file=file)
os.replace(f"words_py/.{name}.tmp", f"words_py/{name}.txt")
