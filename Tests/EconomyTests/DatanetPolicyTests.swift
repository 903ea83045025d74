import Economy
import Money
import Testing

@Suite struct `A Datanet's policy` {
    @Test func `has defaults within its bounds`() {
        let policy = DatanetPolicy()
        #expect(policy.flaw == nil)
        #expect(policy.paymentRule == PaymentRule())
        #expect(policy.trainers == .anyone && policy.leastFee == Amount(nanoOPEN: 1))
    }

    @Test func `names the number that is out of its bounds`() {
        let policies: [(DatanetPolicy, DatanetPolicyFlaw)] = [
            (DatanetPolicy(revealWindow: 0), .revealWindow),
            (DatanetPolicy(revealWindow: 1_000_001), .revealWindow),
            (DatanetPolicy(contributorsLeast: 9_001), .contributorsLeast),
            (DatanetPolicy(leastFee: .zero), .leastFee),
            (DatanetPolicy(leastEvaluationItems: 0), .leastEvaluationItems),
            (DatanetPolicy(minimumRows: 0), .minimumRows),
            (DatanetPolicy(minimumRows: 10_001), .minimumRows),
            (DatanetPolicy(gateDeviationsMillis: 10_001), .gateDeviations),
            (DatanetPolicy(gateChanceQuantileMillis: 1_000), .gateChanceQuantile),
        ]
        for (policy, flaw) in policies {
            #expect(policy.flaw == flaw)
            #expect(flaw.description.hasSuffix("."))
        }
        #expect(Set(policies.map(\.1)) == Set(DatanetPolicyFlaw.allCases))
    }
}

@Suite struct `A reason for holding` {
    @Test func `has a number, words and a place in the balances`() {
        #expect(HoldReason.allCases.map(\.rawValue) == [1, 2, 3])
        #expect(Set(HoldReason.allCases.map(\.word)).count == HoldReason.allCases.count)
        #expect(
            HoldReason.allCases.map(\.heldWord) == ["heldUncertain", "heldGated", "heldFewRows"])
        #expect(!HoldReason.allCases.map(\.word).contains(HoldReason.noneWord))
    }

    @Test func `follows from where an account stands`() {
        #expect(Standing.payable.hold == nil)
        #expect(Standing.gated.hold == .gated && Standing.fewRows.hold == .fewRows)
        #expect(HoldReason.allCases.filter(\.holdsWholeLine) == [.gated, .fewRows])
    }
}
