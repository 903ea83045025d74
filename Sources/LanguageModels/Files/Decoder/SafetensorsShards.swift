import Wire

/// The weights of a Hugging Face folder: one `model.safetensors`, or several that
/// `model.safetensors.index.json` names.
struct SafetensorsShards: Sendable {
    static let fileName = "model.safetensors"
    private static let indexName = "model.safetensors.index.json"
    /// Each is an open file.
    private static let shardLimit = 256

    private let files: [SafetensorsFile]
    private let owners: [ByteName: Int]

    /// The names of all tensors.
    var names: some Collection<ByteName> { owners.keys }

    init(folder: String) throws(ModelFolderError) {
        // Where there are both, transformers reads the one file.
        if RegularFile.exists(at: folder + "/" + Self.fileName)
            || !RegularFile.exists(at: folder + "/" + Self.indexName)
        {
            let file = try Self.open(folder + "/" + Self.fileName)
            files = [file]
            owners = Dictionary(uniqueKeysWithValues: file.tensors.map { (ByteName($0.name), 0) })
            return
        }
        let index = try ModelJSON(file: Self.indexName, in: folder)
        guard let entries = index.value["weight_map"]?.members else {
            throw .invalidField(file: Self.indexName, field: "weight_map")
        }
        var shards: [ByteName: Int] = [:]
        var names: [String] = []
        var owners: [ByteName: Int] = [:]
        for (tensor, value) in entries {
            guard let name = value.stringValue, Self.isPlain(name) else {
                throw .invalidField(file: Self.indexName, field: "weight_map")
            }
            if shards[ByteName(name)] == nil {
                shards[ByteName(name)] = names.count
                names.append(name)
            }
            // Keys of an object are distinct, so no tensor has two files.
            owners[ByteName(tensor)] = shards[ByteName(name)]
        }
        guard names.count <= Self.shardLimit else {
            throw .unsupported(
                file: Self.indexName, field: "number of files", value: String(names.count))
        }
        var files: [SafetensorsFile] = []
        for name in names { files.append(try Self.open(folder + "/" + name)) }
        try Self.check(files, names: names, owners: owners)
        (self.files, self.owners) = (files, owners)
    }

    /// The elements of a tensor of a given shape.
    func floats(_ name: String, shape: [Int]) throws(ModelFolderError) -> [Float] {
        do { return try file(of: name).floats(name, shape: shape) } catch { throw .weights(error) }
    }

    /// The header's entry for a tensor.
    func tensor(_ name: String) throws(ModelFolderError) -> SafetensorsFile.Tensor {
        do throws(SafetensorsError) {
            guard let tensor = try file(of: name).tensor(name) else { throw .missing(name) }
            return tensor
        } catch {
            throw .weights(error)
        }
    }

    private func file(of name: String) throws(SafetensorsError) -> SafetensorsFile {
        guard let owner = owners[ByteName(name)] else { throw .missing(name) }
        return files[owner]
    }

    private static func open(_ path: String) throws(ModelFolderError) -> SafetensorsFile {
        do { return try SafetensorsFile(path: path) } catch { throw .weights(error) }
    }

    /// A hostile name must not lead out of the folder.
    private static func isPlain(_ name: String) -> Bool {
        name.hasSuffix(".safetensors") && !name.hasPrefix(".")
            && name.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 != 0x7F }
    }

    /// The index names every tensor of its files, and none that is not where it says.
    private static func check(
        _ files: [SafetensorsFile], names: [String], owners: [ByteName: Int]
    ) throws(ModelFolderError) {
        for (position, file) in files.enumerated() {
            for tensor in file.tensors where owners[ByteName(tensor.name)] != position {
                throw .contradiction(
                    "\(names[position]) holds the tensor \(tensor.name), for which "
                        + "\(indexName) does not name it.")
            }
        }
        let missing = owners.filter { !files[$1].contains($0.text) }.keys.min()
        if let missing { throw .weights(.missing(missing.text)) }
    }
}
