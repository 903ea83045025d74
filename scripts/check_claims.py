#!/usr/bin/env python3
"""Holds the figures of `openledger demo --json`, read from standard input, to the README's claims.

The run is the same bits on every machine, so the figures do not waver and may gate a change.
"""

import json
import sys


def failures(figures):
    """Yields a sentence for each claim that the figures do not bear out."""
    accuracy = figures["accuracy"]
    for baseline in ("nearestNeighbours", "logisticRegression", "tfidfLinear"):
        ahead = accuracy["pairedDeviations"][baseline]
        if accuracy["model"] <= accuracy[baseline] or ahead < 3:
            yield f"the model is only {ahead:.1f} standard errors ahead of {baseline}"
    claims = figures["claims"]
    for kind in ("shuffled", "copied", "filler"):
        share = claims["badPayPerRow"][kind]
        if share >= 0.05:
            yield f"the {kind} contributor earned {share:.0%} of the honest median per row"
    paid, teams = claims["paidTeams"], claims["teamsWithTenRows"]
    if paid < 0.85 * teams:
        yield f"only {paid} of {teams} honest teams with ten or more rows are paid now"
    receipts = figures["receipts"]
    if not figures["answers"] == receipts["issued"] == receipts["verified"] == receipts["recomputed"]:
        yield f"not every receipt stands up: {receipts}"
    if not figures["ledger"]["conserved"]:
        yield "money was made or lost"


def main():
    lines = sys.stdin.read().strip().splitlines()
    if not lines:
        sys.exit("check_claims: no figures on standard input")
    found = list(failures(json.loads(lines[-1])))
    for sentence in found:
        print(f"NOT KEPT: {sentence}")
    print(f"claims: {'kept' if not found else f'{len(found)} not kept'}")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
