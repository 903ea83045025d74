import Wire

/// A small JSON file of a model folder, read field by field with errors that name both.
struct ModelJSON {
    static let sizeLimit = 4 << 20

    let file: String
    let value: JSONValue

    init(file: String, bytes: [UInt8]) throws(ModelFolderError) {
        self.file = file
        do {
            value = try JSONValue(parsing: bytes, limit: Self.sizeLimit)
        } catch {
            if let mistaken = MistakenFile(beginning: bytes) {
                throw .mistaken(file: file, mistaken)
            }
            throw .malformedJSON(file: file, error)
        }
    }

    init(file: String, value: JSONValue) {
        self.file = file
        self.value = value
    }

    /// Reads the file of a folder.
    init(file: String, in folder: String) throws(ModelFolderError) {
        let bytes: [UInt8]
        do {
            bytes = try RegularFile.bytes(at: folder + "/" + file, limit: Self.sizeLimit)
        } catch {
            throw .unreadable(error)
        }
        try self.init(file: file, bytes: bytes)
    }

    /// Whether the field is there and not `null`.
    func has(_ field: String) -> Bool {
        (value[field] ?? .null) != .null
    }

    func integer(
        _ field: String, in range: ClosedRange<Int64>, default: Int64? = nil
    ) throws(ModelFolderError) -> Int {
        if !has(field), let `default` { return Int(`default`) }
        guard let number = value[field]?.integerValue, range.contains(number) else {
            throw .invalidField(file: file, field: field)
        }
        return Int(number)
    }

    func string(_ field: String, default: String? = nil) throws(ModelFolderError) -> String {
        if !has(field), let `default` { return `default` }
        guard let text = value[field]?.stringValue else {
            throw .invalidField(file: file, field: field)
        }
        return text
    }

    func boolean(_ field: String, default: Bool? = nil) throws(ModelFolderError) -> Bool {
        if !has(field), let `default` { return `default` }
        guard let flag = value[field]?.boolValue else {
            throw .invalidField(file: file, field: field)
        }
        return flag
    }

    func number(_ field: String) throws(ModelFolderError) -> Double {
        guard let number = value[field]?.doubleValue else {
            throw .invalidField(file: file, field: field)
        }
        return number
    }

    /// Refuses any other value of the field, by name; an absent field has the wanted one.
    func require(_ field: String, _ wanted: String) throws(ModelFolderError) {
        let found = try string(field, default: wanted)
        guard found == wanted else { throw .unsupported(file: file, field: field, value: found) }
    }

    /// Refuses `true`; an absent field is false.
    func refuse(_ field: String) throws(ModelFolderError) {
        guard try !boolean(field, default: false) else {
            throw .unsupported(file: file, field: field, value: "true")
        }
    }
}
