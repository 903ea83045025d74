/// A path with captures, written as in OpenAPI: `/api/receipts/{id}`.
///
/// `{name+}` at the end captures all that is left, slashes included.
struct RoutePath: Sendable {
    private enum Segment: Equatable {
        case literal(Substring)
        case capture(String)
        case rest(String)
    }

    /// The path as OpenAPI writes it, without the `+`.
    let text: String
    /// The names of the captures in their order.
    let captures: [String]
    private let segments: [Segment]

    init(_ pattern: String) {
        segments = Self.split(pattern).map { part in
            guard part.first == "{", part.last == "}" else { return .literal(part) }
            let name = part.dropFirst().dropLast()
            return name.last == "+" ? .rest(String(name.dropLast())) : .capture(String(name))
        }
        captures = segments.compactMap { segment in
            switch segment {
            case .literal: nil
            case .capture(let name), .rest(let name): name
            }
        }
        text = pattern.replacing("+}", with: "}")
    }

    /// The parts between slashes; those of a path that begins with one begin with an empty part.
    static func split(_ path: String) -> [Substring] {
        path.split(separator: "/", omittingEmptySubsequences: false)
    }

    /// What a path's parts give for the captures, decoded; nil when the path is another one.
    ///
    /// A capture holds at least one byte, and its percent-encoding must give UTF-8.
    func match(_ parts: [Substring]) -> [String: String]? {
        var found: [String: String] = [:]
        for (position, segment) in segments.enumerated() {
            guard position < parts.count else { return nil }
            switch segment {
            case .literal(let text):
                guard parts[position] == text else { return nil }
            case .capture(let name):
                guard let value = Self.captured(parts[position]) else { return nil }
                found[name] = value
            case .rest(let name):
                let rest = parts[position...].joined(separator: "/")
                guard let value = Self.captured(rest[...]) else { return nil }
                found[name] = value
                return found
            }
        }
        return parts.count == segments.count ? found : nil
    }

    private static func captured(_ text: Substring) -> String? {
        guard !text.isEmpty else { return nil }
        return PercentEncoding.decode(text.utf8, plusIsSpace: false)
    }
}
