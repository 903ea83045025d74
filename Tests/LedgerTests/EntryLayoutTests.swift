import Identity
import Ledger
import Testing
import Wire

@Suite struct `The table of an entry's fields` {
    @Test(arguments: GoldenEntries.everyLayout)
    func `gives the signed message and the list for pages in one order`(
        _ golden: GoldenEntries.Golden
    ) throws {
        let body = try Entry(decoding: #require(Hex.decode(golden.hex))).body
        let signed = body.listedFields.filter(\.isSigned)
        #expect(signed.map(\.name) == body.fields.message.fields.map(\.name))
        #expect(Set(body.listedFields.map(\.name)).count == body.listedFields.count)
    }

    @Test func `lists what no signature covers as such`() throws {
        let bytes = try #require(Hex.decode(GoldenEntries.contributionReveal.hex))
        let fields = try Entry(decoding: bytes).body.listedFields
        #expect(
            fields.map(\.name)
                == ["commitIndex", "rowsRoot", "salt", "acceptedCount", "duplicateCount"])
        #expect(fields.map(\.isSigned) == [true, true, true, false, false])
    }

    @Test func `tells indices, accounts and keys apart`() throws {
        let bytes = try #require(Hex.decode(GoldenEntries.manifestCommit.hex))
        let fields = try Entry(decoding: bytes).body.listedFields
        func value(_ name: String) throws -> EntryField.Value {
            try #require(fields.first { $0.name == name }).value
        }
        guard case .account = try value("maker"), case .entry = try value("policy"),
            case .key = try value("beaconKey"), case .digest = try value("manifestDigest"),
            case .number = try value("accessTier")
        else {
            Issue.record("A field is listed as something else than it is.")
            return
        }
    }

    @Test func `lists an answer's lines with their fields`() throws {
        let bytes = try #require(Hex.decode(GoldenEntries.answer.hex))
        let fields = try Entry(decoding: bytes).body.listedFields
        let lines = try #require(fields.first { $0.name == "lines" })
        guard case .list(let items) = lines.value else {
            Issue.record("The lines are no list.")
            return
        }
        #expect(items.count == 4 && !lines.isSigned)
        #expect(items[0].map(\.name).contains("reason"))
    }
}
