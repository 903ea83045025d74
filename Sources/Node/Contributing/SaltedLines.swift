internal import Datanets
internal import FoundationEssentials
internal import Identity
internal import Wire

/// The lines of a Datanet's files, taken for what they are worth: the log's commitments decide.
///
/// The four files are replaced one after another. When that was interrupted some are longer than
/// others, but every line that was acknowledged is still in all of them.
struct SaltedLines {
    private let contributions: [ArraySlice<UInt8>]
    private let rows: [ArraySlice<UInt8>]
    private let salts: [ArraySlice<UInt8>]

    /// Reads the files of a folder; a missing one has no lines.
    init(folder: String) {
        func lines(_ file: String) -> [ArraySlice<UInt8>] {
            let data = FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data()
            return [UInt8](data).split(separator: UInt8(ascii: "\n"))
        }
        contributions = lines("contributions.jsonl")
        rows = lines("rows.jsonl")
        salts = lines("salts.jsonl")
    }

    /// The longest run of whole contributions, from the first on, that the log revealed so.
    func contributions(revealedAs reveals: [LogHistory.Reveal]) -> [Contribution] {
        var found: [Contribution] = []
        var position = 0
        for (line, reveal) in zip(contributions, reveals) {
            guard let stated = Self.json(line),
                let account = stated["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
                let salt = Self.salt(stated),
                let count = stated["rows"]?.integerValue.flatMap(Int.init(exactly:)), count >= 0,
                count <= rows.count - position, count <= salts.count - position
            else { return found }
            let range = position..<(position + count)
            let salted = range.compactMap { saltedRow($0) }
            guard salted.count == count else { return found }
            let contribution = Contribution(account: account, salt: salt, rows: salted)
            guard reveal.isOf(account, contribution.commitment) else { return found }
            found.append(contribution)
            position += count
        }
        return found
    }

    /// How many contributions the files state.
    var contributionCount: Int { contributions.count }

    /// The account and the commitment that the first contribution states.
    var firstCommitment: (account: AccountAddress, commitment: Digest)? {
        guard let stated = contributions.first.flatMap(Self.json),
            let account = stated["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let commitment = stated["commitment"]?.stringValue.flatMap(Digest.init(hex:))
        else { return nil }
        return (account, commitment)
    }

    private func saltedRow(_ position: Int) -> SaltedRow? {
        guard let row = Self.row(rows[position]),
            let salt = Self.json(salts[position]).flatMap(Self.salt)
        else { return nil }
        return SaltedRow(row: row, salt: salt)
    }

    static func json(_ line: ArraySlice<UInt8>) -> JSONValue? {
        try? JSONValue(parsing: Array(line), limit: RowReader.lineLimit)
    }

    static func row(_ line: ArraySlice<UInt8>) -> DatanetRow? {
        guard let cells = json(line), let text = cells["text"]?.stringValue,
            let label = cells["label"]?.stringValue
        else { return nil }
        return try? DatanetRow(text: text, label: label)
    }

    static func salt(_ json: JSONValue) -> [UInt8]? {
        json["salt"]?.stringValue.flatMap(Hex.decode).flatMap {
            $0.count == SaltedRow.saltByteCount ? $0 : nil
        }
    }
}
