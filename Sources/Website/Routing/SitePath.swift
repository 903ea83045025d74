internal import NodeAPI

/// A path with captures: `/receipts/{index}.json`.
struct SitePath: Sendable {
    private enum Segment {
        case literal(String)
        /// A capture, and what must stand behind it.
        case capture(name: String, suffix: String)
    }

    /// The path as it was written.
    let text: String
    private let segments: [Segment]

    init(_ pattern: String) {
        text = pattern
        segments = Self.split(pattern).map { part in
            guard part.first == "{", let end = part.firstIndex(of: "}") else {
                return .literal(String(part))
            }
            return .capture(
                name: String(part[..<end].dropFirst()),
                suffix: String(part[end...].dropFirst()))
        }
    }

    /// The parts between slashes; those of a path that begins with one begin with an empty part.
    static func split(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// What a path's parts give for the captures, decoded; nil when the path is another one.
    func match(_ parts: [Substring]) -> [String: String]? {
        guard parts.count == segments.count else { return nil }
        var found: [String: String] = [:]
        for (part, segment) in zip(parts, segments) {
            switch segment {
            case .literal(let text):
                guard part == text else { return nil }
            case .capture(let name, let suffix):
                guard part.hasSuffix(suffix), part.count > suffix.count,
                    let value = PercentEncoding.decode(
                        part.utf8.dropLast(suffix.utf8.count), plusIsSpace: false)
                else { return nil }
                found[name] = value
            }
        }
        return found
    }
}
