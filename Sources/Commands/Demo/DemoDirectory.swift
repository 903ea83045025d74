internal import Foundation
internal import Wire

/// Where a demonstration leaves its files: where it was told to, or in a new temporary directory,
/// which is removed when the process ends, however it ends, unless it is to be kept.
struct DemoDirectory {
    /// The directory.
    let path: String
    /// Whether nobody named it.
    let isTemporary: Bool

    /// Takes the directory that was named, if one was.
    ///
    /// - Throws: `CommandError` when a temporary one cannot be made.
    init(_ path: String?) throws(CommandError) {
        if let path {
            (self.path, isTemporary) = (path, false)
            return
        }
        var generator = SystemRandomNumberGenerator()
        let random = (0..<8).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "openledger-demo-" + Hex.encode(random))
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandError("cannot make \(url.path): give a directory with --data")
        }
        (self.path, isTemporary) = (url.path, true)
        ProcessEnd.removeAtEnd(url.path)
    }

    /// Leaves a temporary directory where it is, so that its receipts can be looked at.
    func keep() { ProcessEnd.keep(path) }
}
