package import Ledger
internal import Machine
package import Wire

/// What a finished training left, so that an interrupted run need not train again.
extension ModelFiles {
    package struct Outcome: Equatable {
        /// The digests of the model's files, by rising numbers of their parts.
        package let parts: [ModelPart]
        /// Root of the training transcript.
        package let transcriptRoot: Digest
        /// What was measured on the evaluation items.
        package let metrics: [ModelMetric]

        package init(parts: [ModelPart], transcriptRoot: Digest, metrics: [ModelMetric]) {
            self.parts = parts
            self.transcriptRoot = transcriptRoot
            self.metrics = metrics
        }

        /// The entry that ends the training, not signed yet.
        package func result(ofManifest manifest: UInt64) -> TrainingResult {
            TrainingResult(
                manifest: manifest, transcriptRoot: transcriptRoot, parts: parts, metrics: metrics)
        }

        /// The digest of a file; nil when the model has none of that number.
        package func digest(of part: UInt16) -> Digest? {
            parts.first { $0.part == part }?.digest
        }
    }

    /// Written last: a folder without it holds an unfinished training.
    package func writeOutcome(_ outcome: Outcome, manifest: Digest) throws {
        let json: JSONValue = .object([
            (
                "parts",
                .array(
                    outcome.parts.map {
                        .object([
                            ("part", .integer(Int64($0.part))), ("digest", .string($0.digest.hex)),
                        ])
                    })
            ),
            ("transcriptRoot", .string(outcome.transcriptRoot.hex)),
            (
                "metrics",
                .array(
                    outcome.metrics.map {
                        .object([
                            ("metric", .integer(Int64($0.metric))),
                            ("value", .integer(Int64($0.value))),
                            ("count", .integer(Int64($0.count))),
                        ])
                    })
            ),
        ])
        try files.write(CanonicalJSON.encode(json), to: folder(manifest) + "/outcome.json")
    }

    /// What a finished training of the manifest left; nil when there is none.
    package func readOutcome(manifest: Digest) -> Outcome? {
        let path = folder(manifest) + "/outcome.json"
        guard files.exists(path), let bytes = try? files.read(path, limit: FileLimit.text),
            let json = try? CanonicalJSON.parse(bytes, limit: 1 << 16),
            let root = json["transcriptRoot"]?.stringValue.flatMap({ Digest(hex: $0) }),
            let partList = json["parts"]?.arrayValue, let metricList = json["metrics"]?.arrayValue
        else { return nil }
        let parts = partList.compactMap(ModelPart.init(outcome:))
        let metrics = metricList.compactMap(ModelMetric.init(outcome:))
        guard parts.count == partList.count, metrics.count == metricList.count else { return nil }
        return Outcome(parts: parts, transcriptRoot: root, metrics: metrics)
    }
}

extension ModelPart {
    fileprivate init?(outcome json: JSONValue) {
        guard let part = json["part"]?.integerValue.flatMap({ UInt16(exactly: $0) }),
            let digest = json["digest"]?.stringValue.flatMap({ Digest(hex: $0) })
        else { return nil }
        self.init(part: part, digest: digest)
    }
}

extension ModelMetric {
    fileprivate init?(outcome json: JSONValue) {
        guard let metric = json["metric"]?.integerValue.flatMap({ UInt16(exactly: $0) }),
            let value = json["value"]?.integerValue.flatMap({ UInt64(exactly: $0) }),
            let count = json["count"]?.integerValue.flatMap({ UInt32(exactly: $0) })
        else { return nil }
        self.init(metric: metric, value: value, count: count)
    }
}
