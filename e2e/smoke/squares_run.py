import os

import databuild_worker
from power import power


def main(_args):
    n = os.environ["N"]
    with open(f"numbers/n={n}", encoding="utf-8") as numbers:
        squares = [power(int(number)) for number in numbers]

    os.makedirs("squares", exist_ok=True)
    with open(f"squares/n={n}.new", "w", encoding="utf-8") as file:
        file.writelines(f"{square}\n" for square in squares)
    os.replace(f"squares/n={n}.new", f"squares/n={n}")


if __name__ == "__main__":
    databuild_worker.serve(main)
