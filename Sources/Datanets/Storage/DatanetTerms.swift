internal import FoundationEssentials
package import Identity
package import Ledger
internal import Machine
package import Wire

/// What a Datanet's owner committed to: the document and its salt, `terms.json` in the folder.
package struct DatanetTerms: Sendable {
    /// The file's name.
    package static let file = "terms.json"
    /// What rows are offered under.
    package static let document = """
        Rows of this Datanet may be trained on. Every paid answer is attributed to rows, and their \
        contributors are paid by attribution.
        """

    private static let format = "openledger/datanet-terms/v1"

    package let owner: AccountAddress
    package let salt: Digest
    package let document: String

    package init(owner: AccountAddress, salt: Digest, document: String = Self.document) {
        self.owner = owner
        self.salt = salt
        self.document = document
    }

    /// Reads the file of a folder; nil when there is none or it is damaged.
    package init?(inFolder folder: String) {
        let path = "\(folder)/\(Self.file)"
        guard let bytes = try? PosixFile.contents(of: path, limit: FileLimit.text),
            let json = try? JSONValue(parsing: bytes, limit: FileLimit.text),
            json["format"]?.stringValue == Self.format,
            let owner = json["owner"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let salt = json["salt"]?.stringValue.flatMap(Digest.init(hex:)),
            let document = json["document"]?.stringValue
        else { return nil }
        self.init(owner: owner, salt: salt, document: document)
    }

    /// The file.
    package var fileBytes: [UInt8] {
        CanonicalJSON.encode(
            .object([
                ("format", .string(Self.format)), ("owner", .string("\(owner)")),
                ("salt", .string(salt.hex)), ("document", .string(document)),
            ])) + [UInt8(ascii: "\n")]
    }

    /// What the log holds.
    package var commitment: Digest {
        Commitment.terms(salt: salt, document: Array(document.utf8))
    }

    /// Refuses a copy beside its original: rows would go to one of them, and the log's place would
    /// be in neither.
    private func requireOneFolder(_ files: DatanetFiles) throws(OperationError) {
        for other in try DatanetFiles.all(inDataDirectory: files.dataDirectory)
        where other.name != files.name {
            guard DatanetTerms(inFolder: other.folder)?.commitment == commitment else { continue }
            throw OperationError(
                .altered,
                "\(files.folder) and \(other.folder) are the same Datanet: move the copy out of "
                    + "the data directory")
        }
    }

    /// The index of the Datanet that a folder belongs to; nil when the log does not hold it.
    ///
    /// By its terms; a folder without terms is known by its first contribution.
    /// - Throws: `OperationError` for damaged terms, for a second folder of the same terms, and
    ///   what the log's storage throws.
    package static func index(
        of files: DatanetFiles, in log: any EntryLog
    ) async throws -> UInt64? {
        if FileManager.default.fileExists(atPath: "\(files.folder)/\(file)") {
            guard let terms = DatanetTerms(inFolder: files.folder) else {
                throw OperationError(
                    .altered, "\(files.folder)/\(file) is damaged: restore it from a copy")
            }
            try terms.requireOneFolder(files)
            return try await log.query {
                $0.datanet(of: terms.owner, terms: terms.commitment)
            }
        }
        guard let (account, commitment) = files.firstCommitment else { return nil }
        return try await log.query {
            $0.contribution(of: account, commitment: commitment)?.commit.datanet
        }
    }
}
