"""Writes a small sentence encoder with seeded random weights: a base model for a demonstration
whose whole training the second implementation repeats in a minute.

Widths are no multiples of sixteen, so that lanes and panels have rests.
"""

import json
import pathlib
import re
import struct

from streams import SeededBytes

WIDTH, WIDE, HEADS, LAYERS, POSITIONS = 40, 56, 2, 2, 64
WORDS = 400
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def pieces(texts):
    """Letters, and the words that the texts have most."""
    counts = {}
    for text in texts:
        for word in re.findall("[a-z]{2,}", text.lower()):
            counts[word] = counts.get(word, 0) + 1
    frequent = sorted(counts, key=lambda word: (-counts[word], word))[:WORDS]
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    return SPECIAL + list(letters) + ["##" + letter for letter in letters] + frequent


def tensors(vocabulary):
    random = SeededBytes(1, "tiny reference encoder")
    made = {}

    def add(name, shape, spread, centre=0.0):
        count = 1
        for size in shape:
            count *= size
        made[name] = shape, [centre + spread * (2 * float(random.unit_float()) - 1)
                             for _ in range(count)]

    add("embeddings.word_embeddings.weight", [vocabulary, WIDTH], 1)
    add("embeddings.position_embeddings.weight", [POSITIONS, WIDTH], 0.1)
    add("embeddings.token_type_embeddings.weight", [2, WIDTH], 0.2)
    norms = ["embeddings.LayerNorm"]
    for layer in range(LAYERS):
        prefix = f"encoder.layer.{layer}."
        for name, outputs, inputs in [
                ("attention.self.query", WIDTH, WIDTH), ("attention.self.key", WIDTH, WIDTH),
                ("attention.self.value", WIDTH, WIDTH), ("attention.output.dense", WIDTH, WIDTH),
                ("intermediate.dense", WIDE, WIDTH), ("output.dense", WIDTH, WIDE)]:
            add(prefix + name + ".weight", [outputs, inputs], 0.2)
            add(prefix + name + ".bias", [outputs], 0.1)
        norms += [prefix + "attention.output.LayerNorm", prefix + "output.LayerNorm"]
    for norm in norms:
        add(norm + ".weight", [WIDTH], 0.2, centre=1)
        add(norm + ".bias", [WIDTH], 0.2)
    return made


def write_safetensors(path, made):
    header, data = {}, b""
    for name in sorted(made):
        shape, values = made[name]
        start = len(data)
        data += struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [start, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def tokenizer(vocabulary):
    added = [{"id": number, "content": piece, "single_word": False, "lstrip": False,
              "rstrip": False, "normalized": False, "special": True}
             for number, piece in enumerate(SPECIAL)]
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": True, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100,
                  "vocab": {piece: number for number, piece in enumerate(vocabulary)}}}


def write(folder, texts):
    """Writes the folder as sentence-transformers has it; the vocabulary is made of the texts."""
    folder = pathlib.Path(folder)
    vocabulary = pieces(texts)
    (folder / "1_Pooling").mkdir(parents=True)
    files = {
        "config.json": {
            "model_type": "bert", "vocab_size": len(vocabulary), "hidden_size": WIDTH,
            "num_hidden_layers": LAYERS, "num_attention_heads": HEADS, "intermediate_size": WIDE,
            "max_position_embeddings": POSITIONS, "type_vocab_size": 2, "layer_norm_eps": 1e-12,
            "hidden_act": "gelu"},
        "tokenizer.json": tokenizer(vocabulary),
        "tokenizer_config.json": {"do_lower_case": True},
        "sentence_bert_config.json": {"max_seq_length": POSITIONS},
        "modules.json": [
            {"idx": number, "name": str(number), "path": path,
             "type": "sentence_transformers.models." + kind}
            for number, (path, kind) in enumerate(
                [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")])],
        "1_Pooling/config.json": {
            "word_embedding_dimension": WIDTH, "pooling_mode_mean_tokens": True}}
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value))
    # What tells `openledger lab tokens` an encoder's folder from a decoder's.
    (folder / "vocab.txt").write_text("".join(piece + "\n" for piece in vocabulary))
    write_safetensors(folder / "model.safetensors", tensors(len(vocabulary)))
