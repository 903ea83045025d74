import Tensors
import Wire

/// A low-rank adapter as a PEFT folder: `adapter_config.json` and `adapter_model.safetensors`.
///
/// PEFT's names and layout (https://huggingface.co/docs/peft): A is [rank, inputs], B is
/// [outputs, rank], the product is scaled by `lora_alpha` / `r`.
public enum AdapterFolder {
    static let configurationName = "adapter_config.json"
    static let weightsName = "adapter_model.safetensors"
    static let prefix = "base_model.model."

    /// The two files of an adapter, by name; the same adapter gives the same bytes.
    ///
    /// `baseModel` is what the configuration names as the model that the adapter belongs to.
    public static func files(
        of adapter: LoRAAdapter, baseModel: String
    ) -> [(name: String, bytes: [UInt8])] {
        [
            (configurationName, configuration(of: adapter.layout, baseModel: baseModel)),
            (
                weightsName,
                SafetensorsFile.encoded(tensors(of: adapter), metadata: [("format", "pt")])
            ),
        ]
    }

    /// Writes the two files into a folder that exists.
    ///
    /// - Throws: ``FileError``.
    public static func write(
        _ adapter: LoRAAdapter, baseModel: String, to folder: String
    ) throws(FileError) {
        for file in files(of: adapter, baseModel: baseModel) {
            try RegularFile.write(file.bytes, to: folder + "/" + file.name)
        }
    }

    /// Reads an adapter of a BERT encoder.
    ///
    /// A linear map that the folder does not adapt gets zeros, which change nothing.
    /// - Throws: ``ModelFolderError``; forms of LoRA that are not done here are refused by name.
    public static func read(
        _ folder: String, configuration: BertConfiguration
    ) throws(ModelFolderError) -> LoRAAdapter {
        let config = try ModelJSON(file: configurationName, in: folder)
        do {
            let weights = try SafetensorsFile(path: folder + "/" + weightsName)
            return try adapter(config, weights, configuration)
        } catch let error as ModelFolderError {
            throw error
        } catch let error as SafetensorsError {
            throw .weights(error)
        } catch {
            throw .contradiction("\(error)")
        }
    }

    /// Reads an adapter from the bytes of the two files, otherwise as ``read(_:configuration:)``.
    ///
    /// - Throws: ``ModelFolderError``.
    public static func adapter(
        configurationJSON: [UInt8], weights: SafetensorsFile, configuration: BertConfiguration
    ) throws(ModelFolderError) -> LoRAAdapter {
        try adapter(
            ModelJSON(file: configurationName, bytes: configurationJSON), weights, configuration)
    }
}

// MARK: - Writing

extension AdapterFolder {
    private static func configuration(of layout: LoRALayout, baseModel: String) -> [UInt8] {
        // PEFT adapts each module whose name ends in one of these.
        let targets = Set(layout.maps.map(\.target)).sorted()
        let alpha = Double(layout.alpha)
        let fields: [(String, JSONValue)] = [
            ("base_model_name_or_path", .string(baseModel)),
            ("bias", .string("none")),
            ("fan_in_fan_out", .bool(false)),
            ("inference_mode", .bool(true)),
            ("lora_alpha", Int64(exactly: alpha).map(JSONValue.integer) ?? .decimal(alpha)),
            ("lora_dropout", .decimal(0)),
            ("modules_to_save", .null),
            ("peft_type", .string("LORA")),
            ("r", .integer(Int64(layout.rank))),
            ("target_modules", .array(targets.map(JSONValue.string))),
            ("task_type", .string("FEATURE_EXTRACTION")),
            ("use_dora", .bool(false)),
            ("use_rslora", .bool(false)),
        ]
        return Array((JSONValue.object(fields).prettyText + "\n").utf8)
    }

    private static func tensors(
        of adapter: LoRAAdapter
    ) -> [(name: String, shape: [Int], values: [Float])] {
        let rank = adapter.layout.rank
        return adapter.layout.maps.flatMap { map in
            guard let slot = adapter.layout.slot(map.site) else {
                return [(name: String, shape: [Int], values: [Float])]()
            }
            let up = Matrix(
                rows: rank, columns: slot.outputs, values: Array(adapter.bTransposed(slot)))
            let name = prefix + map.moduleName
            return [
                (name + ".lora_A.weight", [rank, slot.inputs], Array(adapter.a(slot))),
                (name + ".lora_B.weight", [slot.outputs, rank], up.transposed.values),
            ]
        }
    }
}

// MARK: - Reading

extension AdapterFolder {
    private static func adapter(
        _ config: ModelJSON, _ weights: SafetensorsFile, _ configuration: BertConfiguration
    ) throws(ModelFolderError) -> LoRAAdapter {
        try checkKind(config)
        let rank = try config.integer("r", in: 1...1_024)
        let alpha = Float(try config.number("lora_alpha"))
        guard alpha.isFinite, alpha > 0 else {
            throw .invalidField(file: configurationName, field: "lora_alpha")
        }
        // The file holds what the rank claims before room for that rank is made.
        for tensor in weights.tensors where tensor.name.hasSuffix(".lora_A.weight") {
            guard tensor.shape.first == rank else {
                throw .contradiction(
                    "The rank \(rank) of \(configurationName) is not that of \(tensor.name).")
            }
        }
        guard !weights.tensors.isEmpty else {
            throw .contradiction("\(weightsName) holds no tensor of an adapter.")
        }
        let layout = LoRALayout(rank: rank, alpha: alpha, configuration: configuration)
        var parameters = [Float](repeating: 0, count: layout.parameterCount)
        var unread = Set(weights.tensors.map { ByteName($0.name) })
        do {
            for map in layout.maps {
                guard let slot = layout.slot(map.site) else { continue }
                // A classifier holds its encoder under a name of its own.
                let plain = prefix + map.moduleName
                let nested = prefix + "bert." + map.moduleName
                let name = weights.contains(plain + ".lora_A.weight") ? plain : nested
                guard unread.remove(ByteName(name + ".lora_A.weight")) != nil else { continue }
                let a = try weights.floats(name + ".lora_A.weight", shape: [rank, slot.inputs])
                let b = try weights.floats(name + ".lora_B.weight", shape: [slot.outputs, rank])
                unread.remove(ByteName(name + ".lora_B.weight"))
                parameters.replaceSubrange(slot.a..<slot.a + a.count, with: a)
                let up = Matrix(rows: slot.outputs, columns: rank, values: b).transposed
                parameters.replaceSubrange(slot.b..<slot.b + b.count, with: up.values)
            }
        } catch {
            throw .weights(error)
        }
        if let name = unread.min() {
            throw .unsupported(file: weightsName, field: "tensor", value: name.text)
        }
        return LoRAAdapter(layout: layout, parameters: parameters)
    }

    /// Fields that plain LoRA has, or that change nothing in a trained adapter.
    private static let plainFields: Set = [
        "auto_mapping", "base_model_name_or_path", "bias", "inference_mode", "init_lora_weights",
        "lora_alpha", "lora_dropout", "megatron_core", "peft_type", "peft_version",
        "qalora_group_size", "r", "revision", "target_modules", "task_type",
    ]

    /// Refuses every form of adapter but plain LoRA.
    ///
    /// - Parameters:
    ///   - config: the configuration.
    ///   - understood: further fields that the caller reads.
    /// - Throws: ``ModelFolderError`` that names the field.
    static func checkKind(
        _ config: ModelJSON, understood: Set<String> = []
    ) throws(ModelFolderError) {
        let kind = try config.string("peft_type")
        guard kind == "LORA" else {
            throw .unsupported(file: configurationName, field: "peft_type", value: kind)
        }
        try config.require("bias", "none")
        // PISSA, OLoRA and their kin change the base model's weights too.
        switch config.value["init_lora_weights"] ?? .null {
        case .null, .bool, .string("gaussian"): break
        case let value:
            throw .unsupported(
                file: configurationName, field: "init_lora_weights", value: value.text)
        }
        // Whatever else a configuration switches on changes what is adapted or how.
        for (field, value) in config.value.members ?? []
        where !plainFields.contains(field) && !understood.contains(field) {
            switch value {
            case .null, .bool(false): continue
            case .object(let members) where members.isEmpty: continue
            case .array(let elements) where elements.isEmpty: continue
            default:
                let text = String(value.text.prefix(80))
                throw .unsupported(file: configurationName, field: field, value: text)
            }
        }
    }
}
