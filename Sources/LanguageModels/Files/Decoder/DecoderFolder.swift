import Wire

/// A decoder as a Hugging Face folder, written out from a GGUF file.
///
/// The weights become single precision: what the blocks stand for, to the bit. transformers then
/// reads the folder as any other, and so does ``DecoderWeights``, which gets the same numbers.
public enum DecoderFolder {
    private static let configurationName = "config.json"
    private static let generationName = "generation_config.json"
    private static let tokenizerName = "tokenizer.json"
    private static let tokenizerSettingsName = "tokenizer_config.json"

    /// Writes the folder, which may not exist yet, all or nothing.
    ///
    /// A tensor is read and written a few rows at a time: the room that it takes is on the disk,
    /// four bytes an element.
    /// - Parameters:
    ///   - file: the GGUF file, with its tokenizer's metadata.
    ///   - tokenizerJSON: the bytes of `tokenizer.json`; nil leaves that file out.
    ///   - folder: where the folder will be.
    /// - Throws: ``ModelFolderError``, also for what `config.json` has no field for.
    public static func write(
        _ file: GGUFFile, tokenizerJSON: [UInt8]?, to folder: String
    ) throws(ModelFolderError) {
        let weights = try DecoderWeights(gguf: file)
        let tokenizer = try GGUFTokenizer(file)
        var files = [
            (configurationName, try weights.configuration.json(file: file.name)),
            (generationName, generation(weights.configuration, tokenizer)),
            (tokenizerSettingsName, try settings(tokenizer, weights.configuration, file)),
        ]
        if let tokenizerJSON { files.append((tokenizerName, tokenizerJSON)) }
        var target: PartialFolder
        let names = files.map(\.0) + [SafetensorsShards.fileName]
        do {
            target = try PartialFolder(path: folder, names: names)
        } catch {
            throw .unwritable(error)
        }
        for (name, bytes) in files {
            do throws(FileError) {
                try RegularFile.write(bytes, to: target.partialPath + "/" + name)
            } catch {
                throw .unwritable(error)
            }
        }
        let tensors = DecoderTensor.all(of: weights.configuration)
        try SafetensorsFile.write(
            tensors.map { ($0.name, $0.shape(in: weights.configuration)) },
            metadata: [("format", "pt")],
            to: target.partialPath + "/" + SafetensorsShards.fileName
        ) { (tensor, rows) throws(ModelFolderError) in
            try weights.floats(tensors[tensor], rows: rows, in: file)
        }
        do { try target.commit() } catch { throw .unwritable(error) }
    }

    private static func text(_ members: [(String, JSONValue)]) -> [UInt8] {
        Array((JSONValue.object(members).prettyText + "\n").utf8)
    }

    private static func generation(
        _ configuration: DecoderConfiguration, _ tokenizer: GGUFTokenizer
    ) -> [UInt8] {
        var members = configuration.tokenMembers
        if let id = tokenizer.paddingTokenID { members.append(("pad_token_id", id.json)) }
        return text(members)
    }

    private static func settings(
        _ tokenizer: GGUFTokenizer, _ configuration: DecoderConfiguration, _ file: GGUFFile
    ) throws(ModelFolderError) -> [UInt8] {
        var members: [(String, JSONValue)] = []
        for (name, flag) in [
            ("add_bos_token", tokenizer.addsBeginToken), ("add_eos_token", tokenizer.addsEndToken),
            ("add_prefix_space", tokenizer.addsSpacePrefix),
        ] {
            if let flag { members.append((name, .bool(flag))) }
        }
        for (name, id) in [
            ("bos_token", tokenizer.beginTokenID), ("eos_token", tokenizer.endTokenID),
            ("pad_token", tokenizer.paddingTokenID), ("unk_token", tokenizer.unknownTokenID),
        ] {
            guard let id else { continue }
            guard let text = String(validating: tokenizer.tokens[Int(id)], as: UTF8.self) else {
                throw .unsupported(file: file.name, field: name, value: "that is no UTF-8")
            }
            members.append((name, .string(text)))
        }
        if let template = tokenizer.chatTemplate {
            members.append(("chat_template", .string(template)))
        }
        members += [
            ("clean_up_tokenization_spaces", .bool(false)),
            ("model_max_length", .integer(Int64(configuration.contextLength))),
            ("tokenizer_class", .string("PreTrainedTokenizerFast")),
        ]
        return text(members)
    }
}
