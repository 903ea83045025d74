import Economy
import Identity
import Money
import Testing

@Suite struct `A Datanet's policy` {
    @Test func `has defaults within its bounds`() {
        let policy = DatanetPolicy()
        #expect(policy.flaw == nil)
        #expect(PaymentRule(policy) == PaymentRule())
        #expect(policy.trainers == .anyone && policy.leastFee == Amount(nanoOPEN: 1_000))
        #expect(policy.leastEvaluationItems == 1_000 && policy.listedTrainers.isEmpty)
        var judged = policy
        judged.evaluator = .zero
        #expect(judged.flaw == nil)
    }

    /// Both sides of one bound: the outermost value that it allows, and the one beyond.
    struct Bound: CustomTestStringConvertible, Sendable {
        let edge: DatanetPolicy
        let beyond: DatanetPolicy
        let flaw: DatanetPolicyFlaw

        var testDescription: String { "\(flaw)" }

        init<Number>(
            _ path: any WritableKeyPath<DatanetPolicy, Number> & Sendable, _ edge: Number,
            _ beyond: Number, _ flaw: DatanetPolicyFlaw, evaluator: AccountAddress? = nil
        ) {
            self.flaw = flaw
            var policy = DatanetPolicy(evaluator: evaluator)
            policy[keyPath: path] = edge
            self.edge = policy
            policy[keyPath: path] = beyond
            self.beyond = policy
        }
    }

    /// Every bound, but for those at which the numbers of a field's width end.
    static let bounds: [Bound] = [
        Bound(\.revealWindow, 1, 0, .revealWindow),
        Bound(\.revealWindow, 1_000_000, 1_000_001, .revealWindow),
        Bound(\.contributorsLeast, 9_000, 9_001, .contributorsLeast),
        Bound(\.leastFee, Amount(nanoOPEN: 1), .zero, .leastFee),
        Bound(\.leastEvaluationItems, 1, 0, .leastEvaluationItems),
        Bound(\.leastEvaluationItems, 1_000_000, 1_000_001, .leastEvaluationItems),
        Bound(\.leastEvaluationItems, 100, 99, .leastEvaluationItems, evaluator: .zero),
        Bound(\.listedTrainers, [], [.zero], .listedTrainers),
        Bound(\.minimumRows, 1, 0, .minimumRows),
        Bound(\.minimumRows, 10_000, 10_001, .minimumRows),
        Bound(\.gateDeviationsMillis, 10_000, 10_001, .gateDeviations),
        Bound(\.gateChanceQuantileMillis, 999, 1_000, .gateChanceQuantile),
    ]

    @Test(arguments: bounds)
    func `takes the last number within a bound and names the first beyond`(_ bound: Bound) {
        #expect(bound.edge.flaw == nil)
        #expect(bound.beyond.flaw == bound.flaw)
        #expect(bound.flaw.description.hasSuffix("."))
    }

    @Test func `takes the outermost numbers of a field's width where they are its bounds`() {
        let least = DatanetPolicy(
            contributorsLeast: 0, gateDeviationsMillis: 0, gateChanceQuantileMillis: 0)
        #expect(least.flaw == nil)
        #expect(DatanetPolicy(leastFee: Amount(nanoOPEN: .max)).flaw == nil)
        #expect(Set(Self.bounds.map(\.flaw)) == Set(DatanetPolicyFlaw.allCases))
    }
}

@Suite struct `Who may train on a Datanet` {
    private let people = (1...4).map {
        AccountKey.derived(seed: 1, label: "person \($0)").address
    }.sorted()

    @Test func `is anyone, the owner, or whom the owner lists`() {
        let owner = people[0]
        func allowed(_ policy: DatanetPolicy) -> [Bool] {
            people.map { policy.allows($0, owner: owner) }
        }
        #expect(allowed(DatanetPolicy()) == [true, true, true, true])
        #expect(allowed(DatanetPolicy(trainers: .owner)) == [true, false, false, false])
        let listed = DatanetPolicy(trainers: .listed, listedTrainers: [people[2]])
        #expect(allowed(listed) == [true, false, true, false])
    }

    @Test func `is listed once each, in order, and only under the rule that lists`() {
        func flaw(_ trainers: DatanetPolicy.Trainers, _ listed: [AccountAddress]) -> Bool {
            DatanetPolicy(trainers: trainers, listedTrainers: listed).flaw == .listedTrainers
        }
        #expect(flaw(.listed, []) && flaw(.anyone, [people[0]]) && flaw(.owner, [people[0]]))
        #expect(flaw(.listed, [people[1], people[0]]) && flaw(.listed, [people[0], people[0]]))
        #expect(!flaw(.listed, people))
        let many = (0..<65).map { AccountKey.derived(seed: 2, label: "\($0)").address }.sorted()
        #expect(flaw(.listed, many) && !flaw(.listed, Array(many.dropLast())))
    }

    @Test func `says nothing about who judges`() {
        let terms = VerdictTerms(owner: people[0], policy: nil)
        #expect(terms.evaluator == people[0] && terms.leastItems == 1_000)
        let second = VerdictTerms(
            owner: people[0], policy: DatanetPolicy(leastEvaluationItems: 5_000))
        #expect(second.evaluator == people[0] && second.leastItems == 5_000)
        let third = VerdictTerms(
            owner: people[0],
            policy: DatanetPolicy(evaluator: people[1], leastEvaluationItems: 100))
        #expect(third.evaluator == people[1] && third.leastItems == 100)
        #expect(Verdict.allCases.allSatisfy { Verdict(word: $0.word) == $0 })
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
        #expect(Standing.held(.gated).hold == .gated && Standing.held(.fewRows).hold == .fewRows)
        #expect(Standing.allCases.map(\.word) == ["payable", "gated", "fewRows"])
        for standing in Standing.allCases { #expect(Standing(word: standing.word) == standing) }
        #expect(Standing(word: HoldReason.uncertain.word) == nil)
        #expect(HoldReason.allCases.filter(\.holdsWholeLine) == [.gated, .fewRows])
    }
}
