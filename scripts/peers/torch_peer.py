#!/usr/bin/env python3
"""Measures PyTorch, sentence-transformers and peft on the demonstration's own rows.

Prints one JSON object a line: metric, rowsPerSecond (the best of the runs), peer, threads, rows,
runs. `openledger bench training` runs it with --paired and sets its figures beside ours.

    .cache/peers/bin/python scripts/peers/torch_peer.py --model .cache/models/all-MiniLM-L6-v2 \\
        --sample Sources/Demonstration/Resources/debian-sample.tsv --threads 2
"""

import argparse
import json
import os
import sys
import time


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", required=True, help="folder of the base model")
    parser.add_argument("--sample", required=True, help="the demonstration's rows, tab-separated")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rows", type=int, default=1024, help="training rows to measure on")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rank", type=int, default=8)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--max-tokens", type=int, default=32)
    parser.add_argument(
        "--paired", action="store_true",
        help="measure one run for each line read from standard input, so that two programs can "
             "run in turns; the first warms up",
    )
    parser.add_argument(
        "--metric", action="append", choices=["embedding", "training", "training-peft"],
        help="only these; default: all",
    )
    return parser.parse_args()


def rows(path, count):
    """The first `count` training rows: texts and labels as numbers."""
    texts, labels, names = [], [], {}
    with open(path, encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if cells[0] == "labels":
                names = {name: number for number, name in enumerate(cells[1:])}
            if cells[0] == "train" and len(texts) < count:
                texts.append(cells[4])
                labels.append(names[cells[3]])
    return texts, labels, len(names)


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def report(metric, peer, work, chosen):
    """Prints the fastest of the runs, after one to warm up; or each run that is asked for."""
    def put(took, runs):
        print(json.dumps({
            "metric": metric, "rowsPerSecond": chosen.rows / took, "peer": peer,
            "threads": chosen.threads, "rows": chosen.rows, "runs": runs,
        }), flush=True)

    if chosen.paired:
        for _ in sys.stdin:
            put(seconds(work), 1)
    else:
        work()
        put(min(seconds(work) for _ in range(chosen.runs)), chosen.runs)


def measure_embedding(chosen, texts):
    import sentence_transformers

    encoder = sentence_transformers.SentenceTransformer(chosen.model, device="cpu")
    report(
        "embedding", f"sentence-transformers {sentence_transformers.__version__}",
        lambda: encoder.encode(texts, batch_size=chosen.batch, show_progress_bar=False), chosen,
    )


def own_lora(encoder, rank):
    """Puts a rank-`rank` update beside every linear layer of the encoder; scale 2."""
    import torch

    class WithLoRA(torch.nn.Module):
        def __init__(self, frozen):
            super().__init__()
            self.frozen = frozen
            bound = frozen.in_features**-0.5
            self.a = torch.nn.Parameter(torch.empty(rank, frozen.in_features).uniform_(-bound, bound))
            self.b = torch.nn.Parameter(torch.zeros(frozen.out_features, rank))

        def forward(self, x):
            return self.frozen(x) + 2 * (x @ self.a.T) @ self.b.T

    for parameter in encoder.parameters():
        parameter.requires_grad_(False)
    for layer in encoder.encoder.layer:
        inner = layer.attention
        for owner, name in (
            (inner.self, "query"), (inner.self, "key"), (inner.self, "value"),
            (inner.output, "dense"), (layer.intermediate, "dense"), (layer.output, "dense"),
        ):
            setattr(owner, name, WithLoRA(getattr(owner, name)))
    return encoder


def peft_lora(encoder, rank):
    import peft

    return peft.get_peft_model(encoder, peft.LoraConfig(
        r=rank, lora_alpha=2 * rank, lora_dropout=0.0,
        target_modules=["query", "key", "value", "attention.output.dense",
                        "intermediate.dense", "output.dense"],
    ))


def batches(chosen, texts, labels):
    """Batches of rows of like length, padded to the longest of each, as the demonstration makes."""
    import torch
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(chosen.model)
    tokens = tokenizer(texts, truncation=True, max_length=chosen.max_tokens)["input_ids"]
    order = []
    for start in range(0, len(texts), 16 * chosen.batch):
        chunk = range(start, min(start + 16 * chosen.batch, len(texts)))
        order += sorted(chunk, key=lambda row: len(tokens[row]))
    made = []
    for start in range(0, len(order), chosen.batch):
        members = order[start : start + chosen.batch]
        longest = max(len(tokens[row]) for row in members)
        ids = torch.zeros(len(members), longest, dtype=torch.long)
        mask = torch.zeros(len(members), longest, dtype=torch.long)
        for place, row in enumerate(members):
            ids[place, : len(tokens[row])] = torch.tensor(tokens[row])
            mask[place, : len(tokens[row])] = 1
        made.append((ids, mask, torch.tensor([labels[row] for row in members])))
    return made


def measure_training(chosen, texts, labels, classes, metric):
    """One epoch of LoRA training with a classification head, forward, backward and AdamW."""
    import torch
    from transformers import AutoModel

    torch.manual_seed(1)
    encoder = AutoModel.from_pretrained(chosen.model, dtype=torch.float32)
    encoder = (peft_lora if metric == "training-peft" else own_lora)(encoder, chosen.rank)
    encoder.eval()  # no dropout, as in the demonstration; gradients flow all the same
    head = torch.nn.Linear(384, classes)
    trained = [p for p in encoder.parameters() if p.requires_grad] + list(head.parameters())
    optimiser = torch.optim.AdamW(trained, lr=2e-3, betas=(0.9, 0.98), weight_decay=0.01)
    made = batches(chosen, texts, labels)

    def epoch():
        for ids, mask, wanted in made:
            hidden = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
            weights = mask.unsqueeze(-1).float()
            pooled = (hidden * weights).sum(1) / weights.sum(1)
            feature = 20 * torch.nn.functional.normalize(pooled, dim=1)
            loss = torch.nn.functional.cross_entropy(head(feature), wanted)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()

    name = f"PyTorch {torch.__version__}"
    if metric == "training-peft":
        import peft

        name += f", peft {peft.__version__}"
    report(metric, name, epoch, chosen)


def main():
    chosen = arguments()
    import torch

    torch.set_num_threads(chosen.threads)
    texts, labels, classes = rows(chosen.sample, chosen.rows)
    chosen.rows = len(texts)
    for metric in chosen.metric or ["embedding", "training", "training-peft"]:
        if metric == "embedding":
            measure_embedding(chosen, texts)
        else:
            measure_training(chosen, texts, labels, classes, metric)


if __name__ == "__main__":
    main()
