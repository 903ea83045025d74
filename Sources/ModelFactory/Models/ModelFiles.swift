package import LanguageModels
package import Ledger
package import Machine
internal import ProofOfAttribution
package import Wire

/// The public files of a model: `DIR/models/<manifest digest>/`.
///
/// | file | what |
/// |---|---|
/// | `manifest.json` | what was fixed before training |
/// | `adapter/` | PEFT folder |
/// | `head.safetensors` | a classifier's head |
/// | `index.olhk` | the attribution index of the head kernel |
/// | `gate.bin` | the contributors' standings |
/// | `transcript.jsonl` | commitments to the run's state |
///
/// The log holds a digest of each; whoever has these files and the rows can repeat everything.
package struct ModelFiles: Sendable {
    package let files: DataFiles

    /// The models of a data directory.
    package init(dataDirectory: String) {
        files = DataFiles(root: dataDirectory)
    }

    package func folder(_ manifest: Digest) -> String { "models/" + manifest.hex }

    /// Writes everything of a model; the manifest is already there.
    ///
    /// - Returns: the digests that the training result names, by rising numbers of their parts.
    package func write(
        _ model: TrainedModel, transcript: TrainingTranscript
    ) throws -> [ModelPart] {
        let folder = folder(model.manifest.digest)
        var parts: [ModelPart] = []
        func keep(_ bytes: [UInt8], as part: UInt16, _ name: String) throws {
            try files.write(bytes, to: "\(folder)/\(name)")
            parts.append(ModelPart(part: part, digest: .sha256(bytes)))
        }
        for file in AdapterFolder.files(of: model.adapter, baseModel: BaseModel.publicName) {
            if file.name.hasSuffix(".safetensors") {
                try keep(file.bytes, as: ModelPart.adapter, "adapter/\(file.name)")
            } else {
                try files.write(file.bytes, to: "\(folder)/adapter/\(file.name)")
            }
        }
        switch model.parts {
        case .classifier(let classifier):
            try keep(HeadFile.bytes(classifier.head), as: ModelPart.head, Self.head)
        }
        try keep(model.gate.fileBytes, as: ModelPart.gate, "gate.bin")
        let attribution = model.manifest.attribution
        try keep(model.parts.index.fileBytes, as: attribution.part, attribution.fileName)
        try files.write(transcript.fileBytes, to: folder + "/transcript.jsonl")
        return parts
    }

    package func writeManifest(_ manifest: TrainingManifest) throws {
        try files.write(manifest.fileBytes, to: folder(manifest.digest) + "/manifest.json")
    }

    /// Reads a deployed model, each file checked against the digest in the log.
    package func read(
        manifest digest: Digest, result: TrainingResult, configuration: BertConfiguration
    ) throws -> TrainedModel {
        let folder = folder(digest)
        let manifest = try TrainingManifest(
            fileBytes: try files.read(
                folder + "/manifest.json", limit: FileLimit.text, expecting: digest))
        func part(_ name: String, _ limit: Int, _ digest: Digest?) throws -> [UInt8] {
            guard let digest else {
                throw OperationError(.altered, "the training result names no \(name)")
            }
            return try files.read("\(folder)/\(name)", limit: limit, expecting: digest)
        }
        let weights = try part(
            "adapter/adapter_model.safetensors", FileLimit.tensors,
            result.digest(of: ModelPart.adapter))
        let adapter = try AdapterFolder.adapter(
            configurationJSON: files.read(
                folder + "/adapter/adapter_config.json", limit: FileLimit.text),
            weights: SafetensorsFile(bytes: weights), configuration: configuration)
        let attribution = manifest.attribution
        let index = try attribution.index(
            fileBytes: part(
                attribution.fileName, FileLimit.tensors,
                result.indexDigest(of: attribution.code.number)))
        guard index.rowCount == manifest.rowCount else {
            throw OperationError(.altered, "the attribution index is of another number of rows")
        }
        let gate = try GateFile(
            fileBytes: part("gate.bin", FileLimit.records, result.digest(of: ModelPart.gate)))
        let parts: ModelParts
        switch manifest.kind {
        case .classifier(let labels):
            let head = try part(Self.head, FileLimit.tensors, result.digest(of: ModelPart.head))
            parts = .classifier(
                Classifier(
                    labels: labels,
                    head: try HeadFile.read(
                        head, classes: labels.count, width: configuration.hiddenSize),
                    index: index))
        }
        return TrainedModel(
            manifest: manifest, adapter: adapter, parts: parts, gate: gate,
            transcriptRoot: result.transcriptRoot)
    }

    private static let head = "head.safetensors"
}

extension TrainingTranscript {
    /// One JSON object a link.
    package var fileBytes: [UInt8] {
        var bytes: [UInt8] = []
        for link in links {
            bytes += CanonicalJSON.encode(
                .object([
                    ("step", .integer(Int64(link.step))),
                    ("parameters", .string(link.parameters.hex)),
                    ("optimiser", .string(link.optimiser.hex)),
                    ("batch", .string(link.batch.hex)),
                    ("record", .string(Hex.encode(link.record))),
                ]))
            bytes.append(UInt8(ascii: "\n"))
        }
        return bytes
    }
}
