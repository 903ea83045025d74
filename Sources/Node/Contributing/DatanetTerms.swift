internal import FoundationEssentials
internal import Identity
internal import Ledger
internal import Wire

/// What a Datanet's owner committed to: the document and its salt, `terms.json` in the folder.
struct DatanetTerms: Sendable {
    /// The file's name.
    static let file = "terms.json"
    /// What rows are offered under.
    static let document = """
        Rows of this Datanet may be trained on. Every paid answer is attributed to rows, and their \
        contributors are paid by attribution.
        """

    private static let format = "openledger/datanet-terms/v1"

    let owner: AccountAddress
    let salt: Digest
    let document: String

    init(owner: AccountAddress, salt: Digest, document: String = Self.document) {
        self.owner = owner
        self.salt = salt
        self.document = document
    }

    /// Reads the file of a folder; nil when there is none or it is damaged.
    init?(inFolder folder: String) {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(Self.file)"),
            let json = try? JSONValue(parsing: [UInt8](data), limit: 1 << 20),
            json["format"]?.stringValue == Self.format,
            let owner = json["owner"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let salt = json["salt"]?.stringValue.flatMap(Digest.init(hex:)),
            let document = json["document"]?.stringValue
        else { return nil }
        self.init(owner: owner, salt: salt, document: document)
    }

    /// The file.
    var fileBytes: [UInt8] {
        CanonicalJSON.encode(
            .object([
                ("format", .string(Self.format)), ("owner", .string("\(owner)")),
                ("salt", .string(salt.hex)), ("document", .string(document)),
            ])) + [UInt8(ascii: "\n")]
    }

    /// What the log holds.
    var commitment: Digest {
        Commitment.terms(salt: salt, document: Array(document.utf8))
    }

    /// The index of the Datanet that a folder belongs to.
    ///
    /// By its terms; a demonstration's folder has none and is known by its first contribution.
    static func index(inFolder folder: String, _ history: LogHistory) throws -> UInt64? {
        if FileManager.default.fileExists(atPath: "\(folder)/\(file)") {
            guard let terms = DatanetTerms(inFolder: folder) else {
                throw NodeError(
                    .altered, "\(folder)/\(file) is damaged: restore it from a copy")
            }
            return history.datanet(owner: terms.owner, terms: terms.commitment)
        }
        return SaltedLines(folder: folder).firstCommitment.flatMap {
            history.datanet(of: $0.account, commitment: $0.commitment)
        }
    }
}
