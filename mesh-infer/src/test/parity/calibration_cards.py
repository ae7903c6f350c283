#!/usr/bin/env python3
"""Runs the Python of model cards and compares its scores and decisions with MeshClassifier's.

Usage: calibration_cards.py CALIBRATION [--tolerance 1e-5]

CALIBRATION is the calibration.json that io.github.meshclassifier.train.FamilyModels wrote: for each
model directory some articles with the probabilities and labels of MeshClassifier. The block of
Python in the directory's README.md is run as it stands, but for the path, on each article. A line
tells of each model; the exit status is 1 if a probability is further away than the tolerance, or a
label is assigned by one side alone.
"""

import argparse
import json
import os
import re
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")

import torch
import transformers


def lines_of_card(directory):
    with open(os.path.join(directory, "README.md"), encoding="utf-8") as file:
        card = file.read()
    block = re.search(r"```python\n(.*?)```", card, re.DOTALL).group(1)
    if '"path/to/this/model"' not in block:
        raise ValueError(f"the Python of {directory} names no path")
    return compile(block.replace('"path/to/this/model"', repr(directory)), "card", "exec"), block


def check(entry, tolerance):
    """Returns whether all articles agree, and tells of the model."""
    code, block = lines_of_card(entry["directory"])
    largest, decisions, others = 0, 0, 0
    for row in entry["rows"]:
        names = {"title": row["title"], "abstract": row["abstract"]}
        exec(code, names)
        if set(names["scores"]) != set(row["scores"]):
            raise ValueError("other labels: " + str(sorted(names["scores"])))
        for label, score in row["scores"].items():
            largest = max(largest, abs(names["scores"][label] - score))
        decisions += len(row["scores"])
        others += len(set(names["predicted"]) ^ set(row["predicted"]))
    where = "/".join(entry["directory"].split(os.sep)[-2:])
    how = "calibrates" if "math.exp" in block else "sigmoid"
    print(f"{where:40} {how:10} {len(entry['rows'])} articles, largest difference {largest:.1e},"
          f" {others} of {decisions} decisions differ")
    return largest <= tolerance and others == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("calibration", help="what FamilyModels wrote")
    parser.add_argument("--tolerance", type=float, default=1e-5, help="default: %(default)s")
    arguments = parser.parse_args()
    transformers.utils.logging.disable_progress_bar()
    print(f"transformers {transformers.__version__}, torch {torch.__version__}")
    with open(arguments.calibration, encoding="utf-8") as file:
        entries = json.load(file)["models"]
    agree = [check(entry, arguments.tolerance) for entry in entries]
    print(f"{sum(agree)} of {len(agree)} models agree")
    return 0 if agree and all(agree) else 1


if __name__ == "__main__":
    sys.exit(main())
