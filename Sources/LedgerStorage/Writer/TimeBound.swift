internal import FoundationEssentials
internal import Machine

/// How far timestamps may run ahead.
///
/// Timestamps never go back, so one entry under a clock that is years ahead would date all that
/// follow. At the start the clock may be a week ahead of the log's last entry, or of the time that
/// the operator vouches for; after that, an hour ahead of the time that has passed.
struct TimeBound: Sendable {
    /// How far the clock may be ahead of the last entry when a log is opened.
    static let startStepSeconds: UInt64 = 7 * 86_400
    /// How far the clock may be ahead of the time that has passed since then.
    static let stepSeconds: UInt64 = 3_600

    private let clock: LedgerClock
    private let startSeconds: UInt64
    private let steadyStart: UInt64

    /// Takes the time at which a log is opened for the beginning.
    ///
    /// - Parameters:
    ///   - clock: where timestamps come from.
    ///   - last: the last entry's timestamp; nil for a log without entries, or a demonstration's,
    ///     whose timestamps are made up.
    ///   - vouched: the time up to which the operator vouches for the clock.
    /// - Throws: `OperationError` with code `clock` when the clock is too far ahead.
    init(_ clock: LedgerClock, last: UInt64?, vouched: UInt64?) throws(OperationError) {
        self.clock = clock
        steadyStart = clock.steadySeconds()
        let now = clock.isReproducible ? 0 : clock.seconds(0)
        startSeconds = max(now, last ?? 0)
        guard let last else { return }
        let (bound, overflow) = max(last, vouched ?? 0)
            .addingReportingOverflow(Self.startStepSeconds)
        guard overflow || now <= bound else {
            throw OperationError(
                .clock,
                "The machine's clock says \(Self.text(now)), and the log's last entry is of "
                    + "\(Self.text(last)). An entry would take that time for ever, since "
                    + "timestamps never go back: set the clock right, or say that it is right with "
                    + "--time-is \(Self.text(now)).")
        }
    }

    /// The time of an entry.
    ///
    /// - Throws: `OperationError` with code `clock` when the clock has jumped ahead.
    func seconds(ofEntry index: UInt64) throws(OperationError) -> UInt64 {
        let seconds = clock.seconds(index)
        guard !clock.isReproducible else { return seconds }
        let passed = clock.steadySeconds() - min(steadyStart, clock.steadySeconds())
        let (bound, overflow) = startSeconds.addingReportingOverflow(passed + Self.stepSeconds)
        guard overflow || seconds <= bound else {
            throw OperationError(
                .clock,
                "The machine's clock says \(Self.text(seconds)), and by the time that has passed "
                    + "since the start it is \(Self.text(startSeconds + passed)). Nothing is "
                    + "written until the clock is right; if it is right, start again with "
                    + "--time-is \(Self.text(seconds)).")
        }
        return seconds
    }

    /// A sentence about a clock that is behind the log; nil when it is not.
    func lag(behind last: UInt64) -> String? {
        guard !clock.isReproducible else { return nil }
        let now = clock.seconds(0)
        guard now < last else { return nil }
        return "The machine's clock says \(Self.text(now)), and the log's last entry is of "
            + "\(Self.text(last)): until the clock has caught up, entries get that time."
    }

    private static func text(_ seconds: UInt64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
