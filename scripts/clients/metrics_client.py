"""Reads a running node's metrics with Prometheus' own parser.

    python3 metrics_client.py BASE_URL

Prints the families, exits 1 when one is malformed. Needs requirements.txt.
"""

import sys
import urllib.request

from prometheus_client.parser import text_string_to_metric_families


def malformed(family):
    """What is wrong with a family; None for a sound one."""
    if family.type == "unknown":
        return "has no type"
    if family.type != "histogram":
        return None
    series = {}
    for sample in family.samples:
        if sample.name.endswith("_bucket"):
            labels = {name: value for name, value in sample.labels.items() if name != "le"}
            series.setdefault(tuple(sorted(labels.items())), []).append(sample)
    for samples in series.values():
        counts = [sample.value for sample in samples]
        if counts != sorted(counts) or samples[-1].labels["le"] != "+Inf":
            return "has buckets out of order"
    return None


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with urllib.request.urlopen(sys.argv[1] + "/metrics", timeout=15) as response:
        kind, text = response.headers["Content-Type"], response.read().decode()
    if not kind.startswith("text/plain; version=0.0.4"):
        sys.exit(f"The media type is {kind}.")
    families = list(text_string_to_metric_families(text))
    if not families:
        sys.exit("There are no metrics.")
    for family in families:
        print(f"{family.type:9} {family.name} ({len(family.samples)} samples)")
        if fault := malformed(family):
            sys.exit(f"{family.name} {fault}.")


if __name__ == "__main__":
    main()
