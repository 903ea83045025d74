#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// A file of a model folder that could not be read or written, and what to do about it.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it was; more kinds may come.
    public struct Code: Hashable, Sendable {
        let name: String

        /// There is no such file.
        public static let notFound = Code(name: "notFound")
        /// It is a directory, a pipe or a device.
        public static let notRegular = Code(name: "notRegular")
        /// It is larger than a file of its kind may be.
        public static let tooLarge = Code(name: "tooLarge")
        /// The system refused to open or read it.
        public static let unreadable = Code(name: "unreadable")
        /// The system refused to write it, or the disk is full.
        public static let unwritable = Code(name: "unwritable")
        /// It became shorter while it was read.
        public static let changed = Code(name: "changed")
    }

    /// The kind of trouble.
    public let code: Code
    /// Which file.
    public let path: String
    /// One sentence that says what happened and what to do.
    public let message: String

    /// The message.
    public var description: String { message }

    static func unreadable(_ path: String, errno number: Int32) -> FileError {
        if number == ENOENT {
            return FileError(
                code: .notFound, path: path,
                message: "There is no file \(path); give a folder that holds it.")
        }
        return FileError(
            code: .unreadable, path: path,
            message: "Cannot read \(path): \(reason(number)). Check its permissions.")
    }

    static func unwritable(_ path: String, errno number: Int32) -> FileError {
        FileError(
            code: .unwritable, path: path,
            message: "Cannot write \(path): \(reason(number)). Make room or choose another place.")
    }

    private static func reason(_ number: Int32) -> String {
        guard let text = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: text)
    }
}
