"""Raises numbers to the power in exponent.txt."""

import os

with open(os.path.join(os.path.dirname(__file__), "exponent.txt"), encoding="utf-8") as file:
    EXPONENT = int(file.read())


def power(number):
    return number**EXPONENT
