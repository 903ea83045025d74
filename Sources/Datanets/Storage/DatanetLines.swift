internal import Identity
internal import Machine
internal import Wire

/// What one contribution adds to each of a Datanet's files; every line is canonical JSON.
struct DatanetLines {
    let rows: [UInt8]
    let salts: [UInt8]
    let contribution: [UInt8]

    init(_ registered: Datanet.Registered) {
        let offered = registered.contribution
        let account = JSONValue.string(offered.account.description)
        rows = zip(offered.rows, registered.statuses).flatMap { salted, status in
            CanonicalJSON.line(
                [
                    ("account", account), ("text", .string(salted.row.text)),
                    ("label", .string(salted.row.label)),
                ] + Self.members(of: status) + Self.member(despite: offered.despite))
        }
        salts = offered.rows.flatMap { salted in
            CanonicalJSON.line([("salt", .string(Hex.encode(salted.salt)))])
        }
        contribution = CanonicalJSON.line([
            ("account", account), ("salt", .string(offered.salt.hex)),
            ("rowsRoot", .string(offered.rowsRoot.hex)),
            ("commitment", .string(offered.commitment.hex)),
            ("rows", .integer(Int64(offered.rows.count))),
        ])
    }

    /// What it adds to a file.
    subscript(file: DatanetFiles.File) -> [UInt8] {
        switch file {
        case .rows: rows
        case .salts: salts
        case .contributions: contribution
        }
    }

    /// Why a row that rule 2 took for a near-copy was accepted: an objection was upheld.
    static func member(despite original: RowNumber?) -> [(String, JSONValue)] {
        original.map { [("despite", .integer(Int64($0.value)))] } ?? []
    }

    private static func members(of status: RowStatus) -> [(String, JSONValue)] {
        switch status {
        case .accepted(let number):
            [("status", .string("accepted")), ("row", .integer(Int64(number.value)))]
        case .duplicate(let original):
            [("status", .string("duplicate")), ("of", .integer(Int64(original.value)))]
        }
    }
}

/// How much of each of a Datanet's files is known to be what the log revealed.
package struct DatanetLengths: Equatable, Sendable {
    private(set) var rows = 0
    private(set) var salts = 0
    private(set) var contributions = 0

    /// Nothing yet, as in a new Datanet.
    package init() {}

    subscript(file: DatanetFiles.File) -> Int {
        switch file {
        case .rows: rows
        case .salts: salts
        case .contributions: contributions
        }
    }

    mutating func add(_ lines: DatanetLines) {
        rows += lines.rows.count
        salts += lines.salts.count
        contributions += lines.contribution.count
    }
}

/// Walks a Datanet's three growing files side by side, one contribution after another.
struct DatanetReader {
    private let files: DatanetFiles
    private let rows: [UInt8]
    private let salts: [UInt8]
    private let contributions: [UInt8]
    private var contributionCount = 0
    /// How much of the files was read as whole contributions.
    private(set) var lengths = DatanetLengths()

    init(_ files: DatanetFiles) throws(OperationError) {
        self.files = files
        rows = try files.bytes(of: DatanetFiles.File.rows.rawValue)
        salts = try files.bytes(of: DatanetFiles.File.salts.rawValue)
        contributions = try files.bytes(of: DatanetFiles.File.contributions.rawValue)
    }

    /// The account and the commitment that the next contribution states; nil after the last.
    var nextStated: (account: AccountAddress, commitment: Digest)? {
        guard let stated = nextLine.flatMap(Self.json),
            let account = stated["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let commitment = stated["commitment"]?.stringValue.flatMap(Digest.init(hex:))
        else { return nil }
        return (account, commitment)
    }

    /// Reads the next contribution; nil after the last whole line.
    ///
    /// Statuses are those that the rows' lines state, as far as the rows do not belie them. One
    /// comparison of bytes covers account, statuses, numbers, commitment and root: the lines
    /// are canonical, so that equal contributions have equal lines.
    /// - Throws: `OperationError` when the rows are not there, or not those that are stated.
    mutating func next(
        into datanet: Datanet
    ) throws(OperationError) -> Datanet.Registered? {
        guard let line = nextLine else { return nil }
        let place = "contributions.jsonl, line \(contributionCount + 1),"
        guard let stated = Self.json(line),
            let account = stated["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
            let salt = stated["salt"]?.stringValue.flatMap(Digest.init(hex:)),
            let count = stated["rows"]?.integerValue, count >= 0,
            let rowLines = Self.lines(count, of: rows[lengths.rows...]),
            let saltLines = Self.lines(count, of: salts[lengths.salts...])
        else { throw files.malformed(place) }
        var salted: [SaltedRow] = []
        var statuses: [RowStatus] = []
        var despite: RowNumber?
        for (row, salt) in zip(rowLines, saltLines) {
            guard let json = Self.json(row), let row = Self.row(json),
                let status = Self.status(json), let salt = Self.json(salt).flatMap(Self.salt)
            else { throw files.malformed("a row of " + place) }
            // Anywhere else the lines that come out lack the member.
            if count == 1 { despite = Self.number(json, "despite") }
            salted.append(SaltedRow(row: row, salt: salt))
            statuses.append(status)
        }
        let restored: Datanet.Registered?
        do throws(RowRefusal) {
            restored = try datanet.restored(
                Contribution(account: account, salt: salt, rows: salted, despite: despite),
                statuses: statuses)
        } catch {
            throw OperationError(.malformed, "\(files.path(place)) \(error)")
        }
        guard let registered = restored, case let lines = DatanetLines(registered),
            contributions[lengths.contributions...].starts(with: lines.contribution),
            rows[lengths.rows...].starts(with: lines.rows),
            salts[lengths.salts...].starts(with: lines.salts)
        else {
            throw OperationError(
                .altered,
                "\(files.path(place)) does not state what its rows give: restore the folder from "
                    + "a copy")
        }
        contributionCount += 1
        lengths.add(lines)
        return registered
    }

    /// How many whole lines of `contributions.jsonl` follow a place.
    func lineCount(from lengths: DatanetLengths) -> Int {
        contributions[lengths.contributions...].count { $0 == UInt8(ascii: "\n") }
    }

    /// The next whole line of `contributions.jsonl`.
    private var nextLine: ArraySlice<UInt8>? {
        let rest = contributions[lengths.contributions...]
        return rest.firstIndex(of: UInt8(ascii: "\n")).map { rest[..<$0] }
    }

    /// The first `count` whole lines; nil when there are fewer.
    private static func lines(
        _ count: Int64, of bytes: ArraySlice<UInt8>
    ) -> [ArraySlice<UInt8>]? {
        guard count <= bytes.count else { return nil }
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes
        while lines.count < count {
            guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            lines.append(rest[..<end])
            rest = rest[(end + 1)...]
        }
        return lines
    }
}

/// The members that several of a Datanet's files have.
extension DatanetReader {
    static func json(_ line: ArraySlice<UInt8>) -> JSONValue? {
        try? JSONValue(parsing: Array(line), limit: RowReader.lineLimit)
    }

    static func row(_ json: JSONValue) -> DatanetRow? {
        guard let text = json["text"]?.stringValue, let label = json["label"]?.stringValue else {
            return nil
        }
        return try? DatanetRow(text: text, label: label)
    }

    static func status(_ json: JSONValue) -> RowStatus? {
        switch json["status"]?.stringValue {
        case "accepted": number(json, "row").map(RowStatus.accepted)
        case "duplicate": number(json, "of").map(RowStatus.duplicate(of:))
        default: nil
        }
    }

    static func number(_ json: JSONValue, _ member: String) -> RowNumber? {
        json[member]?.integerValue.flatMap(UInt32.init(exactly:)).map(RowNumber.init)
    }

    static func salt(_ json: JSONValue) -> [UInt8]? {
        json["salt"]?.stringValue.flatMap(Hex.decode).flatMap {
            $0.count == SaltedRow.saltByteCount ? $0 : nil
        }
    }
}
