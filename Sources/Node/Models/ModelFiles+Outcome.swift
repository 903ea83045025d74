internal import Ledger
internal import Wire

/// What a finished training left, so that an interrupted run need not train again.
extension ModelFiles {
    struct Outcome: Equatable {
        let digests: Digests
        let transcriptRoot: Digest
        let evaluationCorrect: Int
        let evaluationTotal: Int
    }

    /// Written last: a folder without it holds an unfinished training.
    func writeOutcome(_ outcome: Outcome, manifest: Digest) throws {
        let json: JSONValue = .object([
            ("adapter", .string(outcome.digests.adapter.hex)),
            ("head", .string(outcome.digests.head.hex)),
            ("index", .string(outcome.digests.index.hex)),
            ("gate", .string(outcome.digests.gate.hex)),
            ("transcriptRoot", .string(outcome.transcriptRoot.hex)),
            ("evaluationCorrect", .integer(Int64(outcome.evaluationCorrect))),
            ("evaluationTotal", .integer(Int64(outcome.evaluationTotal))),
        ])
        try files.write(CanonicalJSON.encode(json), to: folder(manifest) + "/outcome.json")
    }

    /// What a finished training of the manifest left; nil when there is none.
    func readOutcome(manifest: Digest) -> Outcome? {
        let path = folder(manifest) + "/outcome.json"
        guard files.exists(path), let bytes = try? files.read(path),
            let json = try? CanonicalJSON.parse(bytes, limit: 1 << 16)
        else { return nil }
        func digest(_ key: String) -> Digest? {
            json[key]?.stringValue.flatMap { Digest(hex: $0) }
        }
        guard let adapter = digest("adapter"), let head = digest("head"),
            let index = digest("index"), let gate = digest("gate"),
            let root = digest("transcriptRoot"),
            let correct = json["evaluationCorrect"]?.integerValue,
            let total = json["evaluationTotal"]?.integerValue
        else { return nil }
        return Outcome(
            digests: Digests(adapter: adapter, head: head, index: index, gate: gate),
            transcriptRoot: root, evaluationCorrect: Int(correct), evaluationTotal: Int(total))
    }
}
