internal import Ledger
internal import Wire

extension ModelCard {
    var json: JSONValue {
        .object(
            [
                ("name", .string(name)), ("created", .count(createdSeconds)),
                ("datanet", .text(datanet)), ("price", .amount(terms.fee)),
                ("labels", .array(labels.map(JSONValue.string))), ("entries", entries),
                ("maker", .account(terms.makerAccount)), ("node", .account(terms.nodeAccount)),
                ("baseModel", .account(terms.baseModelAccount)),
                ("shares", .shares(terms.shares)), ("rows", .count(terms.rowCount)),
                (
                    "method",
                    .object([
                        ("id", .count(terms.methodId)), ("version", .count(terms.methodVersion)),
                    ])
                ),
                ("digests", digestsJSON),
            ] + measures)
    }

    /// The log's entries that made the model.
    private var entries: JSONValue {
        .object([
            ("deploy", .index(terms.deploy)), ("result", .index(terms.result)),
            ("manifest", .index(terms.manifest)), ("evaluation", .index(terms.evaluation)),
            ("datanet", .index(terms.datanet)),
        ])
    }

    private var digestsJSON: JSONValue {
        .object([
            ("manifest", .digest(digests.manifest)), ("adapter", .digest(digests.adapter)),
            ("head", .digest(digests.head)), ("gate", .digest(digests.gate)),
            ("index", .digest(terms.indexDigest)),
        ])
    }

    private var measures: [(String, JSONValue)] {
        [
            (
                "evaluation",
                .object([
                    ("correct", .count(evaluation.correct)), ("total", .count(evaluation.total)),
                    ("opened", .bool(isEvaluationOpened)),
                ])
            ),
            (
                "runs",
                .object([
                    ("results", .count(runs.results)), ("aborts", .count(runs.aborts)),
                    ("unfinished", .count(runs.unfinished)),
                ])
            ),
            ("beaconRule", .string(beaconRule)),
            (
                "standings",
                .object([
                    ("payable", .count(standings.payable)), ("gated", .count(standings.gated)),
                    ("fewRows", .count(standings.fewRows)),
                ])
            ),
        ]
    }
}
