package import Identity
package import NodeAPI
internal import Synchronization

/// How much of something each account may have for nothing: tokens embedded, bytes contributed,
/// rows compared, hidden evaluations.
///
/// An account has an allowance, which fills again within a time. It is kept only for accounts that
/// have lately spent something.
package final class FreeAllowance: Sendable {
    private struct Spending {
        var spent: Double
        var moment: ContinuousClock.Instant

        /// What is left of an allowance by now.
        func left(of whole: Double, _ speed: Double, _ now: ContinuousClock.Instant) -> Double {
            let refilled = (now - moment) / .seconds(1) * speed
            return whole - max(0, spent - refilled)
        }
    }

    private struct State {
        var spendings: [AccountAddress: Spending] = [:]
        /// With how many of them those whose allowance is full again are let go.
        var crowd = 64

        func left(
            of account: AccountAddress, whole: Double, speed: Double,
            now: ContinuousClock.Instant
        ) -> Double {
            spendings[account].map { $0.left(of: whole, speed, now) } ?? whole
        }

        /// Takes something; how much too little there is, in which case nothing is taken.
        mutating func missing(
            _ count: Int, of account: AccountAddress, whole: Double, speed: Double,
            now: ContinuousClock.Instant
        ) -> Double {
            if spendings.count >= crowd {
                spendings = spendings.filter { $0.value.left(of: whole, speed, now) < whole }
                crowd = max(64, 2 * spendings.count)
            }
            let rest = left(of: account, whole: whole, speed: speed, now: now)
            // Who asks for more than the whole allowance waits for all of it.
            let wanted = min(Double(max(count, 1)), whole)
            guard wanted <= rest else { return wanted - rest }
            if count > 0 {
                spendings[account] = Spending(spent: whole - rest + wanted, moment: now)
            }
            return 0
        }
    }

    /// The allowance, and the seconds in which it fills.
    package let whole: Int
    private let seconds: Double
    private let rule: String
    private let state = Mutex(State())

    /// Full allowances.
    ///
    /// - Parameters:
    ///   - whole: how much an account has, at least one.
    ///   - seconds: how long it takes to fill again.
    ///   - rule: a sentence for whoever has spent it.
    package init(_ whole: Int, perSeconds seconds: Double, rule: String) {
        self.whole = whole
        self.seconds = seconds
        self.rule = rule
    }

    /// Takes something off an account's allowance, or looks whether any is left.
    ///
    /// - Parameters:
    ///   - count: how much; 0 takes nothing.
    ///   - account: whose.
    ///   - now: the moment.
    /// - Throws: `ServiceRefusal.limited`, with the seconds after which so much is there; nothing
    ///   is taken then.
    package func take(
        _ count: Int, of account: AccountAddress, now: ContinuousClock.Instant = .now
    ) throws(ServiceRefusal) {
        let (whole, speed) = (Double(whole), Double(whole) / seconds)
        let missing = state.withLock { current in
            current.missing(count, of: account, whole: whole, speed: speed, now: now)
        }
        guard missing > 0 else { return }
        throw refusal(untilThereAre: missing)
    }

    /// The refusal of what turned out to be too much while it was taken piece by piece.
    ///
    /// - Parameters:
    ///   - count: how much the caller may take in all.
    ///   - account: whose.
    ///   - now: the moment.
    /// - Returns: the refusal, with the seconds after which all of it is there.
    package func refusal(
        of count: Int, for account: AccountAddress, now: ContinuousClock.Instant = .now
    ) -> ServiceRefusal {
        let (whole, speed) = (Double(whole), Double(whole) / seconds)
        let left = state.withLock { $0.left(of: account, whole: whole, speed: speed, now: now) }
        return refusal(untilThereAre: max(0, min(Double(count), whole) - left))
    }

    private func refusal(untilThereAre missing: Double) -> ServiceRefusal {
        .limited(
            retryAfterSeconds: 1 + Int(missing * seconds / Double(whole)), message: rule)
    }
}

extension FreeAllowance {
    /// Tokens that each account may have embedded in a minute.
    package static func tokens(perMinute: Int) -> FreeAllowance {
        FreeAllowance(
            perMinute, perSeconds: 60,
            rule: "An account may have \(perMinute) tokens a minute embedded for nothing.")
    }

    /// Bytes of rows that each account may contribute in an hour.
    package static func rows(bytesPerHour: Int) -> FreeAllowance {
        FreeAllowance(
            bytesPerHour, perSeconds: 3_600,
            rule: "An account may contribute \(bytesPerHour) bytes of rows an hour.")
    }

    /// Rows that each account may have compared by their meaning in an hour: among honest rows one
    /// in thirty is near enough to an earlier one to need it, and each takes some milliseconds.
    package static func comparisons() -> FreeAllowance {
        let rows = 4_000
        return FreeAllowance(
            rows, perSeconds: 3_600,
            rule: "Most of these rows share their words with earlier ones; an account may have "
                + "\(rows) such rows an hour compared with them. Nothing was taken in.")
    }

    /// Earlier rows that are looked at in an hour to find what each account's rows may repeat.
    ///
    /// They are some twenty seconds of computing; for a row as people write them a few hundred are
    /// looked at.
    package static func searches() -> FreeAllowance {
        FreeAllowance(
            100_000_000, perSeconds: 3_600,
            rule: "These rows share so many words with earlier ones that finding what they repeat "
                + "takes longer than an account may have in an hour. Nothing was taken in.")
    }

    /// Hidden evaluations of others' Datanets that each account may use up in a day.
    package static func hiddenEvaluations() -> FreeAllowance {
        FreeAllowance(
            1, perSeconds: 86_400, rule: "An account may use up one hidden evaluation a day.")
    }
}
