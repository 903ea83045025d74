/// Runs of this program and of a peer in turns, so that a busy moment of the machine meets both.
package struct PairedRuns: Sendable {
    /// A median of fewer runs says little.
    package static let fewest = 5

    /// What each run of this program measured.
    package private(set) var own: [Double] = []
    /// What each run of the peer measured; empty without a peer.
    package private(set) var peer: [Double] = []

    /// Measures A B A B …, after one run of each that does not count.
    package init(
        _ runs: Int, own measure: () throws -> Double, peer measurePeer: (() throws -> Double)?
    ) throws {
        _ = try measure()
        _ = try measurePeer?()
        for _ in 0..<runs {
            own.append(try measure())
            if let measurePeer { peer.append(try measurePeer()) }
        }
    }

    /// The median of this program's runs.
    package var median: Double { Self.median(own) }
    /// The median of the peer's runs; nil without a peer.
    package var peerMedian: Double? { peer.isEmpty ? nil : Self.median(peer) }

    /// The middle value; between two, their mean.
    package static func median(_ values: [Double]) -> Double {
        precondition(!values.isEmpty, "a median needs a value")
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// The smallest value that at least this share of the values does not exceed, in whole units;
    /// 0 of no values.
    package static func quantile(_ share: Double, of values: [Double]) -> Int {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return Int(sorted[min(max(rank, 1), sorted.count) - 1])
    }
}

/// Measures a piece of work.
enum Stopwatch {
    /// Seconds that a piece of work took.
    static func seconds(_ work: () throws -> Void) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        try work()
        return (clock.now - start).inSeconds
    }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) * 1e-18
    }
}
