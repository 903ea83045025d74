internal import Foundation
internal import Machine

/// A file of rows that a person offers, read piece by piece.
package enum RowFile {
    private static let pieceByteCount = 1 << 20

    /// All rows of a file, or none of them.
    ///
    /// At most one line of the file, and the good rows, are held in memory.
    /// - Throws: ``RejectedRows`` when any line is no valid row; `NodeError` when the file cannot
    ///   be read or holds no row.
    package static func rows(
        _ path: String, format: RowReader.Format, task: DatanetTask
    ) throws -> [DatanetRow] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw NodeError(
                .file, "cannot open \(path): check that it is there and may be read")
        }
        var reader = RowReader(format: format, task: task)
        var rejected = RejectedRows(file: path, task: task)
        var rows: [DatanetRow] = []
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
        while let piece = try piece(handle, path) { take(reader.read(piece)) }
        take(reader.finish())
        guard rejected.count == 0 else { throw rejected }
        guard !rows.isEmpty else {
            throw NodeError(
                .usage, "\(path) holds no row: write one per line, a text and its label")
        }
        return rows
    }

    private static func piece(_ handle: FileHandle, _ path: String) throws(NodeError) -> [UInt8]? {
        do {
            guard let data = try handle.read(upToCount: pieceByteCount), !data.isEmpty else {
                return nil
            }
            return [UInt8](data)
        } catch {
            throw NodeError(.file, "cannot read \(path): it must be a file, not a directory")
        }
    }
}
