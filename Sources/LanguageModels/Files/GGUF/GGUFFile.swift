import Wire

/// A GGUF file of version 2 or 3, checked in full when opened.
///
/// Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Only the header is read at
/// first; a tensor's bytes when it is asked for, row range by row range. Every byte behind the
/// header belongs to exactly one tensor or pads it, so nothing can hide in the file.
public struct GGUFFile: Sendable {
    /// Longest header that is read: 64 MiB, some ten times that of a vocabulary of 128 000 tokens.
    public static let headerLimit = 64 << 20
    /// Most keys, and most tensors, that a file may have.
    public static let countLimit = 1 << 16
    /// How deep arrays of the metadata may be nested.
    public static let depthLimit = 4

    /// What the header says of one tensor.
    public struct Tensor: Equatable, Sendable {
        /// Its name.
        public let name: String
        /// How its elements are stored.
        public let format: BlockFormat
        /// Its dimensions, outermost first (the file gives them in the other order).
        public let shape: [Int]
        /// Where its bytes lie in the file.
        let bytes: Range<Int>

        /// Elements in a row, the innermost dimension: whole blocks.
        public var columns: Int { shape[shape.count - 1] }
        /// Number of rows: the product of all other dimensions.
        public var rows: Int { shape.dropLast().reduce(1, *) }
        /// Bytes of one row.
        public var bytesPerRow: Int {
            columns / format.elementsPerBlock * format.bytesPerBlock
        }
    }

    /// What the file is called in errors: the last part of its path.
    public let name: String
    /// The metadata in the file's order; keys are distinct.
    public let metadata: [(key: String, value: GGUFValue)]
    /// The tensors, sorted by the bytes of their names.
    public let tensors: [Tensor]

    private let keys: [ByteName: Int]
    private let positions: [ByteName: Int]
    private let source: ByteSource

    /// Opens the file and checks its header against its size.
    ///
    /// - Throws: ``GGUFError``.
    public init(path: String) throws(GGUFError) {
        let file: RegularFile
        do { file = try RegularFile(path: path) } catch { throw .unreadable(error) }
        try self.init(.file(file), name: path.split(separator: "/").last.map(String.init) ?? path)
    }

    /// Takes the bytes of a file.
    ///
    /// - Throws: ``GGUFError``.
    public init(bytes: [UInt8]) throws(GGUFError) {
        try self.init(.memory(bytes), name: "the GGUF file")
    }

    private init(_ source: ByteSource, name: String) throws(GGUFError) {
        let header: GGUFHeader
        do throws(GGUFError) {
            header = try GGUFHeader(source)
        } catch {
            let count = min(source.size, MistakenFile.beginningByteCount)
            if let beginning = try? source.bytes(in: 0..<count),
                let mistaken = MistakenFile(beginning: beginning)
            {
                throw .mistaken(mistaken)
            }
            throw error
        }
        self.name = name
        self.source = source
        metadata = header.metadata
        tensors = header.tensors
        keys = Dictionary(
            uniqueKeysWithValues: metadata.enumerated().map { (ByteName($1.key), $0) })
        positions = Dictionary(
            uniqueKeysWithValues: tensors.enumerated().map { (ByteName($1.name), $0) })
    }

    /// The value of a key; nil when there is none.
    public func value(_ key: String) -> GGUFValue? {
        keys[ByteName(key)].map { metadata[$0].value }
    }

    /// The header's entry for a tensor; nil when there is none.
    public func tensor(_ name: String) -> Tensor? {
        positions[ByteName(name)].map { tensors[$0] }
    }
}

// MARK: - Reading tensors

extension GGUFFile {
    /// Bytes that are read at a time.
    private static let pieceSize = 4 << 20

    /// The bytes of some rows of one of ``tensors``, as they lie in the file.
    ///
    /// - Precondition: the tensor has these rows.
    /// - Throws: ``GGUFError/unreadable(_:)``.
    public func bytes(of tensor: Tensor, rows: Range<Int>) throws(GGUFError) -> [UInt8] {
        precondition(rows.lowerBound >= 0 && rows.upperBound <= tensor.rows)
        let start = tensor.bytes.lowerBound
        let width = tensor.bytesPerRow
        do {
            return try source.bytes(
                in: start + rows.lowerBound * width..<start + rows.upperBound * width)
        } catch {
            throw .unreadable(error)
        }
    }

    /// The elements of some rows of one of ``tensors``, rows × ``Tensor/columns``.
    ///
    /// - Precondition: the tensor has these rows.
    /// - Throws: ``GGUFError``, also for an element or a scale that is not finite.
    public func floats(_ tensor: Tensor, rows: Range<Int>) throws(GGUFError) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(rows.count * tensor.columns)
        try forEachPiece(of: tensor, rows: rows) { (piece, bytes) throws(GGUFError) in
            if tensor.format.isQuantised {
                var blocks = BlockQuantisedMatrix(format: tensor.format, columns: tensor.columns)
                try append(bytes, of: tensor, firstRow: piece.lowerBound, to: &blocks)
                blocks.appendFloats(to: &values, rows: 0..<piece.count)
            } else {
                let start = values.count
                tensor.format.appendFloats(bytes, to: &values)
                // All exponent bits set: infinite or not a number.
                if let index = values[start...].firstIndex(where: { !$0.isFinite }) {
                    throw .notFinite(
                        tensor: tensor.name,
                        index: piece.lowerBound * tensor.columns + index - start)
                }
            }
        }
        return values
    }

    /// All elements of one of ``tensors``.
    ///
    /// - Throws: ``GGUFError``, also for an element or a scale that is not finite.
    public func floats(_ tensor: Tensor) throws(GGUFError) -> [Float] {
        try floats(tensor, rows: 0..<tensor.rows)
    }

    /// The rows of one of ``tensors`` in packed form.
    ///
    /// - Precondition: its format ``BlockFormat/isQuantised``.
    /// - Throws: ``GGUFError``, also for a scale that is not finite.
    public func blocks(_ tensor: Tensor) throws(GGUFError) -> BlockQuantisedMatrix {
        var blocks = BlockQuantisedMatrix(format: tensor.format, columns: tensor.columns)
        blocks.reserve(rows: tensor.rows)
        try forEachPiece(of: tensor, rows: 0..<tensor.rows) { (piece, bytes) throws(GGUFError) in
            try append(bytes, of: tensor, firstRow: piece.lowerBound, to: &blocks)
        }
        return blocks
    }

    private func append(
        _ bytes: [UInt8], of tensor: Tensor, firstRow: Int, to blocks: inout BlockQuantisedMatrix
    ) throws(GGUFError) {
        if let index = blocks.append(bytes) {
            throw .notFinite(tensor: tensor.name, index: firstRow * tensor.columns + index)
        }
    }

    private func forEachPiece(
        of tensor: Tensor, rows: Range<Int>,
        _ body: (_ rows: Range<Int>, _ bytes: [UInt8]) throws(GGUFError) -> Void
    ) throws(GGUFError) {
        let step = max(1, Self.pieceSize / tensor.bytesPerRow)
        var first = rows.lowerBound
        while first < rows.upperBound {
            let piece = first..<min(rows.upperBound, first + step)
            try body(piece, bytes(of: tensor, rows: piece))
            first = piece.upperBound
        }
    }
}
