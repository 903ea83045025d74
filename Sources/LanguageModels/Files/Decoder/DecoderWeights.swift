import Tensors
import Wire

/// The configuration and the tensors of a decoder, from a Hugging Face folder or from a GGUF file.
///
/// Opening checks that every tensor of the architecture is there in its shape and that there is no
/// other; elements are read, and must be finite, when they are asked for. Whatever the source, they
/// come in Hugging Face's order.
public struct DecoderWeights: Sendable {
    /// The decoder's shape.
    public let configuration: DecoderConfiguration
    private let source: Source

    private enum Source: Sendable {
        case folder(SafetensorsShards)
        case gguf(GGUFFile)
    }

    /// Opens a folder that holds `config.json`, or else a GGUF file.
    ///
    /// - Throws: ``ModelFolderError``.
    public init(path: String) throws(ModelFolderError) {
        if RegularFile.exists(at: path + "/config.json") {
            try self.init(folder: path)
        } else {
            let file: GGUFFile
            do { file = try GGUFFile(path: path) } catch { throw .gguf(error) }
            try self.init(gguf: file)
        }
    }

    /// Opens a folder: `config.json`, perhaps `generation_config.json`, and `model.safetensors`
    /// or the files that `model.safetensors.index.json` names.
    ///
    /// - Throws: ``ModelFolderError``.
    public init(folder: String) throws(ModelFolderError) {
        configuration = try DecoderConfiguration(folder: folder)
        let shards = try SafetensorsShards(folder: folder)
        source = .folder(shards)
        var unread = Set(shards.names)
        for tensor in DecoderTensor.all(of: configuration) {
            let found = try shards.tensor(tensor.name)
            let shape = tensor.shape(in: configuration)
            guard found.shape == shape else {
                throw .weights(
                    .wrongShape(tensor: tensor.name, expected: shape, found: found.shape))
            }
            guard ["F32", "F16", "BF16"].contains(found.elementType) else {
                throw .weights(
                    .notFloatingPoint(tensor: tensor.name, type: found.elementType))
            }
            unread.remove(ByteName(tensor.name))
        }
        try checkTiedHead(&unread)
        // Older files keep the frequencies, which follow from the configuration.
        unread = unread.filter { !$0.text.hasSuffix(".rotary_emb.inv_freq") }
        if let name = unread.min() {
            throw .unsupported(
                file: SafetensorsShards.fileName, field: "tensor", value: name.text)
        }
    }

    /// Takes an open GGUF file.
    ///
    /// - Throws: ``ModelFolderError``.
    public init(gguf file: GGUFFile) throws(ModelFolderError) {
        configuration = try DecoderConfiguration(gguf: file)
        source = .gguf(file)
        var unread = Set(file.tensors.map { ByteName($0.name) })
        for tensor in DecoderTensor.all(of: configuration) {
            let name = tensor.nameInGGUF
            let shape = tensor.shape(in: configuration)
            guard let found = file.tensor(name) else { throw .gguf(.missing(name)) }
            guard found.shape == shape else {
                throw .gguf(.wrongShape(tensor: name, expected: shape, found: found.shape))
            }
            unread.remove(ByteName(name))
        }
        unread.remove(ByteName(RotaryPositions.factorsName))
        if let name = unread.min() {
            throw .unsupported(file: file.name, field: "tensor", value: name.text)
        }
    }

    /// A head that is stored though it is the embedding must be the embedding.
    private func checkTiedHead(_ unread: inout Set<ByteName>) throws(ModelFolderError) {
        guard configuration.tiesEmbeddings,
            unread.remove(ByteName(DecoderTensor.outputHead.name)) != nil
        else { return }
        guard try floats(.outputHead) == floats(.embedding) else {
            throw .contradiction(
                "config.json ties the output head to the embedding, but the file of weights holds "
                    + "another lm_head.weight.")
        }
    }
}

// MARK: - Reading

extension DecoderWeights {
    /// The embedding, [vocabulary, width].
    ///
    /// - Throws: ``ModelFolderError``, also for an element that is not finite.
    public func embedding() throws(ModelFolderError) -> LinearWeight {
        try linear(.embedding)
    }

    /// The weights of the last normalisation, [width].
    ///
    /// - Throws: ``ModelFolderError``, also for an element that is not finite.
    public func finalNorm() throws(ModelFolderError) -> [Float] {
        try floats(.finalNorm)
    }

    /// The output head, [vocabulary, width]; nil where it is the embedding.
    ///
    /// - Throws: ``ModelFolderError``, also for an element that is not finite.
    public func outputHead() throws(ModelFolderError) -> LinearWeight? {
        guard !configuration.tiesEmbeddings else { return nil }
        return try linear(.outputHead)
    }

    /// All tensors of a layer.
    ///
    /// - Precondition: there is such a layer.
    /// - Throws: ``ModelFolderError``, also for an element that is not finite.
    public func layer(_ index: Int) throws(ModelFolderError) -> DecoderLayerWeights {
        precondition((0..<configuration.layerCount).contains(index))
        func vector(_ part: DecoderTensor.Part) throws(ModelFolderError) -> [Float] {
            try floats(.layer(index, part))
        }
        func map(
            _ part: DecoderTensor.Part, _ bias: DecoderTensor.Part, hasBias: Bool
        ) throws(ModelFolderError) -> LinearMapWeights {
            LinearMapWeights(
                weight: try linear(.layer(index, part)), bias: hasBias ? try vector(bias) : nil)
        }
        let hasBias = configuration.hasAttentionBias
        let isGatedWithBias = configuration.hasFeedForwardBias
        let hasNorms = configuration.hasQueryKeyNorms
        return DecoderLayerWeights(
            attentionNorm: try vector(.attentionNorm),
            query: try map(.query, .queryBias, hasBias: hasBias),
            key: try map(.key, .keyBias, hasBias: hasBias),
            value: try map(.value, .valueBias, hasBias: hasBias),
            output: try map(.output, .outputBias, hasBias: configuration.hasOutputBias),
            queryNorm: hasNorms ? try vector(.queryNorm) : nil,
            keyNorm: hasNorms ? try vector(.keyNorm) : nil,
            feedForwardNorm: try vector(.feedForwardNorm),
            gate: try map(.gate, .gateBias, hasBias: isGatedWithBias),
            up: try map(.up, .upBias, hasBias: isGatedWithBias),
            down: try map(.down, .downBias, hasBias: isGatedWithBias))
    }

    /// The elements of a tensor in row-major order.
    ///
    /// - Precondition: the tensor is one of ``DecoderTensor/all(of:)``.
    /// - Throws: ``ModelFolderError``, also for an element that is not finite.
    public func floats(_ tensor: DecoderTensor) throws(ModelFolderError) -> [Float] {
        let shape = tensor.shape(in: configuration)
        switch source {
        case .folder(let shards): return try shards.floats(tensor.name, shape: shape)
        case .gguf(let file): return try floats(tensor, rows: 0..<shape[0], in: file)
        }
    }

    /// A tensor of two dimensions as its file stores it.
    ///
    /// - Precondition: the tensor is one of ``DecoderTensor/all(of:)`` and has two dimensions.
    /// - Throws: ``ModelFolderError``, also for an element or a scale that is not finite.
    public func linear(_ tensor: DecoderTensor) throws(ModelFolderError) -> LinearWeight {
        let shape = tensor.shape(in: configuration)
        precondition(shape.count == 2, "A linear map has a weight of two dimensions.")
        switch source {
        case .folder:
            return .floats(
                Matrix(rows: shape[0], columns: shape[1], values: try floats(tensor)))
        case .gguf(let file):
            let found = try entry(tensor, file)
            do throws(GGUFError) {
                let weight: LinearWeight =
                    if found.format.isQuantised {
                        .blocks(try file.blocks(found))
                    } else {
                        .floats(
                            Matrix(
                                rows: shape[0], columns: shape[1], values: try file.floats(found)))
                    }
                guard let order = headOrder(tensor) else { return weight }
                return weight.rows(at: (0..<shape[0]).map(order))
            } catch {
                throw .gguf(error)
            }
        }
    }
}
