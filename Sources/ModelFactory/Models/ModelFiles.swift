package import Identity
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
/// | `head.safetensors` | the classification head |
/// | `index.olhk` | the attribution index |
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

    /// The digests that a training result names.
    package struct Digests: Equatable {
        package let adapter: Digest
        package let head: Digest
        package let index: Digest
        package let gate: Digest
    }

    package func folder(_ manifest: Digest) -> String { "models/" + manifest.hex }

    /// Writes everything of a model; the manifest is already there.
    package func write(_ model: TrainedModel, transcript: TrainingTranscript) throws -> Digests {
        let folder = folder(model.manifest.digest)
        var adapterDigest: Digest?
        for file in AdapterFolder.files(of: model.adapter, baseModel: BaseModel.publicName) {
            try files.write(file.bytes, to: "\(folder)/adapter/\(file.name)")
            if file.name.hasSuffix(".safetensors") { adapterDigest = .sha256(file.bytes) }
        }
        guard let adapterDigest else { preconditionFailure("an adapter has a weights file") }
        let head = HeadFile.bytes(model.head)
        try files.write(head, to: folder + "/head.safetensors")
        let index = model.index.fileBytes
        try files.write(index, to: folder + "/index.olhk")
        let gate = model.gate.fileBytes
        try files.write(gate, to: folder + "/gate.bin")
        try files.write(transcript.fileBytes, to: folder + "/transcript.jsonl")
        return Digests(
            adapter: adapterDigest, head: .sha256(head), index: .sha256(index),
            gate: .sha256(gate))
    }

    package func writeManifest(_ manifest: TrainingManifest) throws {
        try files.write(manifest.fileBytes, to: folder(manifest.digest) + "/manifest.json")
    }

    /// Reads a deployed model, each file checked against the digest in the log.
    package func read(
        manifest digest: Digest, result: TrainingResult, owners: [AccountAddress],
        configuration: BertConfiguration
    ) throws -> TrainedModel {
        let folder = folder(digest)
        func expected(_ part: UInt16?) throws(OperationError) -> Digest {
            let found =
                part.map(result.digest(of:)) ?? result.indexDigest(of: HeadKernel.code.number)
            guard let found else {
                throw OperationError(.altered, "the training result lacks a part of a classifier")
            }
            return found
        }
        let manifest = try TrainingManifest(
            fileBytes: try files.read(
                folder + "/manifest.json", limit: FileLimit.text, expecting: digest))
        let weights = try files.read(
            folder + "/adapter/adapter_model.safetensors", limit: FileLimit.tensors,
            expecting: expected(ModelPart.adapter))
        let adapter = try AdapterFolder.adapter(
            configurationJSON: files.read(
                folder + "/adapter/adapter_config.json", limit: FileLimit.text),
            weights: SafetensorsFile(bytes: weights), configuration: configuration)
        let head = try HeadFile.read(
            files.read(
                folder + "/head.safetensors", limit: FileLimit.tensors,
                expecting: expected(ModelPart.head)),
            classes: manifest.labels.count, width: configuration.hiddenSize)
        let index = try HeadKernelIndex(
            fileBytes: files.read(
                folder + "/index.olhk", limit: FileLimit.tensors, expecting: expected(nil)))
        guard index.count == owners.count else {
            throw OperationError(.altered, "the attribution index is of another number of rows")
        }
        let gate = try GateFile(
            fileBytes: files.read(
                folder + "/gate.bin", limit: FileLimit.records,
                expecting: expected(ModelPart.gate)))
        return TrainedModel(
            manifest: manifest, adapter: adapter, head: head, index: index, gate: gate,
            owners: owners, transcriptRoot: result.transcriptRoot)
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
