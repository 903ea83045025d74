import Wire

extension SafetensorsFile {
    /// The bytes of a file with the given tensors, all of single precision.
    ///
    /// The same tensors give the same bytes: names sorted by their bytes, the header as canonical
    /// JSON filled with spaces to a multiple of eight bytes, the values in the names' order.
    ///
    /// - Precondition: names are distinct and not `__metadata__`, and each tensor has as many
    ///   values as its shape says.
    public static func encoded(
        _ tensors: [(name: String, shape: [Int], values: [Float])],
        metadata: [(key: String, value: String)] = []
    ) -> [UInt8] {
        let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var members: [(String, JSONValue)] = []
        if !metadata.isEmpty {
            members.append(("__metadata__", .object(metadata.map { ($0.key, .string($0.value)) })))
        }
        var end = 0
        for tensor in sorted {
            precondition(
                ByteName(tensor.name) != SafetensorsHeader.metadataName,
                "a tensor needs a name of its own")
            precondition(
                tensor.values.count == tensor.shape.reduce(1, *),
                "a tensor has as many values as its shape says")
            let start = end
            end += 4 * tensor.values.count
            let entry: [(String, JSONValue)] = [
                ("dtype", .string("F32")),
                ("shape", .array(tensor.shape.map { .integer(Int64($0)) })),
                ("data_offsets", .array([.integer(Int64(start)), .integer(Int64(end))])),
            ]
            members.append((tensor.name, .object(entry)))
        }
        var header = CanonicalJSON.encode(.object(members))
        header += repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 + header.count + end)
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
        bytes += header
        for tensor in sorted { bytes.append(littleEndian: tensor.values) }
        return bytes
    }

    /// Writes such a file, all or nothing.
    ///
    /// - Throws: ``FileError`` when the place cannot be written or the disk is full.
    public static func write(
        _ tensors: [(name: String, shape: [Int], values: [Float])],
        metadata: [(key: String, value: String)] = [], to path: String
    ) throws(FileError) {
        try RegularFile.write(encoded(tensors, metadata: metadata), to: path)
    }
}

extension [UInt8] {
    /// Appends the bits of each value, least significant byte first.
    mutating func append(littleEndian values: [Float]) {
        #if _endian(little)
            unsafe values.withUnsafeBytes { unsafe append(contentsOf: $0) }
        #else
            for value in values {
                for shift in stride(from: 0, to: 32, by: 8) {
                    append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(shift)))
                }
            }
        #endif
    }
}
