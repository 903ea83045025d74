import Economy
import Money
import Testing

@Suite struct `Amounts that are held` {
    @Test func `stand apart by reason and add up`() {
        var held = HeldAmounts()
        #expect(held == HeldAmounts() && held.total == 0 && held.byReason.isEmpty)
        for (number, reason) in HoldReason.allCases.enumerated() {
            #expect(held[reason] == .zero)
            held[reason] = Amount(nanoOPEN: UInt64(number) + 5)
        }
        for (number, reason) in HoldReason.allCases.enumerated() {
            #expect(held[reason] == Amount(nanoOPEN: UInt64(number) + 5))
        }
        #expect(held.byReason.count == HoldReason.allCases.count)
        #expect(held.total == Amount.total(of: held.byReason.values))
        held[.gated] = .zero
        #expect(held.byReason[.gated] == nil && held[.uncertain] > .zero)
    }

    @Test func `of nothing are nothing, whatever zero was added`() {
        var held = HeldAmounts()
        held[.fewRows] = .zero
        #expect(held == HeldAmounts())
    }
}
