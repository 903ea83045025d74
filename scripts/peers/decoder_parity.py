#!/usr/bin/env python3
"""Holds SmolLM2, as the program runs it from its GGUF file, to transformers on the same weights.

Needs the program, the fetched model (`make build`), and torch, transformers and safetensors of
requirements.txt.

    python scripts/peers/decoder_parity.py .build/release/openledger [--prompts 50]

The GGUF file is written out as a Hugging Face folder, which transformers reads. For prompts of the
demonstration's sample, as chats: the same token ids, logits within a tolerance that rounding in
another order needs, and the same greedy tokens. A greedy token may differ where the reference has
two logits nearer than that tolerance, which is counted.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy
import torch
import transformers

SAMPLE = (pathlib.Path(__file__).parent.parent.parent
          / "Sources/Demonstration/Resources/debian-sample.tsv")
SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"
WRITTEN = 32
TOLERANCE = 1e-3


def run(program, *arguments):
    return subprocess.run([program, "lab", *arguments], check=True, capture_output=True, text=True).stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--prompts", type=int, default=50)
    options = parser.parse_args()
    lines = SAMPLE.read_text().splitlines()
    texts = [line.split("\t")[-1] for line in lines[1::max(1, len(lines) // options.prompts)]]
    texts = texts[:options.prompts]
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        run(options.program, "gguf", "--model", "smollm2", "--out", str(work / "model"))
        tokenizer = transformers.AutoTokenizer.from_pretrained(work / "model")
        prompts = [tokenizer.apply_chat_template(
            [{"role": "system", "content": SYSTEM},
             {"role": "user", "content": f"What is this package for? {text}"}],
            tokenize=False, add_generation_prompt=True) for text in texts]
        (work / "prompts").write_text("".join(
            json.dumps({"prompt": prompt}) + "\n" for prompt in prompts))
        written = [json.loads(line)["tokens"] for line in run(
            options.program, "generate", "--model", "smollm2", "--prompts", str(work / "prompts"),
            "--max-tokens", str(WRITTEN), "--json").splitlines()]
        model = transformers.AutoModelForCausalLM.from_pretrained(
            work / "model", dtype=torch.float32).eval()
        ids = [tokenizer(prompt, add_special_tokens=False)["input_ids"] for prompt in prompts]
        same = near = 0
        largest = 0.0
        for index, prompt in enumerate(ids):
            whole = torch.tensor([prompt + written[index]])
            with torch.no_grad():
                logits = model(whole).logits[0].numpy()
            numpy.save(work / "tokens.npy", whole.numpy().astype("<i4"))
            run(options.program, "logits", "--model", "smollm2", "--tokens",
                str(work / "tokens.npy"), "--out", str(work / "logits.npy"))
            ours = numpy.load(work / "logits.npy")[0]
            largest = max(largest, float(numpy.abs(ours - logits).max()))
            for step, token in enumerate(written[index]):
                row = logits[len(prompt) - 1 + step]
                if int(row.argmax()) == token:
                    same += 1
                else:
                    near += row.max() - row[token] < TOLERANCE
        total = sum(map(len, written))
        print(json.dumps({
            "prompts": len(ids), "tokens": total, "greedyTokensAsTransformers": same,
            "nearTies": int(near), "largestLogitDifference": largest}))
        if same + near < total or largest > TOLERANCE:
            sys.exit("SmolLM2 differs from transformers")


main()
