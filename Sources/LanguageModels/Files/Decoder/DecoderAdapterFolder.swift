internal import Tensors
public import Wire

/// A low-rank adapter of a decoder as PEFT writes it: `adapter_config.json` and
/// `adapter_model.safetensors` (https://huggingface.co/docs/peft).
///
/// Which maps are adapted, and with what rank, is what the weights say; `target_modules` and
/// `layers_to_transform` said it to the trainer. The scale is alpha / rank, or alpha / √rank with
/// `use_rslora`, with the alpha that `alpha_pattern` has for a map.
public enum DecoderAdapterFolder {
    private static let understood: Set = [
        "alpha_pattern", "exclude_modules", "fan_in_fan_out", "layers_pattern",
        "layers_to_transform", "rank_pattern", "use_rslora",
    ]
    /// PEFT's own bound is memory; the widest maps of known models have 30,000 inputs.
    private static let rankLimit = 4_096
    /// Over this an adapter is no small addition to a model.
    private static let fileLimit = 1 << 30

    /// Reads an adapter of a decoder.
    ///
    /// - Throws: ``ModelFolderError``; forms of LoRA that are not done here, and weights for maps
    ///   that the decoder does not have, are refused by name.
    public static func read(
        _ folder: String, configuration: DecoderConfiguration
    ) throws(ModelFolderError) -> DecoderAdapter {
        let config = try ModelJSON(file: AdapterFolder.configurationName, in: folder)
        let weights: SafetensorsFile
        do {
            weights = try SafetensorsFile(path: folder + "/" + AdapterFolder.weightsName)
        } catch { throw .weights(error) }
        return try adapter(config, weights, configuration)
    }

    /// Reads an adapter from the bytes of the two files, otherwise as ``read(_:configuration:)``.
    ///
    /// - Throws: ``ModelFolderError``.
    public static func adapter(
        configurationJSON: [UInt8], weights: SafetensorsFile, configuration: DecoderConfiguration
    ) throws(ModelFolderError) -> DecoderAdapter {
        try adapter(
            ModelJSON(file: AdapterFolder.configurationName, bytes: configurationJSON), weights,
            configuration)
    }

    /// Reads an adapter of a decoder together with what names its bytes.
    ///
    /// - Returns: the adapter, and SHA-256 over the digests of its two files, tagged.
    /// - Throws: ``ModelFolderError``.
    public static func readWithDigest(
        _ folder: String, configuration: DecoderConfiguration
    ) throws(ModelFolderError) -> (adapter: DecoderAdapter, digest: Digest) {
        func bytes(_ name: String) throws(ModelFolderError) -> [UInt8] {
            do {
                return try RegularFile.bytes(at: folder + "/" + name, limit: fileLimit)
            } catch { throw .unreadable(error) }
        }
        let config = try bytes(AdapterFolder.configurationName)
        let weights = try bytes(AdapterFolder.weightsName)
        let file: SafetensorsFile
        do { file = try SafetensorsFile(bytes: weights) } catch { throw .weights(error) }
        return (
            try adapter(configurationJSON: config, weights: file, configuration: configuration),
            Digest.sha256(
                tag: "openledger/decoder-adapter/v1",
                Digest.sha256(config).bytes + Digest.sha256(weights).bytes)
        )
    }

    private static func adapter(
        _ config: ModelJSON, _ weights: SafetensorsFile, _ configuration: DecoderConfiguration
    ) throws(ModelFolderError) -> DecoderAdapter {
        try AdapterFolder.checkKind(config, understood: understood)
        try config.refuse("fan_in_fan_out")
        let scales = try AdapterScales(config)
        var maps: [LinearSite: LowRankMap] = [:]
        var unread = Set(weights.tensors.map { ByteName($0.name) })
        for layer in 0..<configuration.layerCount {
            for map in DecoderMap.allCases {
                let module = "model.layers.\(layer).\(map.moduleName)"
                let name = AdapterFolder.prefix + module
                guard let a = weights.tensors.first(where: { $0.name == name + ".lora_A.weight" })
                else { continue }
                let (inputs, outputs) = map.shape(in: configuration)
                guard let rank = a.shape.first, (1...rankLimit).contains(rank) else {
                    throw .weights(
                        .wrongShape(tensor: a.name, expected: [1, inputs], found: a.shape))
                }
                do {
                    maps[LinearSite(layer: layer, map: map)] = LowRankMap(
                        a: Matrix(
                            rows: rank, columns: inputs,
                            values: try weights.floats(a.name, shape: [rank, inputs])),
                        b: Matrix(
                            rows: outputs, columns: rank,
                            values: try weights.floats(
                                name + ".lora_B.weight", shape: [outputs, rank])),
                        scale: scales.scale(of: module, rank: rank))
                } catch { throw .weights(error) }
                unread.remove(ByteName(name + ".lora_A.weight"))
                unread.remove(ByteName(name + ".lora_B.weight"))
            }
        }
        if let name = unread.min() {
            throw .unsupported(
                file: AdapterFolder.weightsName, field: "tensor", value: name.text)
        }
        guard !maps.isEmpty else {
            throw .contradiction("\(AdapterFolder.weightsName) holds no tensor of an adapter.")
        }
        return DecoderAdapter(maps: maps)
    }
}

extension DecoderMap {
    /// Elements that the map takes and gives.
    func shape(in configuration: DecoderConfiguration) -> (inputs: Int, outputs: Int) {
        let (width, inner) = (configuration.width, configuration.feedForwardWidth)
        return switch self {
        case .query: (width, configuration.queryWidth)
        case .key, .value: (width, configuration.keyValueWidth)
        case .output: (configuration.queryWidth, width)
        case .gate, .up: (width, inner)
        case .down: (inner, width)
        }
    }
}

/// What the product of each map is multiplied by.
private struct AdapterScales {
    private let alpha: Double
    private let isStabilised: Bool
    private let patterns: [(module: ByteName, alpha: Double)]

    init(_ config: ModelJSON) throws(ModelFolderError) {
        let file = AdapterFolder.configurationName
        alpha = try config.number("lora_alpha")
        var patterns: [(module: ByteName, alpha: Double)] = []
        for (pattern, value) in config.value["alpha_pattern"]?.members ?? [] {
            // PEFT takes a pattern for a regular expression of a module's end; names are their own.
            guard pattern.utf8.allSatisfy(Self.isPlain) else {
                throw .unsupported(file: file, field: "alpha_pattern", value: pattern)
            }
            guard let alpha = value.doubleValue else {
                throw .invalidField(file: file, field: "alpha_pattern")
            }
            patterns.append((ByteName(pattern), alpha))
        }
        self.patterns = patterns
        isStabilised = try config.boolean("use_rslora", default: false)
        for alpha in [alpha] + patterns.map(\.alpha) where !(alpha > 0 && alpha <= 1e6) {
            throw .invalidField(file: file, field: "lora_alpha")
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    /// The first pattern counts that is the module's name or its end after a dot.
    func scale(of module: String, rank: Int) -> Float {
        let name = Array(module.utf8)
        let alpha = patterns.first { pattern, _ in
            let end = Array(pattern.text.utf8)
            guard name.count >= end.count, name.suffix(end.count).elementsEqual(end) else {
                return false
            }
            return name.count == end.count
                || name[name.count - end.count - 1] == UInt8(ascii: ".")
        }?.alpha
        let divisor = isStabilised ? Double(rank).squareRoot() : Double(rank)
        return Float((alpha ?? self.alpha) / divisor)
    }
}
