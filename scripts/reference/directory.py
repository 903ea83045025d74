"""What a data directory publishes: entries of the log, rows, gate, openings, models' files.

docs/formats/data-directory.md, ledger-entry.md, datanet.md. Signatures, hashes and money are
`openledger verify`'s; here stands what the arithmetic is repeated from.
"""

import hashlib
import json
import pathlib
import re
import struct

from singles import f32


def json_lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


class DataDirectory:
    """A data directory, for reading."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.entries = self.read_entries()

    def read_entries(self):
        """The log's entries, of the full tiles and the longest partial one."""
        entries = []
        while True:
            number = len(entries) // 256
            digits = f"{number:03d}"
            while len(digits) % 3:
                digits = "0" + digits
            groups = [digits[at:at + 3] for at in range(0, len(digits), 3)]
            name = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
            full = self.path / "log/tile/entries" / name
            partial = full.with_name(full.name + ".p")
            if full.exists():
                tile = full
            elif partial.exists():
                tile = max(partial.iterdir(), key=lambda file: int(file.name))
            else:
                return entries
            data, at = tile.read_bytes(), 0
            while at < len(data):
                length = struct.unpack_from(">H", data, at)[0]
                entries.append(data[at + 2:at + 2 + length])
                at += 2 + length
            if tile != full:
                return entries

    def of_type(self, kind):
        return [entry for entry in self.entries if entry[1] == kind]

    def answers(self):
        """Request commitment, lines (row, weight, lower) and rest of each answer of layout 2."""
        found = {}
        for entry in self.of_type(13):
            if entry[0] != 2:
                continue
            q = 148 + 36 * entry[147]
            count, lines = entry[q + 69], []
            for line in range(count):
                at = q + 70 + 67 * line
                row = struct.unpack_from(">I", entry, at + 9)[0]
                lines.append((row, *struct.unpack_from(">2I", entry, at + 34)))
            rest = struct.unpack_from(">I", entry, q + 70 + 67 * count)[0]
            found[entry[71:103].hex()] = lines, rest
        return found

    def openings(self):
        return [line for file in sorted((self.path / "openings").glob("*.jsonl"))
                for line in json_lines(file)]

    def models(self):
        """The folders of trained models."""
        return sorted(file.parent for file in (self.path / "models").glob("*/outcome.json"))

    def rows(self, count):
        """The first accepted rows of the directory's one Datanet."""
        folder, = (self.path / "datanets").iterdir()
        rows = [row for row in json_lines(folder / "rows.jsonl") if row["status"] == "accepted"]
        assert [row["row"] for row in rows] == list(range(len(rows)))
        return rows[:count]

    def evaluation_items(self, root):
        return json_lines(self.path / "evaluations" / (root + ".jsonl"))

    def beacon(self, manifest_digest):
        """The secret that was revealed for a manifest."""
        for index, entry in enumerate(self.entries):
            if entry[1] == 7 and manifest_digest in entry:
                for reveal in self.of_type(8):
                    if struct.unpack_from(">Q", reveal, 10)[0] == index:
                        return reveal[18:50]
        raise ValueError("the log reveals no beacon of the manifest")


class ModelFiles:
    """A model's folder."""

    def __init__(self, folder):
        self.folder = folder
        data = (folder / "manifest.json").read_bytes()
        self.manifest, self.digest = json.loads(data), hashlib.sha256(data).digest()
        assert self.digest.hex() == folder.name
        assert self.manifest["arithmetic"] == "openledger-f32-fma-1"

    def settings(self):
        """The attribution's numbers, as the index has them."""
        section = self.manifest["attribution"]
        return {"quantile": section["chanceQuantileMillis"], "lines": section["maximumLines"],
                "resampled": section["resampledHeads"], "steps": section["refitSteps"],
                "deviations": section["boundDeviationsMillis"],
                "damping": f32(section["dampingMillis"]) / f32(1000),
                "penalty": f32(section["refitPenaltyMillionths"]) / f32(1e6)}

    def standings(self):
        """payable, gated or fewRows of each account."""
        data = json.loads((self.folder / "gate.bin").read_bytes()[32:])
        return {item["account"]: item["standing"] for item in data["verdicts"]}

    def learned(self, rows):
        """Of the manifest's rows those that stayed in the training."""
        if self.manifest.get("verdict") != "gates":
            return rows
        standings = self.standings()
        return [row for row in rows if standings[row["account"]] != "gated"]


# MARK: Items that count

FEWEST_WORDS = 4


def words(text):
    """Runs of ASCII letters (lowered), digits and bytes from 0x80 on; without one, the text."""
    found = tuple(re.findall(rb"[a-z0-9\x80-\xff]+", text.encode().lower()))
    return found or (b"\0" + text.encode(),)


def unseen(items, rows):
    """The items that no row says the same as, nor an earlier item."""
    known = [words(row["text"]) for row in rows]
    sequences, sets = set(known), [set(own) for own in known]
    found, earlier = [], set()
    for item in items:
        own = words(item["text"])
        is_new = own not in earlier and own not in sequences
        earlier.add(own)
        if is_new and not any(near(set(own), other) for other in sets):
            found.append(item)
    return found


def near(first, second):
    fewer = min(len(first), len(second))
    return fewer >= FEWEST_WORDS and 5 * len(first & second) >= 4 * fewer
