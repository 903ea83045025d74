import Identity
import Node
import NodeAPI
import Testing

@Suite struct `Tokens that are embedded for nothing` {
    private let alice = AccountKey.derived(seed: 1, label: "alice").address
    private let bob = AccountKey.derived(seed: 1, label: "bob").address
    private let start = ContinuousClock.now

    private func refusal(
        _ tokens: FreeAllowance, _ count: Int, of account: AccountAddress, at seconds: Double
    ) -> Int? {
        do {
            try tokens.take(count, of: account, now: start + .seconds(seconds))
            return nil
        } catch {
            guard case .limited(let wait, _) = error else { return -1 }
            return wait
        }
    }

    @Test func `are so many a minute for each account`() {
        let tokens = FreeAllowance.tokens(perMinute: 600)
        #expect(refusal(tokens, 400, of: alice, at: 0) == nil)
        #expect(refusal(tokens, 300, of: alice, at: 0) == 11)
        #expect(refusal(tokens, 600, of: bob, at: 0) == nil)
        #expect(refusal(tokens, 200, of: alice, at: 0) == nil)
        // Nothing is left, and a look is refused, too.
        #expect(refusal(tokens, 0, of: alice, at: 0) == 1)
        #expect(refusal(tokens, 100, of: alice, at: 9.9) != nil)
        #expect(refusal(tokens, 100, of: alice, at: 10.1) == nil)
        #expect(refusal(tokens, 600, of: alice, at: 200) == nil)
    }

    @Test func `are taken by no look and no refusal`() {
        let tokens = FreeAllowance.tokens(perMinute: 60)
        for _ in 0..<100 { #expect(refusal(tokens, 0, of: alice, at: 0) == nil) }
        #expect(refusal(tokens, 60, of: alice, at: 0) == nil)
        for _ in 0..<100 { #expect(refusal(tokens, 30, of: alice, at: 1) == 30) }
        #expect(refusal(tokens, 30, of: alice, at: 30.1) == nil)
    }

    @Test func `taken in pieces are refused until all of them are there, and nothing is taken`() {
        let tokens = FreeAllowance.tokens(perMinute: 60)
        #expect(refusal(tokens, 60, of: alice, at: 0) == nil)
        for _ in 0..<2 {
            guard
                case .limited(let wait, _) = tokens.refusal(
                    of: 30, for: alice, now: start + .seconds(10))
            else {
                Issue.record("It says when.")
                return
            }
            #expect(wait == 21)
        }
        #expect(refusal(tokens, 30, of: alice, at: 31) == nil)
    }

    @Test func `are counted for as many accounts as come`() {
        let tokens = FreeAllowance.tokens(perMinute: 60)
        for number in 0..<500 {
            let account = AccountAddress.numbered(number)
            #expect(refusal(tokens, 60, of: account, at: Double(number)) == nil)
        }
        #expect(refusal(tokens, 60, of: .numbered(499), at: 499) == 61)
        #expect(refusal(tokens, 60, of: .numbered(0), at: 499) == nil)
    }
}

extension AccountAddress {
    fileprivate static func numbered(_ number: Int) -> AccountAddress {
        AccountKey.derived(seed: UInt64(number), label: "many").address
    }
}
