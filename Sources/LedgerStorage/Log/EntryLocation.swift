internal import Machine
import Synchronization

/// Where an entry's bytes lie in the segments.
struct EntryLocation: Equatable, Sendable {
    let segment: UInt32
    let length: UInt32
    let offset: UInt64
}

/// The segments' files for reading, each opened once.
final class SegmentReader: Sendable {
    /// Files that stay open, at most.
    private static let fileLimit = 16

    private let directory: DataDirectory
    private let files = Mutex<[UInt32: PosixFile]>([:])

    /// The segments of a directory.
    init(_ directory: DataDirectory) {
        self.directory = directory
    }

    /// The bytes of an entry.
    ///
    /// - Throws: `OperationError`.
    func read(_ location: EntryLocation) throws -> [UInt8] {
        let file = try file(of: location.segment)
        let bytes = try file.read(Int(location.length), at: location.offset)
        guard bytes.count == Int(location.length) else {
            throw OperationError(
                .corrupt, "\(file.path) has become shorter: restore it from a copy.")
        }
        return bytes
    }

    private func file(of segment: UInt32) throws -> PosixFile {
        try files.withLock { files in
            if let file = files[segment] { return file }
            if files.count >= Self.fileLimit { files = [:] }
            let file = try PosixFile(directory.segmentFolder.file(Int(segment)), for: .reading)
            files[segment] = file
            return file
        }
    }
}
