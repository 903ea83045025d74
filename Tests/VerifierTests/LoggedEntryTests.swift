import FoundationEssentials
import Identity
import LogTestKit
import Testing
import Verifier
import Wire

@Suite struct `An entry` {
    /// The page that defines the format.
    static let page: String = {
        var url = URL(filePath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        let data = try? Data(contentsOf: url.appending(path: "docs/formats/ledger-entry.md"))
        return String(decoding: data ?? Data(), as: UTF8.self)
    }()

    /// An entry made by other people's code, and the digest that it signs.
    struct Golden: CustomTestStringConvertible, Sendable {
        let name: String
        let layout: UInt8
        let bytes: [UInt8]
        let signingDigest: String

        var testDescription: String { "\(name), layout \(layout)" }
    }

    /// One of each type and layout, in a domain with the salt 00…1f.
    static let golden: [Golden] = {
        let text = String(decoding: (try? Fixtures.read("golden-entries.txt")) ?? [], as: UTF8.self)
        return text.split(separator: "\n").map { line in
            let words = line.split(separator: " ").map(String.init)
            return Golden(
                name: words[0], layout: UInt8(words[1]) ?? 0, bytes: Hex.decode(words[2]) ?? [],
                signingDigest: words[3])
        }
    }()

    @Test func `of every type and layout was made by other people's code`() {
        let first = Self.golden.filter { $0.layout == 1 }
        #expect(first.compactMap { EntryKind(rawValue: $0.bytes[1]) } == EntryKind.allCases)
    }

    @Test(arguments: golden)
    func `is read, and signs what eth_account signs`(_ golden: Golden) throws {
        let entry = try LoggedEntry(decoding: golden.bytes)
        let salt = try #require(Digest((0..<32).map { UInt8($0) }))
        let domain = SigningDomain(chainId: 1, salt: salt)
        #expect(entry.message.typeName == golden.name)
        #expect(entry.layout == golden.layout)
        #expect(entry.message.signingDigest(in: domain).hex == golden.signingDigest)
        guard let rules = AnswerRules(entry) else { return }
        try rules.checkWeights()
        try rules.checkPrice()
        try rules.checkFeeSplit()
        try rules.checkAmounts()
        try rules.checkPaidAndHeld()
    }

    @Test(arguments: golden)
    func `has the length and the message that the format's page states`(_ golden: Golden) throws {
        let entry = try LoggedEntry(decoding: golden.bytes)
        #expect(Self.page.contains("\n`\(entry.message.typeDefinition)`\n"))
        let (row, count): (String, Int) =
            switch (entry.kind, entry.layout) {
            case (.answer, 1): ("330 + 57·k", 330 + 57 * 4)
            case (.answer, _): ("295 + 36·m + 67·k", 295 + 36 * 2 + 67 * 5)
            case (.manifestCommit, 2): ("211 + 52·d + 4·m", 211 + 52 * 2 + 4 * 2)
            case (.datanetCreate, 3): ("173 + 20·t", 173 + 20 * 2)
            case (.manifestCommit, 3): ("244 + 52·d + 4·m", 244 + 52 * 2 + 4 * 2)
            case (.trainingResult, 2): ("117 + 34·p + 14·n", 117 + 34 * 6 + 14 * 2)
            default: ("\(golden.bytes.count)", golden.bytes.count)
            }
        #expect(golden.bytes.count == count)
        let pattern = "\n| \(entry.kind.rawValue) | \(entry.kind.name)"
        let stated = Self.page.split(separator: "\n").filter { ("\n" + $0).hasPrefix(pattern) }
        #expect(stated.contains { $0.contains("| \(row) |") }, "\(stated)")
    }

    @Test func `opens commitments under the tags that the format's page states`() {
        for tag in ["openledger/contribution/v1", "openledger/beacon/v1"] {
            #expect(Self.page.contains("`H(\"\(tag)\"; "))
        }
    }

    @Test(arguments: golden)
    func `is refused at every other length`(_ golden: Golden) throws {
        for count in golden.bytes.indices {
            #expect(throws: EntryFault.self) {
                try LoggedEntry(decoding: Array(golden.bytes[..<count]))
            }
        }
        #expect(throws: EntryFault.bytes(.trailingBytes(count: 1))) {
            try LoggedEntry(decoding: golden.bytes + [0])
        }
    }

    @Test func `of more than 65,535 bytes is refused`() {
        #expect(throws: EntryFault.tooLong(65_536)) {
            try LoggedEntry(decoding: [UInt8](repeating: 1, count: 65_536))
        }
    }

    @Test func `of a layout that its kind has not is refused`() throws {
        for golden in Self.golden {
            let kind = try LoggedEntry(decoding: golden.bytes).kind
            let known = Self.golden.filter { $0.name == golden.name }.map(\.layout)
            for layout in [UInt8(0), 2, 3, 4, 255] where !known.contains(layout) {
                #expect(throws: EntryFault.layout(layout, kind)) {
                    try LoggedEntry(decoding: [layout] + golden.bytes.dropFirst())
                }
            }
        }
    }

    @Test func `of an unknown type is refused, of a reserved one by name`() throws {
        var bytes = try #require(Self.golden.first).bytes
        for type in [UInt8(0), 20, 255] {
            bytes[1] = type
            #expect(throws: EntryFault.kind(type)) { try LoggedEntry(decoding: bytes) }
        }
        for (type, name) in [
            (15, "epochMark"), (16, "payOut"), (17, "trueUp"), (18, "expiry"), (19, "shareMint"),
        ] as [(UInt8, String)] {
            bytes[1] = type
            let fault = EntryFault.reserved(name)
            #expect(throws: fault) { try LoggedEntry(decoding: bytes) }
            #expect(fault.description.contains("\(name) are reserved for a later version"))
            #expect(Self.page.contains("\(type) \(name)"))
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `made of random bytes never traps`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "entries")
        for _ in 0..<200 {
            var bytes = Self.golden[Int(random.below(UInt64(Self.golden.count)))].bytes
            for _ in 0...random.below(6) {
                bytes[1 + Int(random.below(UInt64(bytes.count - 1)))] = UInt8(random.below(256))
            }
            guard let entry = try? LoggedEntry(decoding: bytes) else { continue }
            guard let rules = AnswerRules(entry) else { continue }
            _ = try? rules.checkWeights()
            _ = try? rules.checkPrice()
            _ = try? rules.checkAmounts()
            _ = try? rules.checkPaidAndHeld()
        }
    }
}
