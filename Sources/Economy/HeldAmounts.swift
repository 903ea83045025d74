package import Money

/// Amounts that are held, by reason.
///
/// Reasons are few and their amounts are asked and added to for every line of an answer: they stand
/// in a list by the reasons' order instead of under hashes.
package struct HeldAmounts: Equatable, Sendable {
    /// By the position of the reason among all cases; empty while nothing was ever held.
    private var amounts: [Amount] = []

    /// Nothing is held.
    package init() {}

    /// What is held for a reason.
    package subscript(_ reason: HoldReason) -> Amount {
        get { amounts.isEmpty ? .zero : amounts[reason.position] }
        set {
            if amounts.isEmpty {
                guard newValue > .zero else { return }
                amounts = Array(repeating: .zero, count: HoldReason.allCases.count)
            }
            amounts[reason.position] = newValue
        }
    }

    /// Everything held, in nano-OPEN.
    package var total: UInt128 { Amount.total(of: amounts) }

    /// What is held, by reason; a reason for which nothing is held is missing.
    package var byReason: [HoldReason: Amount] {
        var found: [HoldReason: Amount] = [:]
        for reason in HoldReason.allCases where self[reason] > .zero {
            found[reason] = self[reason]
        }
        return found
    }
}

extension HoldReason {
    /// Its place among all cases, whose codes count from 1 without gaps.
    fileprivate var position: Int { Int(rawValue) - 1 }
}
