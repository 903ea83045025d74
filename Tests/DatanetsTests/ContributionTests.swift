import Datanets
import Identity
import Testing
import TransparencyLog
import Wire

/// The digests were computed with Python's hashlib from docs/formats/ledger-entry.md.
@Suite struct `A contribution` {
    static func rows() throws -> [SaltedRow] {
        [
            SaltedRow(
                row: try DatanetRow(text: "Perl module for tests", label: "perl"),
                salt: Array(repeating: 1, count: 32)),
            SaltedRow(
                row: try DatanetRow(text: "Ωmega tools", label: "libs"),
                salt: Array(repeating: 2, count: 32)),
            SaltedRow(
                row: try DatanetRow(text: "fast hash table library", label: "libs"),
                salt: Array(repeating: 3, count: 32)),
        ]
    }

    static func contribution(firstByte: UInt8 = 0) throws -> Contribution {
        let account = try #require(AccountAddress([firstByte] + Array(1..<20)))
        return try Contribution(
            account: account, salt: #require(Digest(Array(repeating: 9, count: 32))),
            rows: rows())
    }

    @Test func `has leaves, a root and a commitment as the format says`() throws {
        let contribution = try Self.contribution()
        #expect(
            contribution.leaves[0].hex
                == "ac51feb205b02125115bc12723fc0becb4367eec169518ca1a8cef1160b4c620")
        #expect(
            contribution.rowsRoot.hex
                == "e9a429a6c637d997e4af6f8f47782ecec2e4d218c061cd7fd8670b99f0b126aa")
        #expect(
            contribution.commitment.hex
                == "61535ed66a1116a09abe90234188a51f859a5dcc894e7e075147e37fd3153ae7")
    }

    @Test func `commits differently for another account, so that copying a commitment is vain`()
        throws
    {
        #expect(
            try Self.contribution().commitment != Self.contribution(firstByte: 1).commitment)
    }

    @Test func `proves a single row against its root`() throws {
        let rows = try Self.rows()
        let tree = MerkleTree(leafHashes: rows.map(\.leaf))
        try MerkleProof.verifyInclusion(
            leaf: rows[1].leaf, index: 1, size: 3,
            path: tree.inclusionProof(index: 1, size: 3), root: SaltedRow.root(of: rows))
    }

    @Test func `draws different salts for every row`() throws {
        var salts = SeededBytes(seed: 1, label: "salts")
        let row = try DatanetRow(text: "the same row", label: "libs")
        let account = try Self.contribution().account
        let contribution = Contribution(
            account: account, rows: Array(repeating: row, count: 50), salts: &salts)
        #expect(Set(contribution.rows.map(\.salt) + [contribution.salt.bytes]).count == 51)
        #expect(Set(contribution.leaves).count == 50)
    }
}
