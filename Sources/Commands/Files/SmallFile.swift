internal import Foundation

/// Files that are read whole.
enum SmallFile {
    /// The bytes of a file of at most `limit` bytes.
    ///
    /// - Throws: `CommandError`.
    static func read(_ path: String, limit: Int) throws(CommandError) -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw CommandError("cannot open \(path): check that it is there and may be read")
        }
        let data: Data
        do {
            data = try handle.read(upToCount: limit + 1) ?? Data()
        } catch {
            throw CommandError("cannot read \(path): it must be a file, not a directory")
        }
        guard data.count <= limit else {
            throw CommandError("\(path) has more than the \(limit) bytes that it may have")
        }
        return [UInt8](data)
    }
}
