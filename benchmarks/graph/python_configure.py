"""Prints the answer that the benchmark wrote for the group of the first ref, GROUP/item=TASK."""

import os

import databuild_worker


def main(refs):
    group = refs[0].rpartition("/item=")[0]
    with open(f"{os.environ['DATABUILD_BENCH_ANSWERS']}/{group}.json", encoding="utf-8") as answer:
        print(answer.read())


if __name__ == "__main__":
    databuild_worker.serve(main)
