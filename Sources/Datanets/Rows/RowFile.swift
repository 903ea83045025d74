internal import Machine
internal import Wire

/// A file of rows that a person offers, read piece by piece.
package enum RowFile {
    private static let pieceByteCount = 1 << 20

    /// All rows of a file, or none of them.
    ///
    /// At most one row of the file, and the good rows, are held in memory.
    /// - Throws: ``RejectedRows`` when any line is no valid row; `OperationError` when the file
    ///   cannot be read, holds no row or is no text of rows at all.
    package static func rows(
        _ path: String, format: RowReader.Format, task: DatanetTask
    ) throws -> [DatanetRow] {
        let file = try PosixFile(path, for: .reading)
        var reader = RowReader(format: format, task: task)
        var rejected = RejectedRows(file: path, task: task)
        var rows: [DatanetRow] = []
        var beginning: [UInt8] = []
        func take(_ outcomes: [RowReader.Outcome]) {
            for outcome in outcomes {
                switch outcome {
                case .row(let row, _): if rejected.count == 0 { rows.append(row) }
                case .refused(let refusal):
                    rejected.add(refusal)
                    rows = []
                }
            }
        }
        while let piece = try file.readNext(pieceByteCount) {
            if beginning.isEmpty {
                beginning = Array(piece.prefix(MistakenFile.beginningByteCount))
            }
            take(reader.read(piece))
        }
        take(reader.finish())
        guard rejected.count == 0, !rows.isEmpty else {
            if let mistaken = MistakenFile(beginning: beginning) {
                throw OperationError(.usage, "\(path) \(mistaken)")
            }
            if rejected.count > 0 { throw rejected }
            throw OperationError(
                .usage, "\(path) holds no row: write one per line, a text and its label")
        }
        return rows
    }
}
