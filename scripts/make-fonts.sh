#!/usr/bin/env bash
# Makes the website's three fonts, Latin subsets in WOFF2, from packaged ones:
# Inter (Debian's fonts-inter-variable), JetBrains Mono (Debian's fonts-jetbrains-mono) and
# Source Serif (the Python package font-source-serif-pro). Needs apt-get, python3 with venv and a
# network; the results and their licences are committed under Sources/Website/Resources/fonts.
set -euo pipefail
cd "$(dirname "$0")/.."
out=Sources/Website/Resources/fonts
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(
    cd "$work"
    apt-get -qq download fonts-inter-variable fonts-jetbrains-mono
    for package in *.deb; do dpkg-deb --extract "$package" .; done
    python3 -m venv venv
    venv/bin/pip -q install fonttools==4.60.1 brotli==1.1.0 setuptools font-source-serif-pro==0.0.1
)
serif=$(find "$work/venv" -name SourceSerifPro-Regular.ttf)

"$work/venv/bin/python" - "$work" "$serif" "$out" <<'PYTHON'
import sys
from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

work, serif, out = sys.argv[1:]
LATIN = list(range(0x20, 0x7F)) + list(range(0xA0, 0x100))
DASHES = [0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x2022]
SIGNS = [0x202F, 0x2190, 0x2192, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2713, 0x2717]

FONTS = [
    ("Ledger Sans", "sans", f"{work}/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf",
     LATIN + DASHES + SIGNS, ["kern", "calt", "case", "tnum", "zero", "cv11", "ss01"]),
    ("Ledger Serif", "serif", serif, LATIN + DASHES + [0x2212], ["kern", "liga"]),
    ("Ledger Mono", "mono", f"{work}/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf",
     LATIN[:95] + [0xA0, 0xB7, 0x2014, 0x2026, 0x2192, 0x2713], ["zero"]),
]

for family, name, path, characters, features in FONTS:
    font = TTFont(path)
    if "fvar" in font:
        font = instancer.instantiateVariableFont(font, {"wght": (400, 650)})
    options = subset.Options(
        layout_features=features, flavor="woff2", hinting=False, notdef_outline=True,
        name_IDs=[0, 1, 2, 4, 5, 6], drop_tables=["DSIG", "meta"])
    options.recalc_timestamp = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    # The licence reserves names of the originals; what was cut has another.
    for record in font["name"].names:
        if record.nameID in (1, 4):
            record.string = family
        if record.nameID == 6:
            record.string = family.replace(" ", "")
    font["head"].modified = font["head"].created
    font.flavor = "woff2"
    font.save(f"{out}/{name}.woff2")
    print(name, "done")
PYTHON
wc -c "$out"/*.woff2
