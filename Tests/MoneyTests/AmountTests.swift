import Money
import Testing
import Wire

@Suite struct `An amount` {
    static let texts: [(nano: UInt64, decimal: String)] = [
        (0, "0"), (1, "0.000000001"), (10_000_000, "0.01"), (1_000_000_000, "1"),
        (1_500_000_000, "1.5"), (12_000_000_012, "12.000000012"),
        (.max, "18446744073.709551615"),
    ]

    @Test(arguments: texts)
    func `writes and reads its decimal form`(nano: UInt64, decimal: String) {
        let amount = Amount(nanoOPEN: nano)
        #expect(amount.decimalOPEN == decimal)
        #expect(amount.description == decimal + " OPEN")
        #expect(Amount(decimalOPEN: decimal) == amount)
    }

    @Test func `reads superfluous zeros after the point only`() {
        #expect(Amount(decimalOPEN: "0.010") == Amount(nanoOPEN: 10_000_000))
        #expect(Amount(decimalOPEN: "3.000000000") == Amount(nanoOPEN: 3_000_000_000))
        #expect(Amount(decimalOPEN: "0.0") == .zero)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "01", "00", "00.1", "+1", "-1", " 1", "1 ", "1e3", "1,5", "1_000",
        "0.0000000001", "1.0.0", "18446744073.709551616", "18446744074", "99999999999999999999",
        "184467440737095516160", "١", "0x1", "1 OPEN", "nan",
    ])
    func `refuses other texts`(text: String) {
        #expect(Amount(decimalOPEN: text) == nil)
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `survives its decimal form, and reads no damaged one as more than it says`(seed: UInt64) {
        var random = SeededBytes(seed: seed, label: "amounts")
        let amount = Amount(nanoOPEN: random.next() >> random.below(64))
        let text = amount.decimalOPEN
        #expect(Amount(decimalOPEN: text) == amount)
        let alphabet = Array("0123456789.-+ e,\u{0}".utf8)
        for _ in 0..<50 {
            var bytes = Array(text.utf8)
            let position = Int(random.below(UInt64(bytes.count)))
            let byte = alphabet[Int(random.below(UInt64(alphabet.count)))]
            if random.below(2) == 0 {
                bytes[position] = byte
            } else {
                bytes.insert(byte, at: position)
            }
            let damaged = String(decoding: bytes, as: UTF8.self)
            guard let read = Amount(decimalOPEN: damaged) else { continue }
            // What is read differs from its shortest form by zeros at the end only.
            #expect(damaged.hasPrefix(read.decimalOPEN))
            let extra = damaged.dropFirst(read.decimalOPEN.count)
            #expect(extra.allSatisfy { $0 == "0" || $0 == "." })
        }
    }

    @Test func `adds and subtracts within its range`() throws {
        let small = Amount(nanoOPEN: 3)
        let large = Amount(nanoOPEN: .max - 3)
        #expect(try large.adding(small) == .maximum)
        #expect(try Amount.maximum.subtracting(large) == small)
        #expect(try small.subtracting(small) == .zero)
        #expect(throws: MoneyError.overflow) { try large.adding(Amount(nanoOPEN: 4)) }
        #expect(throws: MoneyError.insufficient) { try small.subtracting(Amount(nanoOPEN: 4)) }
    }

    @Test func `totals more than it can hold`() {
        let all = [Amount](repeating: .maximum, count: 3)
        #expect(Amount.total(of: all) == UInt128(UInt64.max) * 3)
        #expect(Amount.total(of: []) == 0)
    }

    @Test func `gives a portion rounded down`() throws {
        let third = try #require(PartsPerBillion(1))
        let three = try #require(PartsPerBillion(3))
        #expect(try Amount(nanoOPEN: 10).portion(third, of: three) == Amount(nanoOPEN: 3))
        #expect(try Amount.maximum.portion(.whole, of: .whole) == .maximum)
        #expect(try Amount.maximum.portion(.zero, of: .zero) == .zero)
        #expect(try Amount.maximum.portion(.zero, of: three) == .zero)
        #expect(throws: MoneyError.partExceedsWhole) {
            try Amount.zero.portion(three, of: third)
        }
    }
}
