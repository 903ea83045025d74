internal import FoundationEssentials
internal import LanguageModels
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
/// | `measured/` | adapter and head that the gate measured, where refused rows then left |
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
        if let measured = model.measured {
            for file in AdapterFolder.files(of: measured.adapter, baseModel: BaseModel.publicName)
            where file.name.hasSuffix(".safetensors") {
                try keep(file.bytes, as: ModelPart.measuredAdapter, "measured/\(file.name)")
            }
            try keep(
                HeadFile.bytes(measured.head), as: ModelPart.measuredHead,
                "measured/" + Self.head)
        }
        let attribution = model.manifest.attribution
        try keep(model.parts.index.fileBytes, as: attribution.part, attribution.fileName)
        try files.write(transcript.fileBytes, to: folder + "/transcript.jsonl")
        return parts
    }

    package func writeManifest(_ manifest: TrainingManifest) throws {
        try files.write(manifest.fileBytes, to: folder(manifest.digest) + "/manifest.json")
    }

    /// Removes what a training without a model left beside its manifest, which the log names.
    package func removeParts(ofManifest manifest: Digest) {
        let path = files.root + "/" + folder(manifest)
        for name in (try? files.names(in: folder(manifest))) ?? []
        where name != "manifest.json" {
            try? FileManager.default.removeItem(atPath: path + "/" + name)
        }
    }

    /// Reads a manifest.
    ///
    /// - Throws: `OperationError` when it is missing or another one, and what its bytes throw.
    package func manifest(_ digest: Digest) throws -> TrainingManifest {
        try TrainingManifest(
            fileBytes: files.read(
                folder(digest) + "/manifest.json", limit: FileLimit.text, expecting: digest))
    }

    /// Reads a deployed model, each file checked against the digest in the log.
    ///
    /// - Parameters:
    ///   - digest: the manifest's.
    ///   - result: how its training ended.
    ///   - base: the base model, which has to be the manifest's.
    /// - Returns: the model.
    /// - Throws: `OperationError` for a file that is missing or not the log's, for another base
    ///   model, and for numbers with which an answer could leave the range of arithmetic.
    package func read(
        manifest digest: Digest, result: TrainingResult, base: BaseModel
    ) throws -> TrainedModel {
        let folder = folder(digest)
        let manifest = try manifest(digest)
        try base.require(manifest)
        let parts = ReadParts(files: files, folder: folder, result: result, base: base)
        let attribution = manifest.attribution
        let index = try attribution.index(
            fileBytes: parts.bytes(
                attribution.fileName, result.indexDigest(of: attribution.code.number)))
        let gate = try GateFile(
            fileBytes: parts.bytes(
                "gate.bin", result.digest(of: ModelPart.gate), limit: FileLimit.records))
        let model: TrainedModel
        switch manifest.kind {
        case .classifier(let labels):
            let own = try parts.classifier(
                "adapter", ModelPart.adapter, Self.head, ModelPart.head, manifest, labels)
            let measured =
                result.digest(of: ModelPart.measuredAdapter) == nil
                ? nil
                : try parts.classifier(
                    "measured", ModelPart.measuredAdapter, "measured/" + Self.head,
                    ModelPart.measuredHead, manifest, labels)
            model = TrainedModel(
                manifest: manifest, adapter: own.adapter,
                parts: .classifier(Classifier(labels: labels, head: own.head, index: index)),
                gate: gate, measured: measured, transcriptRoot: result.transcriptRoot)
        }
        guard index.rowCount == model.learnedRowCount else {
            throw OperationError(.altered, "the attribution index is of another number of rows")
        }
        return model
    }

    private static let head = "head.safetensors"
}

/// A model's parts as files, each held to the digest that the result names.
private struct ReadParts {
    let files: DataFiles
    let folder: String
    let result: TrainingResult
    let base: BaseModel

    func bytes(
        _ name: String, _ digest: Digest?, limit: Int = FileLimit.tensors
    ) throws -> [UInt8] {
        guard let digest else {
            throw OperationError(.altered, "the training result names no \(name)")
        }
        return try files.read("\(folder)/\(name)", limit: limit, expecting: digest)
    }

    /// An adapter and a head over it.
    func classifier(
        _ adapterFolder: String, _ adapterPart: UInt16, _ headName: String, _ headPart: UInt16,
        _ manifest: TrainingManifest, _ labels: [String]
    ) throws -> MeasuredClassifier {
        let configuration = base.classifier.encoder.configuration
        let weights = try bytes(
            adapterFolder + "/adapter_model.safetensors", result.digest(of: adapterPart))
        let adapter = try AdapterFolder.adapter(
            configurationJSON: files.read(
                folder + "/adapter/adapter_config.json", limit: FileLimit.text),
            weights: SafetensorsFile(bytes: weights), configuration: configuration)
        // The log names no digest of the configuration: it follows from the manifest.
        guard adapter.layout.rank == manifest.recipe.rank,
            adapter.layout.alpha == manifest.recipe.alpha
        else {
            throw OperationError(
                .altered, "\(folder)/adapter/adapter_config.json is not the manifest's")
        }
        let head = try HeadFile.read(
            bytes(headName, result.digest(of: headPart)), classes: labels.count,
            width: configuration.hiddenSize)
        let classifier = MeasuredClassifier(adapter: adapter, head: head)
        try classifier.requireReach(over: base.classifier.encoder)
        return classifier
    }
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
