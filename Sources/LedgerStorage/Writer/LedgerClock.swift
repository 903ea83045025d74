/// Where the timestamps of entries come from; the writer never lets them go back, nor run ahead.
package struct LedgerClock: Sendable {
    /// 2026-01-01T00:00:00Z.
    package static let demonstrationStartSeconds: UInt64 = 1_767_225_600

    let seconds: @Sendable (_ index: UInt64) -> UInt64
    /// Seconds that have passed since any moment; nobody sets such a clock.
    let steadySeconds: @Sendable () -> UInt64
    /// Whether the same entry always gets the same timestamp.
    let isReproducible: Bool

    /// One second an entry from 2026-01-01T00:00:00Z on, never real time.
    package static let demonstration = LedgerClock(
        seconds: { demonstrationStartSeconds + $0 }, steadySeconds: { 0 }, isReproducible: true)

    /// Real time.
    ///
    /// - Parameters:
    ///   - now: seconds since 1970, as the machine's clock has them.
    ///   - steady: seconds since any moment, as a clock has them that nobody sets; it goes on while
    ///     the machine sleeps.
    /// - Returns: the clock.
    package static func system(
        now: @escaping @Sendable () -> UInt64, steady: @escaping @Sendable () -> UInt64
    ) -> LedgerClock {
        LedgerClock(seconds: { _ in now() }, steadySeconds: steady, isReproducible: false)
    }
}
