internal import FoundationEssentials
internal import Machine

/// The folder of a log's segment files, which are numbered from 0 without gaps.
package struct SegmentFolder: Equatable, Sendable {
    /// The folder's path.
    package let path: String

    /// Names a folder; nothing is touched.
    package init(_ path: String) {
        self.path = path
    }

    /// The path of a segment.
    package func file(_ number: Int) -> String { path + "/" + Self.name(number) }

    static func name(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 8 - digits.count)) + digits + ".seg"
    }

    /// How many segments there are.
    ///
    /// - Throws: `OperationError`, also when one before the last is missing.
    package func count() throws -> Int {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw OperationError(.files, "Could not list \(path): check its permissions.")
        }
        let count = names.count { $0.hasSuffix(".seg") }
        for number in 0..<count where !FileManager.default.fileExists(atPath: file(number)) {
            throw OperationError(
                .corrupt, "\(file(number)) is missing: restore the directory from a copy.")
        }
        return count
    }
}
