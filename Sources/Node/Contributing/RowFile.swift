public import Datanets
internal import Foundation

/// A file of rows that a person offers, read piece by piece.
public enum RowFile {
    private static let pieceByteCount = 1 << 20

    /// All rows of a file, or none of them.
    ///
    /// At most one line of the file, and the good rows, are held in memory.
    /// - Throws: ``RejectedRows`` when any line is no valid row; `NodeError` when the file cannot
    ///   be read or holds no row.
    public static func rows(
        _ path: String, format: RowReader.Format, labels: LabelSet
    ) throws -> [DatanetRow] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw NodeError(
                .file, "cannot open \(path): check that it is there and may be read")
        }
        var reader = RowReader(format: format, labels: labels)
        var rejected = RejectedRows(file: path, labels: labels)
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
            throw NodeError(.usage, "\(path) holds no row: write one a line, a text and its label")
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
