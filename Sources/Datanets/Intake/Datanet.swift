public import Identity
public import Wire

/// Contributions in the order of their commitments, with what intake made of each row.
///
/// Intake is a pure fold: whoever has the rows can repeat it and gets the same statuses, numbers
/// and roots.
public struct Datanet: Sendable {
    /// A contribution as it was registered.
    public struct Registered: Equatable, Sendable {
        /// What was offered.
        public let contribution: Contribution

        /// What intake made of each row, in the same order.
        public let statuses: [RowStatus]

        /// The commitment that the log holds.
        public let commitment: Digest

        /// How many rows may be trained on.
        public var acceptedCount: UInt32 { UInt32(statuses.count { $0.number != nil }) }

        /// How many rows are kept as duplicates.
        public var duplicateCount: UInt32 { UInt32(statuses.count) - acceptedCount }
    }

    /// A row that may be trained on.
    public struct AcceptedRow: Hashable, Sendable {
        /// Its number.
        public let number: RowNumber
        /// Who is paid for it.
        public let account: AccountAddress
        /// Text, label and salt.
        public let salted: SaltedRow
        /// Text and label.
        public var row: DatanetRow { salted.row }
    }

    /// The labels that rows may have.
    public let labels: LabelSet

    /// All contributions so far.
    public private(set) var contributions: [Registered] = []

    /// The rows that may be trained on; a row's number is its position.
    public private(set) var acceptedRows: [AcceptedRow] = []

    private var duplicates = DuplicateIndex()

    /// An empty Datanet.
    public init(labels: LabelSet) {
        self.labels = labels
    }

    /// Takes the next contribution, in commit order.
    ///
    /// - Throws: ``RowRefusal`` for the first row, counted from 1, whose label is not one of the
    ///   Datanet's; nothing is registered then.
    @discardableResult
    public mutating func register(
        _ contribution: Contribution
    ) throws(RowRefusal) -> Registered {
        for (position, salted) in contribution.rows.enumerated() {
            guard labels.classNumber(of: salted.row.label) != nil else {
                throw RowRefusal(line: position + 1, fault: .unknownLabel)
            }
        }
        precondition(
            acceptedRows.count + contribution.rows.count <= Int(UInt32.max),
            "A Datanet has fewer than 2^32 accepted rows.")
        let statuses = contribution.rows.map { status(of: $0, from: contribution.account) }
        let registered = Registered(
            contribution: contribution, statuses: statuses, commitment: contribution.commitment)
        contributions.append(registered)
        return registered
    }

    /// The version that training would take now.
    public var version: DatanetVersion { DatanetVersion(of: self) }

    private mutating func status(of salted: SaltedRow, from account: AccountAddress) -> RowStatus {
        if let original = duplicates.original(of: salted.row.text) {
            return .duplicate(of: acceptedRows[original].number)
        }
        let number = RowNumber(UInt32(acceptedRows.count))
        duplicates.insert(salted.row.text, position: acceptedRows.count)
        acceptedRows.append(AcceptedRow(number: number, account: account, salted: salted))
        return .accepted(number)
    }
}
