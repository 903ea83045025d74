package import Identity
package import NodeAPI
internal import Synchronization

/// How many tokens each account may have embedded for nothing.
///
/// An account has an allowance, which fills again within a minute. It is kept only for accounts
/// that have lately spent something.
package final class FreeTokens: Sendable {
    private struct Spending {
        var spent: Double
        var moment: ContinuousClock.Instant

        /// What is left of an allowance by now.
        func left(of perMinute: Double, _ now: ContinuousClock.Instant) -> Double {
            let refilled = (now - moment) / .seconds(1) * perMinute / 60
            return perMinute - max(0, spent - refilled)
        }
    }

    private struct State {
        var spendings: [AccountAddress: Spending] = [:]
        /// With how many of them those whose allowance is full again are let go.
        var crowd = 64

        /// Takes tokens; how many too few there are, in which case none is taken.
        mutating func missing(
            _ count: Int, of account: AccountAddress, perMinute: Double,
            now: ContinuousClock.Instant
        ) -> Double {
            if spendings.count >= crowd {
                spendings = spendings.filter { $0.value.left(of: perMinute, now) < perMinute }
                crowd = max(64, 2 * spendings.count)
            }
            let rest = spendings[account].map { $0.left(of: perMinute, now) } ?? perMinute
            // Who asks for more than fills up in a minute waits for all of it.
            let wanted = min(Double(max(count, 1)), perMinute)
            guard wanted <= rest else { return wanted - rest }
            if count > 0 {
                spendings[account] = Spending(spent: perMinute - rest + wanted, moment: now)
            }
            return 0
        }
    }

    /// The allowance.
    package let perMinute: Int
    private let state = Mutex(State())

    /// Full allowances.
    ///
    /// - Parameter perMinute: tokens of an account, at least one.
    package init(perMinute: Int) {
        self.perMinute = perMinute
    }

    /// Takes tokens off an account's allowance, or looks whether any are left.
    ///
    /// - Parameters:
    ///   - count: how many; 0 takes none.
    ///   - account: whose.
    ///   - now: the moment.
    /// - Throws: `ServiceRefusal.limited`, with the seconds after which so many are there; nothing
    ///   is taken then.
    package func take(
        _ count: Int, of account: AccountAddress, now: ContinuousClock.Instant = .now
    ) throws(ServiceRefusal) {
        let missing = state.withLock { current in
            current.missing(count, of: account, perMinute: Double(perMinute), now: now)
        }
        guard missing > 0 else { return }
        throw .limited(
            retryAfterSeconds: 1 + Int(60 * missing / Double(perMinute)),
            message: "An account may have \(perMinute) tokens a minute embedded for nothing.")
    }
}
