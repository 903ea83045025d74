package import Machine

/// Reads a file line by line; lines end at LF only, and the last one needs none.
package final class LineReader {
    /// A longer line is refused.
    static let lineLimit = 64 << 20

    private static let pieceSize = 1 << 20

    /// How many lines were read.
    private(set) var lineCount = 0
    private let file: PosixFile
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// Opens a file.
    ///
    /// - Throws: `OperationError`.
    package init(_ path: String) throws(OperationError) {
        file = try PosixFile(path, for: .reading)
    }

    /// The next line without its LF; nil after the last.
    ///
    /// - Throws: `OperationError` for a line that is too long or a file that cannot be read.
    package func next() throws(OperationError) -> [UInt8]? {
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { position = end + 1 }
                lineCount += 1
                return Array(buffer[position..<end])
            }
            searched = buffer.count
            guard searched - position <= Self.lineLimit else {
                throw OperationError(
                    .usage,
                    "line \(lineCount + 1) of \(file.path) has more than \(Self.lineLimit) bytes"
                )
            }
            if isAtEnd { return lastLine() }
            searched -= position
            try readMore()
        }
    }

    /// The next lines: at most `count`, and none after `bytes` are reached; empty at the end.
    ///
    /// - Throws: as ``next()``.
    package func batch(count: Int, bytes: Int) throws(OperationError) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var size = 0
        while lines.count < count, size < bytes, let line = try next() {
            size += line.count
            lines.append(line)
        }
        return lines
    }

    private func lastLine() -> [UInt8]? {
        guard position < buffer.count else { return nil }
        defer { position = buffer.count }
        lineCount += 1
        return Array(buffer[position...])
    }

    /// Drops what was handed out and appends the next piece of the file.
    private func readMore() throws(OperationError) {
        buffer.removeFirst(position)
        position = 0
        guard let piece = try file.readNext(Self.pieceSize) else { return isAtEnd = true }
        buffer += piece
    }
}
