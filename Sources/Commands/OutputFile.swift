internal import Foundation
internal import LedgerStorage
internal import Machine

/// A file that is written piece by piece and put in its place when it is whole.
final class OutputFile {
    private let path: String
    private let partial: String
    private let handle: FileHandle
    private var isFinished = false

    /// Begins a file beside the one that it will replace.
    ///
    /// - Throws: `OperationError`.
    init(_ path: String) throws(OperationError) {
        let files = FileManager.default
        let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
        if let attributes = try? files.attributesOfItem(atPath: target),
            attributes[.type] as? FileAttributeType != .typeRegular
        {
            throw OperationError(
                .usage, "\(path) is no regular file; give the path of a file to write")
        }
        self.path = target
        partial = target + ".partial"
        guard files.createFile(atPath: partial, contents: nil),
            let handle = FileHandle(forWritingAtPath: partial)
        else {
            throw OperationError(
                .files, "cannot write \(path): check its folder and the permissions")
        }
        self.handle = handle
    }

    /// Appends bytes.
    ///
    /// - Throws: `OperationError`.
    func write(_ bytes: [UInt8]) throws(OperationError) {
        do { try handle.write(contentsOf: Data(bytes)) } catch { throw failure }
    }

    /// Puts bytes over the first ones.
    ///
    /// - Throws: `OperationError`.
    func overwriteStart(_ bytes: [UInt8]) throws(OperationError) {
        do {
            try handle.seek(toOffset: 0)
            try handle.write(contentsOf: Data(bytes))
            try handle.seekToEnd()
        } catch { throw failure }
    }

    /// Brings the file to the disk and puts it in its place.
    ///
    /// - Throws: `OperationError`.
    func finish() throws(OperationError) {
        do {
            try handle.synchronize()
            try handle.close()
            try PosixFile.replace(path, by: partial)
        } catch { throw failure }
        isFinished = true
    }

    /// Writes a whole file.
    ///
    /// - Throws: `OperationError`.
    static func write(_ bytes: [UInt8], to path: String) throws(OperationError) {
        let file = try OutputFile(path)
        try file.write(bytes)
        try file.finish()
    }

    private var failure: OperationError {
        OperationError(.files, "could not write \(path): free some space or check the permissions")
    }

    deinit {
        if !isFinished { try? FileManager.default.removeItem(atPath: partial) }
    }
}
