#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// An open regular file that is read at given offsets; closed with its last owner.
///
/// Nothing is mapped into memory: a mapped file that someone cuts short kills its reader.
final class RegularFile: Sendable {
    let path: String
    let size: Int
    private let descriptor: Int32

    init(path: String) throws(FileError) {
        // Without O_NONBLOCK the opening of a pipe would wait for its writer.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable(path, errno: errno) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw .unreadable(path, errno: number)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw FileError(
                code: .notRegular, path: path,
                message: "\(path) is no regular file; give the path of a file.")
        }
        self.path = path
        self.descriptor = descriptor
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Fills the buffer with the bytes from an offset on.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        var done = 0
        while done < buffer.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = unsafe pread(descriptor, rest.baseAddress, rest.count, offset + done)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(path, errno: errno) }
            guard count > 0 else {
                throw FileError(
                    code: .changed, path: path,
                    message: "\(path) became shorter while it was read; try again.")
            }
            done += count
        }
    }

    /// The bytes of a range that lies within the file.
    func bytes(in range: Range<Int>) throws(FileError) -> [UInt8] {
        guard !range.isEmpty else { return [] }
        var failure: FileError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            do throws(FileError) {
                let target = unsafe UnsafeMutableRawBufferPointer(
                    start: buffer.baseAddress, count: range.count)
                unsafe try read(into: target, at: range.lowerBound)
                count = range.count
            } catch {
                failure = error
                count = 0
            }
        }
        if let failure { throw failure }
        return bytes
    }

    /// All bytes of a file that may be at most `limit` bytes long.
    static func bytes(at path: String, limit: Int) throws(FileError) -> [UInt8] {
        let file = try RegularFile(path: path)
        guard file.size <= limit else {
            throw FileError(
                code: .tooLarge, path: path,
                message: "\(path) has \(file.size) bytes; a file of its kind has at most \(limit).")
        }
        return try file.bytes(in: 0..<file.size)
    }

    /// Whether anything is at the path.
    static func exists(at path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// Puts the bytes in the place of the file, all or nothing, and on the disk.
    static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
        var file = try PartialFile(path: path)
        try file.append(bytes)
        try file.commit()
    }
}
