package import Ledger
internal import Machine
internal import ProofOfAttribution
package import Wire

/// What a finished training left, so that an interrupted run need not train again.
extension ModelFiles {
    package struct Outcome: Equatable {
        package let digests: Digests
        package let transcriptRoot: Digest
        package let evaluationCorrect: Int
        package let evaluationTotal: Int

        package init(
            digests: Digests, transcriptRoot: Digest, evaluationCorrect: Int, evaluationTotal: Int
        ) {
            self.digests = digests
            self.transcriptRoot = transcriptRoot
            self.evaluationCorrect = evaluationCorrect
            self.evaluationTotal = evaluationTotal
        }

        /// The entry that ends the training, not signed yet.
        package func result(ofManifest manifest: UInt64) -> TrainingResult {
            TrainingResult(
                manifest: manifest, transcriptRoot: transcriptRoot,
                parts: [
                    ModelPart(part: ModelPart.adapter, digest: digests.adapter),
                    ModelPart(part: ModelPart.head, digest: digests.head),
                    ModelPart(part: ModelPart.gate, digest: digests.gate),
                    ModelPart(
                        part: ModelPart.index(of: HeadKernel.code.number), digest: digests.index),
                ],
                metrics: [
                    ModelMetric(
                        metric: ModelMetric.accuracy, value: UInt64(evaluationCorrect),
                        count: UInt32(evaluationTotal))
                ])
        }
    }

    /// Written last: a folder without it holds an unfinished training.
    package func writeOutcome(_ outcome: Outcome, manifest: Digest) throws {
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
    package func readOutcome(manifest: Digest) -> Outcome? {
        let path = folder(manifest) + "/outcome.json"
        guard files.exists(path), let bytes = try? files.read(path, limit: FileLimit.text),
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
