import Economy
import Identity
import Ledger
import Testing
import Wire

@Suite struct `An entry` {
    private func bytes(_ golden: GoldenEntries.Golden) throws -> [UInt8] {
        try #require(Hex.decode(golden.hex))
    }

    @Test(arguments: GoldenEntries.everyLayout)
    func `of the format's page is read and written back`(_ golden: GoldenEntries.Golden) throws {
        let bytes = try bytes(golden)
        let entry = try Entry(decoding: bytes)
        #expect(entry.encoded == bytes)
        #expect(entry.timestampSeconds == 1_767_225_600)
    }

    @Test(arguments: GoldenEntries.everyLayout)
    func `has the signing digest of eth_account`(_ golden: GoldenEntries.Golden) throws {
        let entry = try Entry(decoding: bytes(golden))
        let salt = try #require(Digest((0..<32).map { UInt8($0) }))
        let domain = SigningDomain(chainId: 1, salt: salt)
        #expect(entry.body.fields.message.signingDigest(in: domain).hex == golden.signingDigest)
    }

    @Test func `has one golden a type, and others of its later layouts`() throws {
        let first = try GoldenEntries.all.map { try Entry(decoding: bytes($0)).body }
        #expect(first.map(\.type) == EntryType.allCases)
        #expect(first.allSatisfy { $0.layoutNumber == 1 && !$0.type.words.sentence.isEmpty })
        let second = try GoldenEntries.ofLayout2.map { try Entry(decoding: bytes($0)).body }
        #expect(second.allSatisfy { $0.layoutNumber == 2 })
        #expect(
            second.map(\.type) == [.datanetCreate, .manifestCommit, .trainingResult, .answer])
        let third = try GoldenEntries.ofLayout3.map { try Entry(decoding: bytes($0)).body }
        #expect(third.allSatisfy { $0.layoutNumber == 3 })
        #expect(third.map(\.type) == [.datanetCreate, .manifestCommit])
    }

    @Test(arguments: GoldenEntries.everyLayout)
    func `is refused when cut off anywhere`(_ golden: GoldenEntries.Golden) throws {
        let bytes = try bytes(golden)
        for length in 0..<bytes.count {
            #expect(throws: EntryError.self) { try Entry(decoding: Array(bytes[..<length])) }
        }
    }

    @Test(arguments: GoldenEntries.everyLayout)
    func `is refused with a byte too many`(_ golden: GoldenEntries.Golden) throws {
        let bytes = try bytes(golden) + [0]
        #expect(throws: EntryError.wire(.trailingBytes(count: 1))) {
            try Entry(decoding: bytes)
        }
    }

    @Test(arguments: GoldenEntries.everyLayout)
    func `is refused or written back the same after any change`(
        _ golden: GoldenEntries.Golden
    ) throws {
        let original = try bytes(golden)
        var random = SeededBytes(seed: 1, label: golden.name)
        for round in 0..<4_000 {
            var changed = original
            for _ in 0...random.below(3) {
                let position = Int(random.below(UInt64(changed.count)))
                changed[position] = UInt8(truncatingIfNeeded: random.next())
            }
            if round.isMultiple(of: 5) {
                changed.removeLast(Int(random.below(UInt64(changed.count))))
            }
            if let entry = try? Entry(decoding: changed) { #expect(entry.encoded == changed) }
        }
    }

    @Test func `of another version or type, or too long, is refused by name`() throws {
        var bytes = try bytes(GoldenEntries.accountOpen)
        bytes[0] = 2
        #expect(throws: EntryError.unknownVersion(2)) { try Entry(decoding: bytes) }
        bytes[0] = 1
        for type in ReservedEntryType.allCases {
            bytes[1] = type.rawValue
            #expect(throws: EntryError.reservedType(type)) { try Entry(decoding: bytes) }
            #expect(EntryError.reservedType(type).description.contains("reserved"))
        }
        for type in [UInt8(0), 20, 255] {
            bytes[1] = type
            #expect(throws: EntryError.unknownType(type)) { try Entry(decoding: bytes) }
        }
        #expect(throws: EntryError.tooLong(bytes: 65_536)) {
            try Entry(decoding: [UInt8](repeating: 1, count: 65_536))
        }
    }

    struct Malformation: CustomTestStringConvertible, Sendable {
        let golden: GoldenEntries.Golden
        let offset: Int
        let byte: UInt8
        let error: EntryError

        var testDescription: String { "\(error)" }
    }

    static let malformations: [Malformation] = [
        Malformation(golden: GoldenEntries.accountOpen, offset: 30, byte: 2, error: .role(2)),
        Malformation(golden: GoldenEntries.policySet, offset: 15, byte: 0x59, error: .shares),
        Malformation(
            golden: GoldenEntries.evaluationCommit, offset: 72, byte: 0, error: .zeroCount),
        Malformation(golden: GoldenEntries.manifestCommit, offset: 131, byte: 0, error: .method),
        Malformation(
            golden: GoldenEntries.manifestCommit, offset: 134, byte: 2, error: .accessTier(2)),
        Malformation(
            golden: GoldenEntries.manifestCommit, offset: 135, byte: 2, error: .beaconRule(2)),
        Malformation(
            golden: GoldenEntries.manifestCommit, offset: 135, byte: 0, error: .beaconFields),
        Malformation(
            golden: GoldenEntries.trainingResult, offset: 180, byte: 9, error: .evaluationFigures),
        Malformation(
            golden: GoldenEntries.trainingAbort, offset: 18, byte: 0, error: .abortReason(0)),
        Malformation(golden: GoldenEntries.answer, offset: 10, byte: 1, error: .disclosure(1)),
        Malformation(golden: GoldenEntries.answer, offset: 183, byte: 4, error: .grade(4)),
        Malformation(golden: GoldenEntries.answer, offset: 252, byte: 65, error: .tooManyLines(65)),
        Malformation(golden: GoldenEntries.answer, offset: 309, byte: 4, error: .holdReason(4)),
        Malformation(
            golden: GoldenEntries.answer, offset: 277, byte: 0xFF,
            error: .answer(.weightOutOfRange)),
    ]

    @Test(arguments: malformations)
    func `with a value out of range is refused by name`(_ item: Malformation) throws {
        var bytes = try bytes(item.golden)
        bytes[item.offset] = item.byte
        // A count of 1,000 has two bytes that are not zero.
        if case .zeroCount = item.error { bytes[item.offset + 1] = 0 }
        #expect(throws: item.error) { try Entry(decoding: bytes) }
        #expect(item.error.description.hasSuffix("."))
    }
}
