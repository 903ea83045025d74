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
        var bytes = beginning(of: sorted.map { ($0.name, $0.shape) }, metadata: metadata)
        bytes.reserveCapacity(bytes.count + sorted.reduce(0) { $0 + 4 * $1.values.count })
        for tensor in sorted {
            precondition(
                tensor.values.count == tensor.shape.reduce(1, *),
                "a tensor has as many values as its shape says")
            bytes.append(littleEndian: tensor.values)
        }
        return bytes
    }

    /// What stands before the values: the header's length and the header.
    private static func beginning(
        of sorted: [(name: String, shape: [Int])], metadata: [(key: String, value: String)]
    ) -> [UInt8] {
        var members: [(String, JSONValue)] = []
        if !metadata.isEmpty {
            members.append(("__metadata__", .object(metadata.map { ($0.key, .string($0.value)) })))
        }
        var end = 0
        for tensor in sorted {
            precondition(
                ByteName(tensor.name) != SafetensorsHeader.metadataName,
                "a tensor needs a name of its own")
            let start = end
            end += 4 * tensor.shape.reduce(1, *)
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
        for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
        return bytes + header
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

    /// Writes such a file, all or nothing, without holding more than a piece of it: some rows of a
    /// tensor that `values` gives, the tensor by its position in `tensors`.
    ///
    /// - Precondition: a tensor has a dimension, and none of zero.
    /// - Throws: ``ModelFolderError``, that of `values` or for a place that cannot be written.
    static func write(
        _ tensors: [(name: String, shape: [Int])],
        metadata: [(key: String, value: String)] = [], to path: String,
        values: (_ tensor: Int, _ rows: Range<Int>) throws(ModelFolderError) -> [Float]
    ) throws(ModelFolderError) {
        let order = tensors.indices.sorted {
            tensors[$0].name.utf8.lexicographicallyPrecedes(tensors[$1].name.utf8)
        }
        var file: PartialFile
        do { file = try PartialFile(path: path) } catch { throw .unwritable(error) }
        try file.put(beginning(of: order.map { tensors[$0] }, metadata: metadata))
        for position in order {
            let shape = tensors[position].shape
            let step = max(1, pieceSize / (4 * shape.dropFirst().reduce(1, *)))
            for first in stride(from: 0, to: shape[0], by: step) {
                var bytes: [UInt8] = []
                bytes.append(
                    littleEndian: try values(position, first..<min(shape[0], first + step)))
                try file.put(bytes)
            }
        }
        do { try file.commit() } catch { throw .unwritable(error) }
    }

    /// Bytes that are written at a time.
    private static let pieceSize = 4 << 20
}

extension PartialFile {
    fileprivate mutating func put(_ bytes: [UInt8]) throws(ModelFolderError) {
        do { try append(bytes) } catch { throw .unwritable(error) }
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
