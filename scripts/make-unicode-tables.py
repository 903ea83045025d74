#!/usr/bin/env python3
"""Writes Sources/Tokenizers/UnicodeTables*.swift: the Unicode facts of the reference tokenizer.

The tables are pinned to one release of PyPI's `tokenizers`, not to a Unicode version: its crates
carry tables of several ages. So every scalar is put through the reference and what it does is
written down. Needs: pip install tokenizers==0.23.3

    python scripts/make-unicode-tables.py [--check]

--check compares with the committed files and writes nothing.
"""

import pathlib
import sys
import unicodedata

import tokenizers
from tokenizers import Regex
from tokenizers.normalizers import NFC, NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer, Digits, Split

PINNED = "0.23.3"
OUTPUT = pathlib.Path(__file__).parent.parent / "Sources" / "Tokenizers"


def only(**wanted):
    """The Bert normaliser with every step off but the wanted ones."""
    steps = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return BertNormalizer(**(steps | wanted))


def scalars():
    for value in range(0x110000):
        if not 0xD800 <= value <= 0xDFFF:
            yield value


def is_hangul_syllable(value):
    return 0xAC00 <= value <= 0xD7A3


def ranges(values):
    """[first, last] pairs of consecutive values, in order."""
    found = []
    for value in sorted(values):
        # The gap of the surrogates is no gap: they never occur in a text.
        if found and (value == found[-1][1] + 1 or (found[-1][1] == 0xD7FF and value == 0xE000)):
            found[-1][1] = value
        else:
            found.append([value, value])
    return found


def probe():
    clean = only(clean_text=True)
    chinese = only(handle_chinese_chars=True)
    strip = only(strip_accents=True)
    lower = only(lowercase=True)
    nfd = NFD()
    split = BertPreTokenizer()
    facts = dict(removed=[], space=[], ideograph=[], mark=[], separator=[], punctuation=[])
    decomposition, lowercase = {}, {}
    for value in scalars():
        c = chr(value)
        cleaned = clean.normalize_str("a" + c + "b")
        if cleaned == "ab":
            facts["removed"].append(value)
        elif cleaned == "a b":
            facts["space"].append(value)
        else:
            assert cleaned == "a" + c + "b", hex(value)
        spaced = chinese.normalize_str(c)
        if spaced != c:
            assert spaced == " " + c + " ", hex(value)
            facts["ideograph"].append(value)
        parts = nfd.normalize_str(c)
        if parts != c:
            decomposition[value] = [ord(part) for part in parts]
        elif strip.normalize_str(c) != c:
            assert strip.normalize_str(c) == "", hex(value)
            facts["mark"].append(value)
        small = lower.normalize_str(c)
        if small != c:
            lowercase[value] = [ord(part) for part in small]
        pieces = [piece for piece, _ in split.pre_tokenize_str("a" + c + "b")]
        if pieces == ["a", "b"]:
            facts["separator"].append(value)
        elif pieces == ["a", c, "b"]:
            facts["punctuation"].append(value)
        else:
            assert pieces == ["a" + c + "b"], hex(value)
    # What the composition of the steps relies on.
    marks = set(facts["mark"])
    for value, parts in decomposition.items():
        kept = "".join(chr(part) for part in parts if part not in marks)
        assert strip.normalize_str(chr(value)) == kept, hex(value)
        if is_hangul_syllable(value):
            index = value - 0xAC00
            expected = [0x1100 + index // 588, 0x1161 + index % 588 // 28]
            expected += [0x11A7 + index % 28] if index % 28 else []
            assert parts == expected, hex(value)
    assert all(value in decomposition for value in range(0xAC00, 0xD7A4))
    classes = combining_classes(nfd, [v for v in scalars() if v not in decomposition])
    return facts, decomposition, lowercase, classes


def combining_classes(nfd, values):
    """The canonical combining class of each scalar, by how it is reordered beside known marks."""

    def swaps(first, second):
        return nfd.normalize_str("a" + first + second) == "a" + second + first

    # Representatives that the reference's own, older tables know: U+0345 has the highest class.
    known = {240: "\u0345"}
    for value in range(0x300, 0x110000):
        klass = unicodedata.combining(chr(value))
        if klass and klass not in known and not unicodedata.decomposition(chr(value)):
            if swaps(known[240], chr(value)):
                known[klass] = chr(value)
    order = sorted(known)
    lowest, highest = known[order[0]], known[240]
    found = {}
    for value in values:
        c = chr(value)
        if not (swaps(c, lowest) or swaps(highest, c) or c == lowest):
            continue
        if c in known.values():
            found[value] = next(k for k in order if known[k] == c)
            continue
        below = [k for k in order if swaps(c, known[k])]
        above = [k for k in order if swaps(known[k], c)]
        between = [k for k in order if k not in below and k not in above]
        assert len(between) == 1, (hex(value), between)
        found[value] = between[0]
    return found


def word_classes(facts):
    """The classes by which patterns cut words, and the one that the step Digits goes by."""
    patterns = {name: Split(Regex(pattern), "removed") for name, pattern in [
        ("letter", r"\p{L}"), ("number", r"\p{N}"), ("space", r"\s")]}
    digits = Digits(individual_digits=True)
    found = {name: [] for name in [*patterns, "digit"]}
    for value in scalars():
        for name, pattern in patterns.items():
            if not pattern.pre_tokenize_str(chr(value)):
                found[name].append(value)
        if len(digits.pre_tokenize_str("a" + chr(value) + "a")) == 3:
            found["digit"].append(value)
    assert found["space"] == facts["separator"], "white space of patterns is that of words"
    assert set(found["number"]) < set(found["digit"])
    found["later"] = sorted(set(found["digit"]) - set(found["number"]))
    return found


def compositions(decomposition):
    """(first, second, composite) of every scalar, other than Hangul syllables, that NFC makes."""
    nfc = NFC()
    found = []
    for value, parts in sorted(decomposition.items()):
        if is_hangul_syllable(value) or nfc.normalize_str(chr(value)) != chr(value):
            continue
        first = nfc.normalize_str("".join(map(chr, parts[:-1])))
        assert len(first) == 1 and nfc.normalize_str(first + chr(parts[-1])) == chr(value)
        found.append((ord(first), parts[-1], value))
    # What composes in three parts does so in two steps, and nothing else composes.
    assert len({(first, second) for first, second, _ in found}) == len(found)
    return sorted(found)


def class_runs(classes):
    """(first, last, class) runs of consecutive scalars of one combining class."""
    runs = []
    for value, klass in sorted(classes.items()):
        if runs and runs[-1][1] == value - 1 and runs[-1][2] == klass:
            runs[-1][1] = value
        else:
            runs.append([value, value, klass])
    return runs


def swift_numbers(values, per_line=10):
    lines = []
    for start in range(0, len(values), per_line):
        lines.append("        " + ", ".join(values[start : start + per_line]) + ",")
    return "\n".join(lines)


def array(name, summary, values, element="UInt32", per_line=10):
    return (
        f"    /// {summary}\n    static let {name}: [{element}] = [\n"
        + swift_numbers(values, per_line)
        + "\n    ]\n"
    )


def hexadecimal(value):
    return f"0x{value:04X}"


def range_array(name, summary, values):
    flat = [hexadecimal(bound) for pair in ranges(values) for bound in pair]
    return array(name, summary, flat)


HEAD = """// Written by scripts/make-unicode-tables.py from tokenizers {version}; do not edit.
// Pinned on purpose: a newer Unicode would give other tokens, so other embeddings and other pay.

extension UnicodeTables {{
{body}}}
"""


def lowercase_runs(lowercase):
    """(first, last, stride, offset) runs of scalars with one lower-case scalar each."""
    single = [(v, parts[0] - v) for v, parts in sorted(lowercase.items()) if len(parts) == 1]
    runs = []
    for value, offset in single:
        if runs and runs[-1][3] == offset:
            first, last, stride, _ = runs[-1]
            step = value - last
            if step <= 2 and (first == last or step == stride):
                runs[-1] = (first, value, step, offset)
                continue
        runs.append((value, value, 1, offset))
    return runs


def files():
    facts, decomposition, lowercase, classes = probe()
    several = {v: parts for v, parts in lowercase.items() if len(parts) > 1}
    assert several == {0x130: [0x69, 0x307]}, several
    assert [r for r in ranges(facts["separator"])] == [
        r for r in ranges(set(facts["space"]) | {0x0B, 0x0C, 0x85})
    ], "white space of the two steps differs in more than three controls"
    yield "UnicodeTables+Categories.swift", "\n".join(
        [
            range_array(
                "removed", "Ranges that text cleaning drops: control, format, private, unassigned.",
                facts["removed"]),
            range_array(
                "separators", "Ranges of white space.", facts["separator"]),
            range_array(
                "ideographs", "Ranges of the CJK ideographs that become words of their own.",
                facts["ideograph"]),
            range_array(
                "nonspacingMarks", "Ranges of the marks that accent stripping drops.",
                facts["mark"]),
            range_array(
                "punctuation", "Ranges that are words of their own as punctuation.",
                facts["punctuation"]),
        ])
    runs = [
        f"({hexadecimal(first)}, {hexadecimal(last)}, {stride}, {offset})"
        for first, last, stride, offset in lowercase_runs(lowercase)
    ]
    yield "UnicodeTables+Lowercase.swift", array(
        "lowercaseRuns",
        "Runs with one lower-case scalar each; U+0130 alone, not here, becomes two.",
        runs, "(first: UInt32, last: UInt32, stride: UInt32, offset: Int32)", per_line=3)
    yield "UnicodeTables+CombiningClasses.swift", array(
        "combiningClasses", "Runs of scalars of one combining class that is not zero.",
        [f"({hexadecimal(a)}, {hexadecimal(b)}, {k})" for a, b, k in class_runs(classes)],
        "(first: UInt32, last: UInt32, combiningClass: UInt8)", per_line=3)
    words = word_classes(facts)
    yield "UnicodeTables+Words.swift", "\n".join(
        [
            range_array("letters", "Ranges of what patterns call a letter.", words["letter"]),
            range_array("numbers", "Ranges of what patterns call a number.", words["number"]),
            range_array(
                "laterNumbers", "Ranges of further numbers, to the step that parts digits alone.",
                words["later"]),
        ])
    yield "UnicodeTables+Composition.swift", array(
        "compositions", "Two scalars that NFC makes one, and that one; sorted.",
        [f"({', '.join(map(hexadecimal, entry))})" for entry in compositions(decomposition)],
        "(first: UInt32, second: UInt32, composite: UInt32)", per_line=3)
    keys = sorted(v for v in decomposition if not is_hangul_syllable(v))
    parts, starts = [], []
    for value in keys:
        starts.append(len(parts))
        parts.extend(decomposition[value])
    starts.append(len(parts))
    yield "UnicodeTables+DecomposableScalars.swift", array(
        "decomposable", "The scalars, other than Hangul syllables, that NFD takes apart.",
        [hexadecimal(v) for v in keys])
    yield "UnicodeTables+DecompositionStarts.swift", array(
        "decompositionStarts", "Where the parts of each begin in `decompositionParts`, and the end.",
        [str(start) for start in starts], "UInt16", per_line=14)
    assert len(parts) < 65536
    half = len(parts) // 2
    yield "UnicodeTables+DecompositionParts.swift", array(
        "decompositionParts", "The full canonical decompositions, one after the other.",
        [hexadecimal(part) for part in parts])


def main():
    assert tokenizers.__version__ == PINNED, f"needs tokenizers {PINNED}"
    changed = []
    for name, body in files():
        text = HEAD.format(version=PINNED, body=body)
        path = OUTPUT / name
        assert text.count("\n") <= 400, (name, text.count("\n"))
        if not path.exists() or path.read_text() != text:
            changed.append(name)
            if "--check" not in sys.argv:
                path.write_text(text)
    print("changed: " + ", ".join(changed) if changed else "all tables are up to date")
    if changed and "--check" in sys.argv:
        sys.exit(1)


if __name__ == "__main__":
    main()
