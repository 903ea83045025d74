import Identity
import Wire

/// The four files of a Datanet as bytes; lines are canonical JSON.
struct DatanetText {
    let header: [UInt8]
    let contributions: [UInt8]
    let rows: [UInt8]
    let salts: [UInt8]

    init(header: [UInt8], contributions: [UInt8], rows: [UInt8], salts: [UInt8]) {
        self.header = header
        self.contributions = contributions
        self.rows = rows
        self.salts = salts
    }

    init(_ datanet: Datanet) {
        let version = datanet.version
        header = Self.line([
            ("format", .string(DatanetFiles.format)),
            ("labels", .array(datanet.labels.labels.map { .string($0) })),
            ("contributions", .integer(Int64(version.contributionCount))),
            ("accepted", .integer(Int64(version.acceptedCount))),
            ("duplicates", .integer(Int64(version.duplicateCount))),
            ("rowsRoot", .string(version.rowsRoot.hex)),
            ("digest", .string(version.digest.hex)),
        ])
        contributions = datanet.contributions.flatMap { registered in
            let contribution = registered.contribution
            return Self.line([
                ("account", .string(contribution.account.description)),
                ("salt", .string(Hex.encode(contribution.salt))),
                ("rowsRoot", .string(contribution.rowsRoot.hex)),
                ("commitment", .string(registered.commitment.hex)),
                ("rows", .integer(Int64(contribution.rows.count))),
            ])
        }
        rows = datanet.contributions.flatMap { registered in
            zip(registered.contribution.rows, registered.statuses).flatMap { salted, status in
                Self.line(
                    [
                        ("account", .string(registered.contribution.account.description)),
                        ("text", .string(salted.row.text)), ("label", .string(salted.row.label)),
                    ] + Self.members(of: status))
            }
        }
        salts = datanet.contributions.flatMap { registered in
            registered.contribution.rows.flatMap { salted in
                Self.line([("salt", .string(Hex.encode(salted.salt)))])
            }
        }
    }

    private static func members(of status: RowStatus) -> [(String, JSONValue)] {
        switch status {
        case .accepted(let number):
            [("status", .string("accepted")), ("row", .integer(Int64(number.value)))]
        case .duplicate(let original):
            [("status", .string("duplicate")), ("of", .integer(Int64(original.value)))]
        }
    }

    private static func line(_ members: [(String, JSONValue)]) -> [UInt8] {
        CanonicalJSON.encode(.object(members)) + [UInt8(ascii: "\n")]
    }
}
