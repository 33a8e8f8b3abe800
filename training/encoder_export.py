"""Step 9 of the encoder: the trained weights as a folder that `SentenceTransformer(folder)` loads by itself.

    python -m training.encoder_export --model runs/encoder/more --blend runs/encoder/passages --out index/model

Half precision, safetensors. `--blend` mixes in a share of another model's weights (Wortsman et al. 2022), such as the
one the last step started from. A model card that is in OUT already stays; the digest it states is made true.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from training.encoder_model import DENSE, ROTATION

_DIGEST = re.compile(r"(?<=SHA-256 of model\.safetensors: `)[0-9a-f]*(?=`)")
_LONGEST = 256


def digest(folder: Path) -> str:
    """SHA-256 of the folder's model.safetensors, hexadecimal."""
    return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()


def stated_digest(folder: Path) -> str | None:
    """The digest that the folder's model card states, None where it states none."""
    found = _DIGEST.search((folder / "README.md").read_text(encoding="utf-8"))
    return found.group() if found else None


def export(model: Path, out: Path, blend: tuple[Path, float] | None = None) -> None:
    """Writes the folder `out` from a folder of a training step; `blend` is another step's folder and its share.

    From a checkpoint that holds an average of the weights, the average is taken.
    """
    average = model / "average.safetensors"
    source = average if average.is_file() else model / "model.safetensors"
    weights = {name: value.float() for name, value in load_file(source).items() if value.is_floating_point()}
    if blend is not None:
        other = {name: value.float() for name, value in load_file(blend[0] / "model.safetensors").items()}
        if any(name not in other or other[name].shape != value.shape for name, value in weights.items()):
            raise ValueError(f"{blend[0].name} is of another shape; give --blend a model with this vocabulary")
        weights = {name: torch.lerp(value, other[name], blend[1]) for name, value in weights.items()}
    out.mkdir(parents=True, exist_ok=True)
    for stale in ("1_Pooling", "2_Dense", "2_Normalize", "3_Normalize"):
        shutil.rmtree(out / stale, ignore_errors=True)
    kinds = ["Transformer", "Pooling", "Normalize"]
    if (model / ROTATION).is_file():
        kinds.insert(2, "Dense")
    paths = ["", *(f"{i}_{kind}" for i, kind in enumerate(kinds) if i)]
    # BertModel has a pooler that nothing here reads; without weights for it, loading would warn and draw some.
    width = weights["embeddings.word_embeddings.weight"].shape[1]
    pooler = {"pooler.dense.weight": torch.zeros(width, width), "pooler.dense.bias": torch.zeros(width)}
    half = {name: value.half() for name, value in {**pooler, **weights}.items()}
    save_file(half, out / "model.safetensors", metadata={"format": "pt"})
    shutil.copyfile(model / "tokenizer.json", out / "tokenizer.json")
    config: dict[str, Any] = json.loads((model / "config.json").read_text(encoding="utf-8"))
    config.pop("_name_or_path", None)
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for i, (kind, path) in enumerate(zip(kinds, paths, strict=True))
    ]
    files: dict[str, Any] = {
        "config.json": {**config, "dtype": "float16", "architectures": ["BertModel"]},
        # The plain class, which reads tokenizer.json as it is: BertTokenizer would put its own normaliser back.
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": _LONGEST,
            "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
            **special,
        },
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": _LONGEST, "do_lower_case": False},
        "config_sentence_transformers.json": {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": {
            "word_embedding_dimension": config["hidden_size"],
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
        f"{paths[-1]}/config.json": {},
    }
    if "Dense" in kinds:
        identity = "torch.nn.modules.linear.Identity"
        files[f"{DENSE.parent}/config.json"] = {
            "in_features": width,
            "out_features": width,
            "bias": False,
            "activation_function": identity,
        }
        (out / DENSE).parent.mkdir()
        save_file({"linear.weight": load_file(model / ROTATION)["axes"].half()}, out / DENSE)
    for name, content in files.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    card = out / "README.md"
    if card.is_file():
        card.write_text(_DIGEST.sub(digest(out), card.read_text(encoding="utf-8")), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="folder that a training step wrote")
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--blend", type=Path, help="folder of another step to mix in")
    parser.add_argument("--share", type=float, default=0.15, help="share of --blend (default %(default)s)")
    options = parser.parse_args(arguments)
    export(options.model, options.out, None if options.blend is None else (options.blend, options.share))
    size = sum(file.stat().st_size for file in options.out.rglob("*") if file.is_file())
    print(f"{size / 1e6:.1f} MB written to {options.out}; SHA-256 of model.safetensors: {digest(options.out)}")


if __name__ == "__main__":
    main()
