package import Identity
import TransparencyLog
package import Wire

/// Contributions in the order of their commitments, with what intake made of each row.
///
/// Intake is a pure fold: whoever has the rows can repeat it and gets the same statuses, numbers
/// and roots. Taking a contribution in costs as much as its own rows do, however many were there
/// before.
package struct Datanet: Sendable {
    /// A contribution and what intake made of it.
    package struct Registered: Equatable, Sendable {
        /// What was offered.
        package let contribution: Contribution

        /// What intake made of each row, in the same order.
        package let statuses: [RowStatus]

        /// How many rows may be trained on.
        package let acceptedCount: UInt32

        /// How many rows are kept as duplicates.
        package var duplicateCount: UInt32 { UInt32(statuses.count) - acceptedCount }

        fileprivate init(_ contribution: Contribution, statuses: [RowStatus]) {
            self.contribution = contribution
            self.statuses = statuses
            acceptedCount = UInt32(statuses.count { $0.number != nil })
        }
    }

    /// A row that may be trained on.
    package struct AcceptedRow: Hashable, Sendable {
        /// Its number.
        package let number: RowNumber
        /// Who is paid for it.
        package let account: AccountAddress
        /// Text, label and salt.
        package let salted: SaltedRow
        /// Text and label.
        package var row: DatanetRow { salted.row }
    }

    private struct Offer: Hashable {
        let account: AccountAddress
        let rows: [DatanetRow]
    }

    /// What the rows teach.
    package let task: DatanetTask

    /// All contributions so far.
    package private(set) var contributions: [Registered] = []

    /// The rows that may be trained on; a row's number is its position.
    package private(set) var acceptedRows: [AcceptedRow] = []

    /// How many rows are kept as duplicates.
    package private(set) var duplicateCount: UInt32 = 0

    private var duplicates = DuplicateIndex()
    private var acceptedLeaves = MerkleTree()
    private var positions: [Offer: Int] = [:]

    /// An empty Datanet.
    package init(task: DatanetTask) {
        self.task = task
    }

    /// The labels that rows may have.
    package var labels: LabelSet { task.labels }

    /// The RFC 6962 root over the accepted rows in the order of their numbers.
    package var rowsRoot: Digest { acceptedLeaves.root() }

    /// The version that training would take now.
    package var version: DatanetVersion { DatanetVersion(of: self) }

    /// The position of the contribution in which an account offered exactly these rows; nil when it
    /// did not.
    package func position(of rows: [DatanetRow], from account: AccountAddress) -> Int? {
        positions[Offer(account: account, rows: rows)]
    }

    /// What intake makes of a contribution if it is the next one; nothing is registered.
    ///
    /// - Throws: ``RowRefusal`` for the first row, counted from 1, that does not fit the task.
    package func judged(_ contribution: Contribution) throws(RowRefusal) -> Registered {
        for (position, salted) in contribution.rows.enumerated() {
            do throws(RowRefusal.Reason) { try task.check(salted.row) } catch {
                throw RowRefusal(line: position + 1, reason: error)
            }
        }
        precondition(
            acceptedRows.count + contribution.rows.count <= Int(UInt32.max),
            "A Datanet has fewer than 2^32 accepted rows.")
        var next = acceptedRows.count
        var own = DuplicateIndex()
        let statuses = contribution.rows.map { salted -> RowStatus in
            let words = RowWords(of: salted.row.text)
            // The earliest original counts, and earlier contributions are earlier.
            if let original = duplicates.original(of: words) ?? own.original(of: words) {
                return .duplicate(of: RowNumber(UInt32(original)))
            }
            defer { next += 1 }
            own.insert(words, position: next)
            return .accepted(RowNumber(UInt32(next)))
        }
        return Registered(contribution, statuses: statuses)
    }

    /// Takes the next contribution, as it was judged.
    ///
    /// - Precondition: it was judged after the contributions that are registered now.
    package mutating func register(_ registered: Registered) {
        let contribution = registered.contribution
        positions[Offer(account: contribution.account, rows: contribution.rows.map(\.row))] =
            contributions.count
        for (position, status) in registered.statuses.enumerated() {
            guard let number = status.number else { continue }
            precondition(
                Int(number.value) == acceptedRows.count,
                "A contribution is registered where it was judged.")
            let salted = contribution.rows[position]
            duplicates.insert(RowWords(of: salted.row.text), position: acceptedRows.count)
            acceptedRows.append(
                AcceptedRow(number: number, account: contribution.account, salted: salted))
            acceptedLeaves.append(contribution.leaves[position])
        }
        duplicateCount += registered.duplicateCount
        contributions.append(registered)
    }

    /// Judges and takes the next contribution, in commit order.
    ///
    /// - Throws: as ``judged(_:)``; nothing is registered then.
    @discardableResult
    package mutating func register(
        _ contribution: Contribution
    ) throws(RowRefusal) -> Registered {
        let registered = try judged(contribution)
        register(registered)
        return registered
    }
}
