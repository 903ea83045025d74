internal import FoundationEssentials
package import LanguageModels
package import Machine
internal import Tokenizers
package import Wire

/// The frozen encoder that adapters are trained on, with its tokenizer and digests.
package struct BaseModel: Sendable {
    /// The folder's configuration and tokenizer.
    package let folder: SentenceEncoderFolder
    /// The encoder with a classifier's passes over it.
    package let classifier: SequenceClassifier
    /// SHA-256 of model.safetensors.
    package let weightsDigest: Digest
    /// SHA-256 of tokenizer.json.
    package let tokenizerDigest: Digest
    /// SHA-256 of config.json.
    package let configurationDigest: Digest

    /// Loads a Hugging Face folder.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - trainable: whether to prepare the backward pass.
    /// - Throws: `ModelFolderError` or `OperationError` with a sentence that says what to do.
    package init(path: String, trainable: Bool) throws {
        folder = try SentenceEncoderFolder(path: path)
        weightsDigest = try Self.digest(ofFile: folder.weightsPath)
        tokenizerDigest = try Self.digest(ofFile: path + "/tokenizer.json")
        configurationDigest = try Self.digest(ofFile: path + "/config.json")
        classifier = SequenceClassifier(
            encoder: try BertEncoder(
                configuration: folder.configuration, weights: folder.weights(),
                trainable: trainable))
    }

    /// Refuses to stand in for another base model than a manifest names.
    ///
    /// - Throws: `OperationError` that names the file which differs.
    package func require(_ manifest: TrainingManifest) throws(OperationError) {
        for (file, own, named) in [
            ("model.safetensors", weightsDigest, manifest.baseModel),
            ("tokenizer.json", tokenizerDigest, manifest.tokenizer),
            ("config.json", configurationDigest, manifest.configuration ?? configurationDigest),
        ] where own != named {
            throw OperationError(
                .altered,
                "the base model is not the manifest's: \(file) in \(folder.path) has SHA-256 "
                    + "\(own.hex), the manifest names \(named.hex)")
        }
    }

    /// Token ids of a row's text, at most `maximumTokens` of them.
    package func tokens(of text: String, maximumTokens: Int) -> [Int32] {
        folder.tokenizer.encode(text, maximumTokens: min(maximumTokens, folder.maximumTokens))
    }

    /// What the model is known as.
    package static let publicName = "sentence-transformers/all-MiniLM-L6-v2"

    /// Where the set-up puts the base model, below the directory of the package.
    private static let place = ".cache/models/all-MiniLM-L6-v2"

    /// The folder to load: the named one, else that of the environment, else the one that the
    /// set-up put near the program.
    ///
    /// - Throws: `OperationError` when there is none.
    package static func located(
        named path: String?, environment: [String: String], program: String
    ) throws(OperationError) -> String {
        if let path { return path }
        if let path = environment["OPENLEDGER_MODEL"], !path.isEmpty { return path }
        if let found = fetched(place + "/config.json", near: program) {
            return String(found.dropLast("/config.json".count))
        }
        throw OperationError(
            .noModel,
            "no base model was found: run 'make build', which fetches it, or name a folder with "
                + "--model or OPENLEDGER_MODEL")
    }

    /// The path of a file that the set-up fetched, in a folder above the program; nil for none.
    package static func fetched(_ place: String, near program: String) -> String? {
        var folder = program
        while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            folder = String(folder[..<slash])
            let candidate = folder + "/" + place
            if FileManager.default.fileExists(atPath: candidate) { return candidate }
        }
        return nil
    }

    private static func digest(ofFile path: String) throws(OperationError) -> Digest {
        var stream = DigestStream()
        do {
            let file = try PosixFile(path, for: .reading)
            var offset: UInt64 = 0
            while case let piece = try file.read(1 << 20, at: offset), !piece.isEmpty {
                stream.update(piece)
                offset += UInt64(piece.count)
            }
        } catch {
            throw OperationError(.noModel, "cannot read \(path): is the model folder complete?")
        }
        return stream.finalize()
    }
}
