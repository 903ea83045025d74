import Economy
import Foundation
import Identity
import Ledger
import LedgerStorage
import Money
import Testing
import Wire

/// A demonstration's log of 24 rows as the program wrote it before there was a layout 2.
@Suite struct `A log of layout 1` {
    /// What the same program's report said of held money, in nano-OPEN.
    private static let held: [(account: String, reason: HoldReason, amount: UInt64)] = [
        ("0xDed1c41DA801712625A42C8A39e8739CB63875D8", .fewRows, 10_359_272),
        ("0x06D8835Bf74c17fc93949C0FFD44FA48a3a554a4", .fewRows, 6_518_527),
        ("0xf7b93fd4674601187a77099428DDb27a4f6639cA", .fewRows, 5_923_171),
        ("0x8a650bC46beFB282D266D14b061A499f96B466Da", .fewRows, 14_158_939),
        ("0x2c8632D331b5852096C248Fb923bE67E22eE0765", .gated, 5_020_848),
        ("0xA6c52E4dA8be5f62EEEa4e556F47323DAf997307", .fewRows, 5_915_927),
        ("0x9b700726E995AB8CDFCBE5723e08CE2fd66Fc1a0", .fewRows, 11_919_826),
        ("0xa5c977E0368921E02256231B2447e7e2495b6054", .fewRows, 6_320_501),
        ("0x756121c2cA473dd1E08096418cfBc02f4517cD91", .fewRows, 12_596_666),
        ("0xEca298dadC7EE216cdab1b1a3aED47525Fdc77d6", .fewRows, 6_479_709),
    ]

    private func reader() throws -> LedgerReader {
        let fixtures = try #require(Bundle.module.resourceURL)
        let folder = fixtures.appending(path: "Fixtures/layout-1").path
        return try LedgerReader(DataDirectory(folder), signatures: .verified)
    }

    @Test func `replays to the root and the balances that it had`() throws {
        let log = try reader()
        #expect(log.size == 88)
        #expect(Base64.encode(log.root.bytes) == "BFTOBR84X/VC9ylzj1gOHSiIOGZm+omgA6qK0xs7AKE=")
        let balances = log.state.balances
        #expect(balances.isConservedRecounted)
        for (account, reason, amount) in Self.held {
            let statement = balances.statement(of: try #require(AccountAddress(hex: account)))
            #expect(statement.held(reason).nanoOPEN == amount)
            #expect(statement.held == UInt128(amount) && statement.earnedByRows == 0)
        }
        let sum = Self.held.reduce(UInt128(0)) { $0 + UInt128($1.amount) }
        #expect(balances.statements.reduce(UInt128(0)) { $0 + $1.held } == sum)
    }

    @Test func `keeps the bytes of each entry when it is read and written again`() throws {
        let log = try reader()
        var types: Set<EntryType> = []
        for index in 0..<log.size {
            let bytes = try log.entryBytes(at: index)
            let entry = try Entry(decoding: bytes)
            #expect(entry.encoded == bytes)
            #expect(entry.body.layoutNumber == 1)
            types.insert(entry.body.type)
        }
        // The fourteen types that there were when it was written, but for the abort.
        #expect(types == Set((1...14).compactMap(EntryType.init)).subtracting([.trainingAbort]))
    }

    @Test func `sells a model by one method under its policy's shares`() throws {
        let state = try reader().state
        let model = try #require(state.modelsOnSale.first)
        #expect(model.layout == 1 && model.datanets.count == 1 && model.methods.count == 1)
        #expect(model.shares == .standard)
        #expect(
            model.methods[0].indexDigest.hex
                == "a86b0235b17e1287aa7450d5236d9e58658a6b58f5293c6beeb57181f1c64a68")
    }
}
