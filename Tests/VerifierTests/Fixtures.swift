import FoundationEssentials
import Testing

/// The committed files: read from the sources, and rewritten there when
/// UPDATE_FIXTURES=1.
enum Fixtures {
    static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_FIXTURES"] == "1"

    static func read(_ path: String) throws -> [UInt8] {
        try Array(Data(contentsOf: url(path)))
    }

    /// Expects the committed file to be these bytes, or makes it so.
    static func expect(
        _ path: String, _ bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        guard isUpdating else {
            let committed = try? read(path)
            #expect(
                committed == bytes, "UPDATE_FIXTURES=1 rewrites \(path).",
                sourceLocation: sourceLocation)
            return
        }
        let url = url(path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
    }

    private static func url(_ path: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/" + path)
    }
}
