#!/usr/bin/env python3
"""Makes small models with transformers, for check_scores.py.

Usage: make_models.py MODELS

The directory MODELS, which must not exist, gets
  bases/     pretrained checkpoints of the five families, without a classifier, whose layers are 60
             wide and 100 in between: no multiple of a power of two, as in published small models;
  accepted/  classifiers that transformers loads and this library must load with the same scores:
             the fixtures of the tests, each way to name outputs and activations, vocabularies and
             limits, and each family at that width;
  refused/   models that transformers loads, or not, and this library must refuse.

Run it from the root of the project. Written for transformers 5.18.0 and torch 2.13.0.
"""

import copy
import json
import os
import pathlib
import shutil
import sys

os.environ.setdefault("HF_HUB_OFFLINE", "1")

import torch
from safetensors.torch import load_file, save_file
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForSequenceClassification,
    AutoTokenizer,
    set_seed,
)

FIXTURES = pathlib.Path("mesh-infer/src/test/resources/fixtures")
LETTERS = "ABCDEFGHIJLMNZ"
NAMES = {str(i): letter for i, letter in enumerate(LETTERS)}
ACTIVATIONS = [
    "gelu_python",
    "gelu_new",
    "gelu_pytorch_tanh",
    "gelu_python_tanh",
    "gelu_accurate",
    "gelu_fast",
    "relu",
    "silu",
    "swish",
]
FAMILIES = {
    "bert": dict(hidden_size=60, num_attention_heads=4, num_hidden_layers=2, intermediate_size=100),
    "roberta": dict(
        hidden_size=60, num_attention_heads=4, num_hidden_layers=2, intermediate_size=100
    ),
    "xlnet": dict(d_model=60, n_head=4, n_layer=2, d_inner=100),
    "distilbert": dict(dim=60, n_heads=4, n_layers=2, hidden_dim=100),
    "electra": dict(
        hidden_size=60,
        embedding_size=28,
        num_attention_heads=4,
        num_hidden_layers=2,
        intermediate_size=100,
    ),
    "modernbert": dict(
        hidden_size=60,
        num_attention_heads=6,
        num_hidden_layers=4,
        intermediate_size=100,
        local_attention=16,
    ),
}
ACTIVATION_KEYS = {
    "xlnet": "ff_activation",
    "distilbert": "activation",
    "modernbert": "hidden_activation",
}
TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt")


def remove(*keys):
    return lambda config: [config.pop(key, None) for key in keys]


def put(**values):
    return lambda config: config.update(values)


def both(*changes):
    return lambda config: [change(config) for change in changes]


ACCEPTED_CONFIGS = {
    "label2id-of-other-names": put(label2id={f"LABEL_{i}": i for i in range(14)}),
    "label2id-partial": put(label2id={"A": 0}),
    "label2id-strings": put(label2id={name: key for key, name in NAMES.items()}),
    "label2id-reversed": put(label2id={name: 13 - int(key) for key, name in NAMES.items()}),
    "label2id-missing": remove("label2id"),
    "id2label-in-another-order": put(id2label=dict(reversed(list(NAMES.items())))),
    "id2label-integers": put(
        id2label={key: int(key) for key in NAMES}, label2id={key: int(key) for key in NAMES}
    ),
    "num_labels-alone": both(remove("id2label", "label2id"), put(num_labels=14)),
    "num_labels-as-id2label": put(num_labels=14),
    "num_labels-contradicts-id2label": put(
        id2label={"0": "A", "1": "B"}, label2id={"A": 0, "B": 1}, num_labels=14
    ),
    "problem_type-missing": remove("problem_type"),
    "problem_type-null": put(problem_type=None),
}
REFUSED_CONFIGS = {
    "problem_type-single_label_classification": put(problem_type="single_label_classification"),
    "problem_type-regression": put(problem_type="regression"),
    "id2label-two-outputs-of-one-name": put(id2label={**NAMES, "13": "A"}),
    "id2label-from-1": put(id2label={str(int(key) + 1): name for key, name in NAMES.items()}),
    "id2label-with-a-gap": put(id2label={("14" if k == "13" else k): v for k, v in NAMES.items()}),
    "id2label-null": put(id2label={**NAMES, "13": None}),
    "id2label-fewer": put(id2label={k: v for k, v in NAMES.items() if int(k) < 13}),
    "no-names-of-14": remove("id2label", "label2id"),
    "num_labels-3": put(num_labels=3),
    "layers-1-of-2": put(num_hidden_layers=1),
    "layers-3-of-2": put(num_hidden_layers=3),
    "heads-no-divisor": put(num_attention_heads=3),
    "positions-more": put(max_position_embeddings=90),
    "token-types-3": put(type_vocab_size=3),
    "vocabulary-smaller": put(vocab_size=1799),
    "activation-quick_gelu": put(hidden_act="quick_gelu"),
    "activation-unknown": put(hidden_act="GELU"),
}
REFUSED_XLNET = {"heads-4-of-2": put(n_head=4, d_head=8), "layers-1-of-2": put(n_layer=1)}


def changed(source, target, change):
    """Copies a model and changes its config.json."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("README.md", "expected.json"))
    path = target / "config.json"
    config = json.loads(path.read_text())
    change(config)
    path.write_text(json.dumps(config, indent=2))


def two_outputs(source, target):
    """As save_pretrained writes a classifier of two outputs: without their names."""
    changed(source, target, remove("id2label", "label2id"))
    tensors = load_file(target / "model.safetensors")
    for name in ("classifier.weight", "classifier.bias"):
        tensors[name] = tensors[name][:2].clone()
    save_file(tensors, target / "model.safetensors", metadata={"format": "pt"})


def tokenizers(accepted):
    """Other vocabularies and limits than the fixture's, with the same texts."""
    fixture = FIXTURES / "bert"
    larger = accepted / "vocab_size-larger-than-the-vocabulary"
    changed(fixture, larger, put(vocab_size=1808))
    tensors = load_file(larger / "model.safetensors")
    name = "bert.embeddings.word_embeddings.weight"
    tensors[name] = torch.cat([tensors[name], torch.zeros(8, tensors[name].size(1))])
    save_file(tensors, larger / "model.safetensors", metadata={"format": "pt"})
    alone = accepted / "vocab.txt-alone"
    changed(fixture, alone, lambda config: None)
    (alone / "tokenizer.json").unlink()
    short = accepted / "model_max_length-32"
    changed(fixture, short, lambda config: None)
    settings = json.loads((short / "tokenizer_config.json").read_text())
    settings["model_max_length"] = 32
    (short / "tokenizer_config.json").write_text(json.dumps(settings, indent=2))


def scattered(model):
    """Random weights so large that every layer shows in the scores."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() > 1:
                parameter.normal_(0, 0.2)
            elif name.endswith("bias"):
                parameter.normal_(0, 0.1)
    return model.eval()


def family(name, models):
    fixture = FIXTURES / {
        "roberta": "roberta", "xlnet": "xlnet", "modernbert": "modernbert-cls"
    }.get(name, "bert")
    tokenizer = AutoTokenizer.from_pretrained(fixture)
    sizes = dict(FAMILIES[name], vocab_size=len(tokenizer), pad_token_id=tokenizer.pad_token_id)
    if name != "xlnet":
        sizes["max_position_embeddings"] = 130
    labels = dict(
        problem_type="multi_label_classification",
        id2label={i: letter for i, letter in enumerate(LETTERS)},
        label2id={letter: i for i, letter in enumerate(LETTERS)},
    )
    base = AutoConfig.for_model(name, **sizes)
    scattered(AutoModel.from_config(base)).save_pretrained(models / "bases" / name)
    copy_tokenizer(fixture, models / "bases" / name)
    for activation in ["gelu", *ACTIVATIONS]:
        config = copy.deepcopy(AutoConfig.for_model(name, **sizes, **labels))
        setattr(config, ACTIVATION_KEYS.get(name, "hidden_act"), activation)
        target = models / "accepted" / f"{name}-60-{activation}"
        scattered(AutoModelForSequenceClassification.from_config(config)).save_pretrained(target)
        copy_tokenizer(fixture, target)


def copy_tokenizer(source, target):
    for name in (*TOKENIZER, "spiece.model"):
        if (source / name).exists():
            shutil.copy(source / name, target / name)


def main():
    models = pathlib.Path(sys.argv[1])
    models.mkdir()
    set_seed(17)
    accepted, refused = models / "accepted", models / "refused"
    accepted.mkdir()
    refused.mkdir()
    for name in ("bert", "roberta", "xlnet", "modernbert-cls", "modernbert-mean"):
        changed(FIXTURES / name, accepted / f"fixture-{name}", lambda config: None)
    without = accepted / "fixture-xlnet-without-segment-ids"
    changed(FIXTURES / "xlnet", without, lambda config: None)
    settings = json.loads((without / "tokenizer_config.json").read_text())
    settings["model_input_names"] = ["input_ids", "attention_mask"]
    (without / "tokenizer_config.json").write_text(json.dumps(settings))
    two_outputs(FIXTURES / "bert", accepted / "two-outputs-without-names")
    tokenizers(accepted)
    for name, change in ACCEPTED_CONFIGS.items():
        changed(FIXTURES / "bert", accepted / name, change)
    for name, change in REFUSED_CONFIGS.items():
        changed(FIXTURES / "bert", refused / name, change)
    for name, change in REFUSED_XLNET.items():
        changed(FIXTURES / "xlnet", refused / f"xlnet-{name}", change)
    for name in FAMILIES:
        family(name, models)


if __name__ == "__main__":
    main()
