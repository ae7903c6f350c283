#!/usr/bin/env python3
"""Compares the scores that mesh-classifier wrote with those of transformers.

Usage: check_scores.py SCORES [--tolerance 1e-5] [--report REPORT]

SCORES is the file that io.github.meshclassifier.examples.WriteScores wrote: for each model
directory its labels, its limit of tokens, and for each text the number of tokens and the
probability of every label; or why it was refused. Each directory is loaded with AutoConfig,
AutoTokenizer and AutoModelForSequenceClassification, offline; each text is scored alone and in one
padded batch with the others. A line is printed for each model. The exit status is 1 if a model
could not be loaded, disagrees about labels or token counts, or has a probability further away than
the tolerance; of models in a directory named "refused", if one was not refused.

Written for transformers 5.18.0 and torch 2.13.0.
"""

import argparse
import json
import os
import platform
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")

import torch
import transformers
from transformers import AutoConfig, AutoModelForSequenceClassification, AutoTokenizer

transformers.logging.set_verbosity_error()
transformers.utils.logging.disable_progress_bar()


def reads_segment_ids(directory, config):
    """Whether an XLNet does, by its tokenizer's settings; None for other families."""
    if config.model_type != "xlnet":
        return None
    settings = {}
    path = os.path.join(directory, "tokenizer_config.json")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            settings = json.load(file)
    return "token_type_ids" in settings.get("model_input_names", ["token_type_ids"])


def encode(tokenizer, texts, max_tokens, segment_ids):
    """The inputs of the model; XLNet's with segment ids as in its pretraining, or without any."""
    inputs = tokenizer(
        texts, truncation=True, max_length=max_tokens, padding=True, return_tensors="pt"
    )
    if segment_ids is not None:
        inputs.pop("token_type_ids", None)
    if segment_ids:
        # 0 for the text, 2 for the closing <cls>, 3 for the padding before it.
        segments = torch.where(inputs["attention_mask"] == 1, 0, 3)
        segments[:, -1] = 2
        inputs["token_type_ids"] = segments
    return inputs


def probabilities(model, inputs):
    with torch.no_grad():
        return torch.sigmoid(model(**inputs).logits.float()).tolist()


def largest_difference(expected, found):
    return max(abs(a - b) for row, other in zip(expected, found) for a, b in zip(row, other))


def expects_refusal(entry):
    return os.path.basename(os.path.dirname(entry["directory"])) == "refused"


def check_refusal(entry):
    """Returns the report of a model that this library refused, with what transformers makes of it."""
    try:
        _, loading = AutoModelForSequenceClassification.from_pretrained(
            entry["directory"], output_loading_info=True
        )
        left = [kind for kind in ("missing_keys", "unexpected_keys") if loading.get(kind)]
        there = "loads" + (f" with {' and '.join(left)}" if left else "")
    except Exception as error:
        there = f"{type(error).__name__}"
    return {
        "directory": entry["directory"],
        "refused": entry["refused"].split(" (/")[0],
        "transformers": there,
        "problems": [] if expects_refusal(entry) else ["refused: " + entry["refused"]],
    }


def line(model):
    """One line about a model, for people."""
    name = "/".join(model["directory"].split(os.sep)[-2:])
    if model["problems"]:
        return f"FAILED  {name}: {'; '.join(model['problems'])}"
    if "refused" in model:
        return f"refused {name}: {model['refused']}; transformers: {model['transformers']}"
    if model["segment_ids"] is not None:
        name += f" {'with' if model['segment_ids'] else 'without'} segment ids"
    alone, batched = (model["largest_difference"][how] for how in ("alone", "batched"))
    return (
        f"equal   {name}: {model['labels']} labels, {alone:.1e} alone, {batched:.1e} batched,"
        f" {model['model_class']}, {model['tokenizer_class']}"
    )


def check(entry, tolerance):
    """Returns the report of one model; problems is empty if it agrees."""
    directory, labels, rows = entry["directory"], entry["labels"], entry["rows"]
    problems = []
    if expects_refusal(entry):
        problems.append("it was loaded")
    config = AutoConfig.from_pretrained(directory)
    tokenizer = AutoTokenizer.from_pretrained(directory)
    how = (entry["max_tokens"], reads_segment_ids(directory, config))
    model, loading = AutoModelForSequenceClassification.from_pretrained(
        directory, output_loading_info=True, dtype=torch.float32, attn_implementation="eager"
    )
    model.eval()
    for kind in ("missing_keys", "unexpected_keys", "mismatched_keys"):
        if loading.get(kind):
            problems.append(f"{kind}: {sorted(map(str, loading[kind]))[:5]}")
    # WriteScores says of its models that their labels are independent.
    if config.problem_type not in ("multi_label_classification", None):
        problems.append(f"problem_type is {config.problem_type!r}")
    names = [str(config.id2label[i]) for i in range(config.num_labels)]
    if names != labels:
        problems.append(f"id2label is {names}, expected {labels}")

    texts = [row["text"] for row in rows]
    expected = [[row["scores"][label] for label in labels] for row in rows]
    alone = []
    for row in rows:
        inputs = encode(tokenizer, [row["text"]], *how)
        tokens = inputs["input_ids"].shape[1]
        if tokens != row["tokens"]:
            problems.append(f"{row['text'][:40]!r} has {tokens} tokens, expected {row['tokens']}")
        alone += probabilities(model, inputs)
    batched = probabilities(model, encode(tokenizer, texts, *how))
    differences = {
        "alone": largest_difference(expected, alone),
        "batched": largest_difference(expected, batched),
    }
    for batch, difference in differences.items():
        if not difference <= tolerance:
            problems.append(f"largest difference {batch} is {difference}")
    return {
        "directory": directory,
        "segment_ids": how[1],
        "model_class": type(model).__name__,
        "tokenizer_class": type(tokenizer).__name__,
        "texts": len(texts),
        "labels": len(labels),
        "largest_difference": differences,
        "problems": problems,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scores", help="what WriteScores wrote")
    parser.add_argument("--tolerance", type=float, default=1e-5, help="default: %(default)s")
    parser.add_argument("--report", help="where a report as JSON goes; default: nowhere")
    arguments = parser.parse_args()
    with open(arguments.scores, encoding="utf-8") as file:
        entries = json.load(file)["models"]
    models = []
    for entry in entries:
        try:
            refused = "refused" in entry
            models.append(check_refusal(entry) if refused else check(entry, arguments.tolerance))
        except Exception as error:  # the other models are worth checking all the same
            problem = f"{type(error).__name__}: {error}"
            models.append({"directory": entry["directory"], "problems": [problem]})
        print(line(models[-1]), flush=True)
    passed = bool(models) and not any(model["problems"] for model in models)
    report = {
        "passed": passed,
        "tolerance": arguments.tolerance,
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
        "models": models,
    }
    if arguments.report:
        with open(arguments.report, "w", encoding="utf-8") as file:
            json.dump(report, file, indent=2, ensure_ascii=False)
    failed = sum(bool(model["problems"]) for model in models)
    texts = max((model.get("texts", 0) for model in models), default=0)
    print(
        f"{len(models)} models, {failed} failed, {texts} texts, tolerance {arguments.tolerance};"
        f" transformers {transformers.__version__}, torch {torch.__version__}"
    )
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
