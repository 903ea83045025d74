internal import Wire

/// One measured figure, beside the peer's where there is one.
package struct BenchmarkResult: Equatable, Sendable {
    /// Whether more or less of a unit is better.
    package enum Better: Sendable {
        case more, less
    }

    /// What was measured.
    package let metric: String
    /// The median of the runs.
    package let value: Double
    /// The value's unit.
    package let unit: String
    /// What it is measured beside, with its version.
    package let peer: String?
    /// The median of the peer's runs.
    package let peerValue: Double?
    /// Runs of each side.
    package let runs: Int
    /// Which direction is better.
    package let better: Better
    /// Counts that help to read the figure.
    package let details: [(name: String, count: Int)]

    /// Takes the figure; a peer without a value is left out.
    package init(
        metric: String, value: Double, unit: String, peer: String? = nil,
        peerValue: Double? = nil, runs: Int, better: Better = .more,
        details: [(name: String, count: Int)] = []
    ) {
        self.metric = metric
        self.value = value
        self.unit = unit
        self.peer = peerValue == nil ? nil : peer
        self.peerValue = peerValue
        self.runs = runs
        self.better = better
        self.details = details
    }

    /// Above 1 when this program is better than the peer.
    package var ratio: Double? {
        guard let peerValue, peerValue > 0, value > 0 else { return nil }
        return better == .more ? value / peerValue : peerValue / value
    }

    /// The figure for programs, as one JSON object.
    package var jsonLine: String {
        var members: [(String, JSONValue)] = [
            ("metric", .string(metric)), ("value", Self.number(value)), ("unit", .string(unit)),
            ("peer", peer.map(JSONValue.string) ?? .null),
            ("peerValue", peerValue.map(Self.number) ?? .null),
            ("ratio", ratio.map(Self.number) ?? .null), ("runs", .integer(Int64(runs))),
        ]
        members += details.map { ($0.name, .integer(Int64($0.count))) }
        return JSONValue.object(members).text
    }

    /// The figure for people.
    package var line: String {
        var text = "\(metric): \(Self.rounded(value)) \(unit)"
        if let peer, let peerValue, let ratio {
            text += "; \(peer): \(Self.rounded(peerValue)) \(unit); ratio \(Self.rounded(ratio))"
        }
        for detail in details { text += "; \(detail.name) \(detail.count)" }
        return text + " (median of \(runs))"
    }

    package static func == (left: BenchmarkResult, right: BenchmarkResult) -> Bool {
        left.jsonLine == right.jsonLine
    }

    private static func number(_ value: Double) -> JSONValue { .decimal(rounded(value)) }

    /// Four digits, which is more than a timing is worth.
    private static func rounded(_ value: Double) -> Double {
        guard value.isFinite, value != 0 else { return value }
        var scale = 1.0
        while abs(value) * scale < 1_000 { scale *= 10 }
        return (value * scale).rounded() / scale
    }
}
