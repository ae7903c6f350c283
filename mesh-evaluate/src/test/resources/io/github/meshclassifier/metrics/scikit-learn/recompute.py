"""Recomputes expected.json's figures from its labels and scores, and says which differ
by more than 1e-12.

Needs scikit-learn 1.9.1 and numpy 2.4.6. Run beside expected.json: python recompute.py
"""

import json
import warnings
from pathlib import Path

import numpy as np
from sklearn import metrics

AVERAGES = ["micro", "macro", "weighted", "samples"]


def figures(case):
    labels = case["labels"]
    expected = np.array(case["y_true"])
    scores = np.array(case["y_score"])
    predicted = (scores > case["threshold"]).astype(int)

    def prf(average):
        return metrics.precision_recall_fscore_support(
            expected, predicted, average=average, zero_division=0
        )

    result = {
        average: dict(zip(["precision", "recall", "f1"], map(float, prf(average)[:3])))
        for average in AVERAGES
    }
    result["per_label"] = [
        {"label": label, "precision": float(p), "recall": float(r), "f1": float(f), "support": int(s)}
        for label, p, r, f, s in zip(labels, *prf(None))
    ]
    result["subset_accuracy"] = float(metrics.accuracy_score(expected, predicted))
    result["hamming_loss"] = float(metrics.hamming_loss(expected, predicted))
    result["jaccard_samples"] = float(
        metrics.jaccard_score(expected, predicted, average="samples", zero_division=0)
    )
    result["lrap"] = float(metrics.label_ranking_average_precision_score(expected, scores))
    result["coverage_error"] = float(metrics.coverage_error(expected, scores))
    result["ranking_loss"] = float(metrics.label_ranking_loss(expected, scores))
    # Both are defined only for labels that some articles have and some have not.
    mixed = [i for i in range(len(labels)) if 0 < expected[:, i].sum() < len(expected)]
    result["auroc"] = {
        labels[i]: float(metrics.roc_auc_score(expected[:, i], scores[:, i])) for i in mixed
    }
    result["average_precision"] = {
        labels[i]: float(metrics.average_precision_score(expected[:, i], scores[:, i])) for i in mixed
    }
    result["report"] = metrics.classification_report(
        expected, predicted, target_names=labels, digits=2, zero_division=0
    )
    return result


def same(left, right):
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, float):
        return abs(left - right) <= 1e-12
    return left == right


warnings.simplefilter("ignore")
for case in json.loads(Path(__file__).with_name("expected.json").read_text())["cases"]:
    differing = [name for name, value in figures(case).items() if not same(value, case[name])]
    print(f"{case['name']}: {'equal' if not differing else 'DIFFERS in ' + ', '.join(differing)}")
