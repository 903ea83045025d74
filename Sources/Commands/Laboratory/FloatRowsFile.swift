internal import LanguageModels
internal import Machine
internal import Tensors

/// A `.npy` file of float32 rows whose number is known only at the end.
///
/// Format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
struct FloatRowsFile {
    /// Room for the header of any shape; a multiple of 64, as the format asks for.
    private static let headerCount = 128

    private let file: OutputFile
    private let width: Int
    private let rowShape: [Int]
    private var rows = 0

    /// Begins a file with rows of a shape.
    ///
    /// - Throws: `OperationError`.
    init(_ path: String, rowShape: [Int]) throws(OperationError) {
        file = try OutputFile(path)
        self.rowShape = rowShape
        width = rowShape.reduce(1, *)
        try file.write(header)
    }

    /// Appends rows, whose elements the matrix has one after another.
    ///
    /// - Throws: `OperationError`.
    mutating func append(_ matrix: Matrix) throws(OperationError) {
        precondition(matrix.values.count % width == 0, "all rows of a file have one shape")
        rows += matrix.values.count / width
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
    /// - Throws: `OperationError`.
    func finish() throws(OperationError) {
        try file.overwriteStart(header)
        try file.finish()
    }

    private var header: [UInt8] {
        let shape = ([rows] + rowShape).map(String.init).joined(separator: ", ")
        let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(shape)), }"
        let prefix: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let length = Self.headerCount - prefix.count - 2
        let padding = String(repeating: " ", count: length - text.utf8.count - 1)
        return prefix + [UInt8(length), 0] + Array((text + padding + "\n").utf8)
    }
}
