/// A file whose bytes are written at positions and brought to the disk; tests put failing ones in
/// its place.
package protocol SegmentFile: Sendable {
    /// Writes all bytes at an offset.
    func write(_ bytes: [UInt8], at offset: UInt64) throws
    /// Returns when everything written is on the disk.
    func synchronize() throws
}

/// A file that only grows, by pieces that are on the disk when the call returns.
///
/// What lies past the known end is the rest of a piece that was being written when a process ended;
/// the next piece goes over it. After a failure nothing more is written: what the disk holds is
/// known only after reading the file again.
package struct AppendOnlyFile: Sendable {
    /// Where the next piece begins.
    package private(set) var byteCount: UInt64
    private let file: any SegmentFile
    private var failure: (any Error)?

    /// Goes on behind the first bytes of an open file.
    package init(_ file: any SegmentFile, byteCount: UInt64 = 0) {
        self.file = file
        self.byteCount = byteCount
    }

    /// Writes a piece and waits for the disk.
    ///
    /// - Returns: where the piece begins.
    /// - Throws: the first failure, now and from now on.
    package mutating func append(_ bytes: [UInt8]) throws -> UInt64 {
        if let failure { throw failure }
        do {
            try file.write(bytes, at: byteCount)
            try file.synchronize()
        } catch {
            failure = error
            throw error
        }
        defer { byteCount += UInt64(bytes.count) }
        return byteCount
    }
}
