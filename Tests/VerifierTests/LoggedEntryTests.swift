import FoundationEssentials
import Identity
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

    @Test func `has the length and the message that the format's page states`() throws {
        let log = try SampleLog.answered(1)
        var kinds: Set<EntryKind> = []
        for bytes in log.entries {
            let entry = try LoggedEntry(decoding: bytes)
            guard kinds.insert(entry.kind).inserted else { continue }
            #expect(Self.page.contains("\n`\(entry.message.typeDefinition)`\n"))
            guard let attribution = entry.attribution else {
                let row = "| \(entry.kind.rawValue) | \(entry.kind.name) | \(bytes.count - 10) | "
                #expect(Self.page.contains("\n\(row)\(bytes.count) |"))
                continue
            }
            #expect(bytes.count == 330 + 57 * attribution.lines.count)
        }
        #expect(kinds.count == EntryKind.allCases.count)
    }

    @Test func `opens commitments under the tags that the format's page states`() {
        for tag in ["openledger/contribution/v1", "openledger/beacon/v1"] {
            #expect(Self.page.contains("`H(\"\(tag)\"; "))
        }
    }

    @Test func `is refused at every other length`() throws {
        let log = try SampleLog.answered(1)
        for bytes in log.entries {
            for count in bytes.indices {
                #expect(throws: EntryFault.self) {
                    try LoggedEntry(decoding: Array(bytes[..<count]))
                }
            }
            #expect(throws: EntryFault.bytes(.trailingBytes(count: 1))) {
                try LoggedEntry(decoding: bytes + [0])
            }
        }
        #expect(throws: EntryFault.tooLong(65_536)) {
            try LoggedEntry(decoding: [UInt8](repeating: 1, count: 65_536))
        }
    }

    @Test func `of another version or type is refused`() throws {
        var bytes = try #require(SampleLog.answered(0).entries.first)
        bytes[0] = 2
        #expect(throws: EntryFault.version(2)) { try LoggedEntry(decoding: bytes) }
        for type in [UInt8(0), 15, 255] {
            bytes[0] = 1
            bytes[1] = type
            #expect(throws: EntryFault.kind(type)) { try LoggedEntry(decoding: bytes) }
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `made of random bytes never traps`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "entries")
        let log = try SampleLog.answered(1)
        for _ in 0..<200 {
            var bytes = log.entries[Int(random.below(UInt64(log.entries.count)))]
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
