#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A file on its way: under another name until it is whole and on the disk.
///
/// Where it is dropped before ``commit()``, nothing of it stays.
struct PartialFile: ~Copyable {
    private let path: String
    private let descriptor: Int32
    private var size = 0
    private var isCommitted = false

    init(path: String) throws(FileError) {
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW
        let descriptor = unsafe open(path + ".partial", flags, 0o644)
        guard descriptor >= 0 else { throw .unwritable(path, errno: errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        if !isCommitted { unsafe unlink(path + ".partial") }
    }

    /// Writes the bytes behind those before.
    mutating func append(_ bytes: [UInt8]) throws(FileError) {
        var done = 0
        while done < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe pwrite(
                    descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done,
                    size + done)
            }
            guard count >= 0 || errno == EINTR else { throw .unwritable(path, errno: errno) }
            done += max(0, count)
        }
        size += bytes.count
    }

    /// Puts the file in its place.
    mutating func commit() throws(FileError) {
        guard fsync(descriptor) == 0, unsafe rename(path + ".partial", path) == 0 else {
            throw .unwritable(path, errno: errno)
        }
        isCommitted = true
    }
}

/// A folder on its way: under another name until all its files are there.
///
/// Where it is dropped before ``commit()``, nothing of it stays.
struct PartialFolder: ~Copyable {
    private let path: String
    private let names: [String]
    private var isCommitted = false

    /// Where the files are written meanwhile.
    var partialPath: String { path + ".partial" }

    /// Makes the folder, in the place of what an attempt that was cut off left behind.
    ///
    /// `names` are those of the files that will be written into it.
    init(path: String, names: [String]) throws(FileError) {
        // "folder/" is "folder": the other name must lie beside it.
        var path = path
        while path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
        self.path = path
        self.names = names
        guard !RegularFile.exists(at: path) else { throw .unwritable(path, errno: EEXIST) }
        Self.remove(path + ".partial", names)
        guard unsafe mkdir(path + ".partial", 0o755) == 0 else {
            throw .unwritable(path, errno: errno)
        }
    }

    deinit {
        if !isCommitted { Self.remove(path + ".partial", names) }
    }

    /// Puts the folder in its place, where nothing may be by now.
    mutating func commit() throws(FileError) {
        guard unsafe rename(partialPath, path) == 0 else { throw .unwritable(path, errno: errno) }
        isCommitted = true
    }

    private static func remove(_ folder: String, _ names: [String]) {
        // What a link leads to is not ours.
        var status = stat()
        guard unsafe lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return
        }
        for name in names {
            unsafe unlink(folder + "/" + name)
            unsafe unlink(folder + "/" + name + ".partial")
        }
        unsafe rmdir(folder)
    }
}
