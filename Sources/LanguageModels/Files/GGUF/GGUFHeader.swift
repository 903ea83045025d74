import Wire

/// The header of a GGUF file, held against the size of the file.
struct GGUFHeader {
    let metadata: [(key: String, value: GGUFValue)]
    let tensors: [GGUFFile.Tensor]

    private static let longestKey = 65_535
    private static let longestTensorName = 64
    private static let mostDimensions = 4
    private static let usualAlignment: UInt64 = 32

    /// A tensor's entry before it is known where the data begin.
    private struct Entry {
        let name: String
        let format: BlockFormat
        let shape: [Int]
        let size: Int
        let offset: UInt64
    }

    init(_ source: ByteSource) throws(GGUFError) {
        var cursor = GGUFCursor(source, limit: GGUFFile.headerLimit)
        let (tensorCount, keyCount) = try Self.counts(&cursor)
        metadata = try Self.metadata(&cursor, count: keyCount)
        let entries = try Self.entries(&cursor, count: tensorCount)
        let alignment = try Self.alignment(metadata)
        tensors = try Self.placed(
            entries, alignment: alignment, headerSize: cursor.offset, fileSize: source.size)
    }

    private static func counts(
        _ cursor: inout GGUFCursor
    ) throws(GGUFError) -> (tensors: UInt64, keys: UInt64) {
        let mark: UInt32 = try cursor.integer()
        guard mark == 0x4655_4747 else { throw .notGGUF }
        let version: UInt32 = try cursor.integer()
        guard (2...3).contains(version) else {
            throw (2...3).contains(version.byteSwapped) ? .bigEndian : .unsupportedVersion(version)
        }
        let tensors: UInt64 = try cursor.integer()
        let keys: UInt64 = try cursor.integer()
        guard tensors <= UInt64(GGUFFile.countLimit) else { throw .tooManyTensors(tensors) }
        guard keys <= UInt64(GGUFFile.countLimit) else { throw .tooManyKeys(keys) }
        return (tensors, keys)
    }

    private static func metadata(
        _ cursor: inout GGUFCursor, count: UInt64
    ) throws(GGUFError) -> [(key: String, value: GGUFValue)] {
        var metadata: [(key: String, value: GGUFValue)] = []
        var seen: Set<ByteName> = []
        for _ in 0..<count {
            let key = try cursor.name(longest: longestKey)
            guard seen.insert(ByteName(key)).inserted else { throw .duplicateKey(key) }
            metadata.append((key, try cursor.value(key: key)))
        }
        return metadata
    }

    private static func alignment(
        _ metadata: [(key: String, value: GGUFValue)]
    ) throws(GGUFError) -> UInt64 {
        let key: ByteName = "general.alignment"
        guard let entry = metadata.first(where: { ByteName($0.key) == key }) else {
            return usualAlignment
        }
        guard case .unsigned(let alignment) = entry.value, alignment.nonzeroBitCount == 1,
            alignment <= UInt64(UInt32.max)
        else { throw .invalidAlignment }
        return alignment
    }
}

// MARK: - Tensors

extension GGUFHeader {
    private static func entries(
        _ cursor: inout GGUFCursor, count: UInt64
    ) throws(GGUFError) -> [Entry] {
        var entries: [Entry] = []
        var seen: Set<ByteName> = []
        for _ in 0..<count {
            let name = try cursor.name(longest: longestTensorName)
            guard seen.insert(ByteName(name)).inserted else { throw .duplicateTensor(name) }
            let dimensionCount: UInt32 = try cursor.integer()
            guard (1...UInt32(mostDimensions)).contains(dimensionCount) else {
                throw .invalidShape(name)
            }
            var dimensions: [UInt64] = []
            for _ in 0..<dimensionCount { dimensions.append(try cursor.integer()) }
            let type: UInt32 = try cursor.integer()
            let offset: UInt64 = try cursor.integer()
            entries.append(try entry(name, type, dimensions, offset))
        }
        return entries
    }

    private static func entry(
        _ name: String, _ type: UInt32, _ dimensions: [UInt64], _ offset: UInt64
    ) throws(GGUFError) -> Entry {
        guard dimensions.allSatisfy({ $0 > 0 }) else { throw .invalidShape(name) }
        guard let format = BlockFormat(rawValue: type) else {
            throw .unsupportedElementType(tensor: name, type: BlockFormat.name(ofNumber: type))
        }
        // The file gives the innermost dimension, a row's length, first.
        var shape: [Int] = []
        var count = 1
        for dimension in dimensions {
            guard let dimension = Int(exactly: dimension) else { throw .sizeOverflow(name) }
            let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
            guard !overflows else { throw .sizeOverflow(name) }
            count = product
            shape.insert(dimension, at: 0)
        }
        let columns = shape[shape.count - 1]
        guard columns % format.elementsPerBlock == 0 else {
            throw .rowEndsWithinBlock(tensor: name, columns: columns, format: format.name)
        }
        let (size, overflows) = (count / format.elementsPerBlock)
            .multipliedReportingOverflow(by: format.bytesPerBlock)
        guard !overflows else { throw .sizeOverflow(name) }
        return Entry(name: name, format: format, shape: shape, size: size, offset: offset)
    }

    /// The tensors where they lie: each at the first aligned place behind the one before.
    ///
    /// ggml's own reader wants the same, so nothing but padding can hide between them.
    private static func placed(
        _ entries: [Entry], alignment: UInt64, headerSize: Int, fileSize: Int
    ) throws(GGUFError) -> [GGUFFile.Tensor] {
        func aligned(_ offset: UInt64) -> UInt64 { (offset + alignment - 1) & ~(alignment - 1) }
        // Sizes of files are under 2⁶³ and alignments under 2³²: no sum overflows.
        let dataStart = aligned(UInt64(headerSize))
        let size = UInt64(fileSize)
        var end = dataStart
        var tensors: [GGUFFile.Tensor] = []
        for entry in entries.sorted(by: { ($0.offset, $0.size) < ($1.offset, $1.size) }) {
            guard entry.offset % alignment == 0 else { throw .misaligned(entry.name) }
            guard dataStart <= size, entry.offset <= size - dataStart,
                UInt64(entry.size) <= size - dataStart - entry.offset
            else { throw .offsetsOutOfRange(entry.name) }
            let start = dataStart + entry.offset
            guard start >= end else { throw .overlap(entry.name) }
            guard start == aligned(end) else { throw .gap(before: entry.name) }
            end = start + UInt64(entry.size)
            tensors.append(
                GGUFFile.Tensor(
                    name: entry.name, format: entry.format, shape: entry.shape,
                    bytes: Int(start)..<Int(end)))
        }
        guard size <= aligned(end) else { throw .gap(before: nil) }
        return tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}
