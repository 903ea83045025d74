internal import Tensors

/// A `.npy` file of float32 rows whose number is known only at the end.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct EmbeddingFile {
    /// Room for the header of any shape; a multiple of 64, as the format asks for.
    private static let headerCount = 128

    private let file: OutputFile
    private let width: Int
    private var rows = 0

    /// Begins a file with rows of a width.
    ///
    /// - Throws: `CommandError`.
    init(_ path: String, width: Int) throws(CommandError) {
        file = try OutputFile(path)
        self.width = width
        try file.write(header)
    }

    /// Appends rows.
    ///
    /// - Throws: `CommandError`.
    mutating func append(_ matrix: Matrix) throws(CommandError) {
        precondition(matrix.columns == width, "all rows of a file have one width")
        rows += matrix.rows
        var bytes: [UInt8] = []
        bytes.reserveCapacity(matrix.values.count * 4)
        for value in matrix.values {
            let bits = value.bitPattern
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
        }
        try file.write(bytes)
    }

    /// Puts the file in its place, its header with the number of rows.
    ///
    /// - Throws: `CommandError`.
    func finish() throws(CommandError) {
        try file.overwriteStart(header)
        try file.finish()
    }

    private var header: [UInt8] {
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(width)), }"
        let prefix: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let length = Self.headerCount - prefix.count - 2
        let padding = String(repeating: " ", count: length - text.utf8.count - 1)
        return prefix + [UInt8(length), 0] + Array((text + padding + "\n").utf8)
    }
}
