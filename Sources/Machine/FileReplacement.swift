/// Writes a whole file so that a reader sees the old or the new contents, never a part.
package enum FileReplacement {
    /// Writes beside the target, waits for the disk, and renames.
    ///
    /// - Throws: ``OperationError``.
    package static func write(_ bytes: [UInt8], to path: String, permissions: UInt16 = 0o644) throws
    {
        let temporary = path + ".new"
        let file = try PosixFile(temporary, for: .writing(permissions: permissions))
        try file.truncate(to: 0)
        try file.write(bytes, at: 0)
        try file.synchronize()
        try PosixFile.replace(path, by: temporary)
    }
}
