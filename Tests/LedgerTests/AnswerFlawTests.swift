import Economy
import Ledger
import Testing
import Wire

@Suite struct `An answer's bytes` {
    struct Forgery: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let offset: Int
        let byte: UInt8
        let flaw: AnswerFlaw
    }

    // The golden answer has four lines of 57 bytes from offset 253 on.
    static let forgeries: [Forgery] = [
        Forgery(testDescription: "amount", offset: 292, byte: 1, flaw: .amount(line: 0)),
        Forgery(testDescription: "paid", offset: 300, byte: 1, flaw: .settlement(line: 0)),
        Forgery(testDescription: "held", offset: 308, byte: 1, flaw: .settlement(line: 0)),
        Forgery(testDescription: "reason", offset: 309, byte: 0, flaw: .settlement(line: 0)),
        Forgery(testDescription: "pool", offset: 492, byte: 1, flaw: .unattributedAmount),
        Forgery(testDescription: "maximum fee", offset: 67, byte: 0, flaw: .feeAboveMaximum),
        Forgery(testDescription: "weight", offset: 280, byte: 3, flaw: .weightSum),
        Forgery(testDescription: "row order", offset: 313, byte: 10, flaw: .order(row: 9)),
        Forgery(testDescription: "row repeated", offset: 313, byte: 7, flaw: .repeatedRow(7)),
        Forgery(
            testDescription: "lower bound", offset: 338, byte: 0x0C,
            flaw: .lowerAboveWeight(row: 2)),
    ]

    @Test(arguments: forgeries)
    func `are refused with the rule that a forgery breaks`(_ forgery: Forgery) throws {
        var bytes = try #require(Hex.decode(GoldenEntries.answer.hex))
        #expect(bytes[forgery.offset] != forgery.byte)
        bytes[forgery.offset] = forgery.byte
        #expect(throws: EntryError.answer(forgery.flaw)) { try Entry(decoding: bytes) }
        #expect(forgery.flaw.description.hasSuffix("."))
    }

    @Test func `are refused when a unit moves between two lines`() throws {
        var bytes = try #require(Hex.decode(GoldenEntries.answer.hex))
        bytes[292] += 1
        bytes[349] -= 1
        #expect(throws: EntryError.answer(.amount(line: 0))) { try Entry(decoding: bytes) }
    }
}
