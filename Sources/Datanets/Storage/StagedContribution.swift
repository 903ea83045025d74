package import Identity
package import Ledger
package import Wire

/// A contribution on its way into a Datanet: rows, salts and the signature that reveals them.
///
/// It lies on the disk before the log holds the commit, and until the Datanet's files hold the
/// rows, so that whoever opens the directory next can finish it without the contributor's key.
/// The file has a line for the whole and one per row, each canonical JSON.
package struct StagedContribution: Sendable {
    private static let format = "openledger/staged-contribution/v1"

    /// Account, salt and salted rows.
    package let contribution: Contribution
    /// The reveal of the commit at this index is signed.
    package let commitIndex: UInt64
    private let signature: SignatureBytes

    /// Signs the reveal of a contribution for the index that its commit has or will have.
    package init(
        _ contribution: Contribution, commitIndex: UInt64, key: AccountKey, domain: SigningDomain
    ) {
        self.contribution = contribution
        self.commitIndex = commitIndex
        signature =
            Self.reveal(contribution, commitIndex: commitIndex).signed(by: key, in: domain)
            .signature
    }

    /// The entry that opens the commit, with the intake's counts.
    package func reveal(accepted: UInt32, duplicates: UInt32) -> ContributionReveal {
        Self.reveal(
            contribution, commitIndex: commitIndex, accepted: accepted, duplicates: duplicates,
            signature: signature)
    }

    private static func reveal(
        _ contribution: Contribution, commitIndex: UInt64, accepted: UInt32 = 0,
        duplicates: UInt32 = 0, signature: SignatureBytes = .unsigned
    ) -> ContributionReveal {
        ContributionReveal(
            commitIndex: commitIndex, rowsRoot: contribution.rowsRoot, salt: contribution.salt,
            acceptedCount: accepted, duplicateCount: duplicates, signature: signature)
    }

    /// The file.
    package var fileBytes: [UInt8] {
        var bytes = CanonicalJSON.line(
            [
                ("format", .string(Self.format)),
                ("account", .string("\(contribution.account)")),
                ("salt", .string(contribution.salt.hex)),
                ("commit", .integer(Int64(commitIndex))),
                ("signature", .string(Hex.encode(signature.bytes))),
            ] + DatanetLines.member(despite: contribution.despite))
        for salted in contribution.rows {
            bytes += CanonicalJSON.line([
                ("text", .string(salted.row.text)), ("label", .string(salted.row.label)),
                ("salt", .string(Hex.encode(salted.salt))),
            ])
        }
        return bytes
    }

    /// Reads a file; nil when it is not what was written under this commitment.
    package init?(fileBytes: [UInt8], commitment: Digest) {
        let lines = fileBytes.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let head = DatanetReader.json(first),
            head["format"]?.stringValue == Self.format,
            let account = head["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let salt = head["salt"]?.stringValue.flatMap(Digest.init(hex:)),
            let index = head["commit"]?.integerValue.flatMap(UInt64.init(exactly:)),
            let signature = head["signature"]?.stringValue.flatMap(Hex.decode)
                .flatMap(SignatureBytes.init)
        else { return nil }
        var rows: [SaltedRow] = []
        for line in lines.dropFirst() {
            guard let json = DatanetReader.json(line), let row = DatanetReader.row(json),
                let salt = DatanetReader.salt(json)
            else { return nil }
            rows.append(SaltedRow(row: row, salt: salt))
        }
        let despite = DatanetReader.number(head, "despite")
        guard despite == nil || rows.count == 1 else { return nil }
        contribution = Contribution(account: account, salt: salt, rows: rows, despite: despite)
        guard contribution.commitment == commitment else { return nil }
        self.signature = signature
        commitIndex = index
    }
}
