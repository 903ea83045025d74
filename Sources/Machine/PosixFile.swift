// One of this room's files with unsafe code: system calls that Foundation does not offer, above all
// fdatasync, after which, and not before, an entry counts as written.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An open file, by its descriptor.
package final class PosixFile: SegmentFile {
    /// What a file is opened for.
    package enum Purpose: Sendable {
        /// Reading; it must exist.
        case reading
        /// Reading and writing; made if missing, with these permissions.
        case writing(permissions: UInt16)
    }

    /// The file's path, for messages.
    package let path: String
    private let descriptor: Int32

    /// Opens a file.
    ///
    /// - Throws: ``OperationError``.
    package init(_ path: String, for purpose: Purpose) throws(OperationError) {
        self.path = path
        switch purpose {
        case .reading:
            descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        case .writing(let permissions):
            descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, mode_t(permissions))
        }
        guard descriptor >= 0 else { throw Self.failure("open", path) }
    }

    deinit {
        close(descriptor)
    }

    /// The file's length in bytes.
    package func size() throws(OperationError) -> UInt64 {
        let end = lseek(descriptor, 0, SEEK_END)
        guard end >= 0 else { throw Self.failure("measure", path) }
        return UInt64(end)
    }

    /// Reads up to `count` bytes; fewer at the file's end.
    package func read(_ count: Int, at offset: UInt64) throws(OperationError) -> [UInt8] {
        guard count > 0 else { return [] }
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = unsafe pread(
                    descriptor, buffer.baseAddress?.advanced(by: filled), count - filled,
                    off_t(offset) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failed = true }
                guard got > 0 else { return }
                filled += got
            }
        }
        guard !failed else { throw Self.failure("read", path) }
        return bytes
    }

    /// A whole file, or all that comes through a pipe.
    ///
    /// - Throws: ``OperationError``, also for more than `limit` bytes.
    package static func contents(of path: String, limit: Int) throws(OperationError) -> [UInt8] {
        let file = try PosixFile(path, for: .reading)
        let end = lseek(file.descriptor, 0, SEEK_END)
        guard end <= limit else { throw tooLarge(path, limit) }
        if end > 0 { return try file.read(Int(end), at: 0) }
        // A pipe has no length, and the system's own files state none.
        var bytes: [UInt8] = []
        while let piece = try file.readNext(min(65_535, limit - bytes.count) + 1) {
            bytes += piece
            guard bytes.count <= limit else { throw tooLarge(path, limit) }
        }
        return bytes
    }

    /// A whole file; nil where there is none.
    ///
    /// - Throws: ``OperationError`` for one that is there and cannot be read.
    package static func contentsIfThere(
        of path: String, limit: Int
    ) throws(OperationError) -> [UInt8]? {
        do { return try contents(of: path, limit: limit) } catch {
            // One that came since is read after all.
            guard try identity(at: path) != nil else { return nil }
            return try contents(of: path, limit: limit)
        }
    }

    /// Up to `count` bytes from where the last such piece ended; nil at the end.
    package func readNext(_ count: Int) throws(OperationError) -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: count)
        var got = 0
        repeat {
            got = unsafe readSome(descriptor, &piece, count)
        } while got < 0 && errno == EINTR
        guard got >= 0 else { throw Self.failure("read", path) }
        return got == 0 ? nil : Array(piece[..<got])
    }

    private static func tooLarge(_ path: String, _ limit: Int) -> OperationError {
        OperationError(.files, "\(path) has more than the \(limit) bytes that it may have.")
    }

    package func write(_ bytes: [UInt8], at offset: UInt64) throws {
        let isWritten = unsafe bytes.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let put = unsafe pwrite(
                    descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done,
                    off_t(offset) + off_t(done))
                if put < 0, errno == EINTR { continue }
                guard put > 0 else { return false }
                done += put
            }
            return true
        }
        guard isWritten else { throw Self.failure("write", path) }
    }

    package func synchronize() throws {
        // Never repeated: after a failure the kernel may have dropped the bytes and say yes.
        #if canImport(Darwin)
            guard fcntl(descriptor, F_FULLFSYNC) == 0 else { throw Self.failure("sync", path) }
        #else
            guard fdatasync(descriptor) == 0 else { throw Self.failure("sync", path) }
        #endif
    }

    /// Cuts the file off and waits until that is on the disk.
    package func truncate(to size: UInt64) throws {
        guard ftruncate(descriptor, off_t(size)) == 0, fsync(descriptor) == 0 else {
            throw Self.failure("shorten", path)
        }
    }

    /// Which file of the machine something is, whatever names it has.
    package struct Identity: Equatable, Sendable {
        private let device: UInt64
        private let number: UInt64

        fileprivate init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            number = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    /// Which file this is.
    package func identity() throws(OperationError) -> Identity {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw Self.failure("look at", path) }
        return Identity(status)
    }

    /// Which file a path names now; nil where there is none.
    package static func identity(at path: String) throws(OperationError) -> Identity? {
        var status = stat()
        guard unsafe stat(path, &status) != 0 else { return Identity(status) }
        guard errno == ENOENT else { throw failure("look at", path) }
        return nil
    }

    /// Takes the file's lock for as long as this object lives; false when another has it.
    package func lockExclusively() throws -> Bool {
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return true }
        guard errno == EWOULDBLOCK else { throw Self.failure("lock", path) }
        return false
    }

    /// Waits until the names in a directory are on the disk.
    package static func synchronizeDirectory(_ path: String) throws {
        let directory = try PosixFile(path, for: .reading)
        guard fsync(directory.descriptor) == 0 else { throw failure("sync", path) }
    }

    /// Puts a file in another's place at once.
    package static func replace(_ target: String, by source: String) throws {
        guard unsafe rename(source, target) == 0 else { throw failure("rename", source) }
    }

    private static func failure(_ verb: String, _ path: String) -> OperationError {
        let code = errno
        let reason = unsafe String(cString: strerror(code))
        let advice =
            switch code {
            case ENOSPC, EDQUOT, EFBIG:
                "The disk is full: free some space and start again. No acknowledged entry is lost."
            case EACCES, EPERM, EROFS: "Check the permissions of the directory."
            case ENOENT: "Check the path."
            case EISDIR: "It must be a file, not a directory."
            default: "Check the disk."
            }
        return OperationError(
            [ENOSPC, EDQUOT, EFBIG].contains(code) ? .noSpace : .files,
            "Could not \(verb) \(path): \(reason). \(advice)")
    }
}

/// The system's call, whose name is a method's, too.
private func readSome(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int
) -> Int {
    unsafe read(descriptor, buffer, count)
}
