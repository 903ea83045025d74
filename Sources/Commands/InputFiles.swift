internal import Foundation
internal import Machine

/// Reads a file line by line; lines end at LF only, and the last one needs none.
package final class LineReader {
    /// A longer line is refused.
    static let lineLimit = 64 << 20

    private static let pieceSize = 1 << 20

    /// How many lines were read.
    private(set) var lineCount = 0
    private let path: String
    private let handle: FileHandle
    private var buffer: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    /// Opens a file.
    ///
    /// - Throws: `CommandError`.
    package init(_ path: String) throws(CommandError) {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CommandError("cannot open \(path): check that it is there and may be read")
        }
        self.path = path
        self.handle = handle
    }

    /// The next line without its LF; nil after the last.
    ///
    /// - Throws: `CommandError` for a line that is too long or a file that cannot be read.
    package func next() throws(CommandError) -> [UInt8]? {
        var searched = position
        while true {
            if let end = buffer[searched...].firstIndex(of: 0x0A) {
                defer { position = end + 1 }
                lineCount += 1
                return Array(buffer[position..<end])
            }
            searched = buffer.count
            guard searched - position <= Self.lineLimit else {
                throw CommandError(
                    "line \(lineCount + 1) of \(path) has more than \(Self.lineLimit) bytes")
            }
            if isAtEnd { return lastLine() }
            searched -= position
            try readMore()
        }
    }

    /// The next lines: at most `count`, and none after `bytes` are reached; empty at the end.
    ///
    /// - Throws: as ``next()``.
    package func batch(count: Int, bytes: Int) throws(CommandError) -> [[UInt8]] {
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
    private func readMore() throws(CommandError) {
        buffer.removeFirst(position)
        position = 0
        do {
            let piece = try handle.read(upToCount: Self.pieceSize) ?? Data()
            isAtEnd = piece.isEmpty
            buffer += piece
        } catch {
            throw CommandError("cannot read \(path): it must be a file, not a directory")
        }
    }
}

/// Files that a person names and that are read whole.
enum SmallFile {
    /// The bytes of a file of at most `limit` bytes.
    ///
    /// - Throws: `CommandError`.
    static func read(_ path: String, limit: Int) throws(CommandError) -> [UInt8] {
        do { return try PosixFile.contents(of: path, limit: limit) } catch {
            throw CommandError(error.message)
        }
    }
}
