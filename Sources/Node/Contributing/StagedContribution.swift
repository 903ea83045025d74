internal import Datanets
internal import Identity
internal import Ledger
internal import Wire

/// A contribution on its way into a Datanet: rows, salts and the signature that reveals them.
///
/// It lies on the disk before the log holds the commit, and until the Datanet's files hold the
/// rows, so that whoever opens the directory next can finish it without the contributor's key.
/// The file has a line for the whole and one a row, each canonical JSON.
struct StagedContribution: Sendable {
    private static let format = "openledger/staged-contribution/v1"

    /// Account, salt and salted rows.
    let contribution: Contribution
    /// What the rows are committed under.
    let commitment: Digest
    /// The reveal of the commit at this index is signed.
    let commitIndex: UInt64
    private let signature: SignatureBytes

    /// Signs the reveal of a contribution for the index that its commit has or will have.
    init(
        _ contribution: Contribution, commitIndex: UInt64, key: AccountKey, domain: SigningDomain
    ) {
        self.contribution = contribution
        self.commitIndex = commitIndex
        commitment = contribution.commitment
        signature =
            Self.reveal(contribution, commitIndex: commitIndex).signed(by: key, in: domain)
            .signature
    }

    /// The entry that opens the commit, with the intake's counts.
    func reveal(accepted: UInt32, duplicates: UInt32) -> ContributionReveal {
        Self.reveal(
            contribution, commitIndex: commitIndex, accepted: accepted, duplicates: duplicates,
            signature: signature)
    }

    private static func reveal(
        _ contribution: Contribution, commitIndex: UInt64, accepted: UInt32 = 0,
        duplicates: UInt32 = 0, signature: SignatureBytes = .unsigned
    ) -> ContributionReveal {
        guard let salt = Digest(contribution.salt) else {
            preconditionFailure("a contribution's salt has 32 bytes")
        }
        return ContributionReveal(
            commitIndex: commitIndex, rowsRoot: contribution.rowsRoot, salt: salt,
            acceptedCount: accepted, duplicateCount: duplicates, signature: signature)
    }

    /// The file.
    var fileBytes: [UInt8] {
        var bytes = Self.line([
            ("format", .string(Self.format)),
            ("account", .string("\(contribution.account)")),
            ("salt", .string(Hex.encode(contribution.salt))),
            ("commit", .integer(Int64(commitIndex))),
            ("signature", .string(Hex.encode(signature.bytes))),
        ])
        for salted in contribution.rows {
            bytes += Self.line([
                ("text", .string(salted.row.text)), ("label", .string(salted.row.label)),
                ("salt", .string(Hex.encode(salted.salt))),
            ])
        }
        return bytes
    }

    /// Reads a file; nil when it is not what was written under this commitment.
    init?(fileBytes: [UInt8], commitment: Digest) {
        let lines = fileBytes.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let head = Self.json(first),
            head["format"]?.stringValue == Self.format,
            let account = head["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let salt = Self.salt(head),
            let index = head["commit"]?.integerValue.flatMap(UInt64.init(exactly:)),
            let signature = head["signature"]?.stringValue.flatMap(Hex.decode)
                .flatMap(SignatureBytes.init)
        else { return nil }
        var rows: [SaltedRow] = []
        for line in lines.dropFirst() {
            guard let row = SaltedLines.row(line), let salt = Self.json(line).flatMap(Self.salt)
            else { return nil }
            rows.append(SaltedRow(row: row, salt: salt))
        }
        contribution = Contribution(account: account, salt: salt, rows: rows)
        guard contribution.commitment == commitment else { return nil }
        self.commitment = commitment
        self.signature = signature
        commitIndex = index
    }

    private static func line(_ members: [(String, JSONValue)]) -> [UInt8] {
        CanonicalJSON.encode(.object(members)) + [UInt8(ascii: "\n")]
    }

    private static func json(_ line: ArraySlice<UInt8>) -> JSONValue? { SaltedLines.json(line) }

    private static func salt(_ json: JSONValue) -> [UInt8]? { SaltedLines.salt(json) }
}
