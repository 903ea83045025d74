import Wire

/// The steps of `modules.json`: the transformer, then mean pooling, then perhaps normalisation.
struct EncoderModules {
    /// Folder of the pooling step; nil without `modules.json`, where pooling is the mean.
    private(set) var poolingFolder: String?
    private(set) var normalises = false

    init(folder: String) throws(ModelFolderError) {
        let file = "modules.json"
        guard RegularFile.exists(at: folder + "/" + file) else { return }
        guard let entries = try ModelJSON(file: file, in: folder).value.arrayValue else {
            throw .invalidField(file: file, field: "modules")
        }
        var names: [String] = []
        for entry in entries {
            let module = ModelJSON(file: file, value: entry)
            let type = try module.string("type")
            let path = try module.string("path")
            // A hostile path must not lead out of the folder.
            guard !path.hasPrefix("/"), !path.split(separator: "/").contains(".."),
                !path.utf8.contains(0)
            else { throw .invalidField(file: file, field: "path") }
            guard type.hasPrefix("sentence_transformers."),
                let name = type.split(separator: ".").last,
                ["Transformer", "Pooling", "Normalize"].contains(name)
            else { throw .unsupported(file: file, field: "type", value: type) }
            if name == "Transformer", !path.isEmpty {
                throw .unsupported(file: file, field: "path of the transformer", value: path)
            }
            if name == "Pooling" { poolingFolder = path }
            names.append(String(name))
        }
        switch names {
        case ["Transformer", "Pooling"]: normalises = false
        // Normalisation has no settings: its folder may be absent.
        case ["Transformer", "Pooling", "Normalize"]: normalises = true
        default:
            throw .unsupported(
                file: file, field: "order of modules", value: names.joined(separator: ", "))
        }
    }
}
