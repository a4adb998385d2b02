"""A short task in Python."""

import pathlib

import databuild_worker


def main(files):
    for file in files:
        pathlib.Path(file).touch()


if __name__ == "__main__":
    databuild_worker.serve(main)
