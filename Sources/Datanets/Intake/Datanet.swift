package import Identity
import TransparencyLog
package import Wire

/// Contributions in the order of their reveals, with what intake made of each row.
///
/// Intake is a fold: whoever has the rows, and the model that compares them, can repeat it and gets
/// the same statuses, numbers and roots. Taking a contribution in costs as much as its own rows do,
/// however many were there before.
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

        init(_ contribution: Contribution, statuses: [RowStatus]) {
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
        let despite: RowNumber?

        init(_ contribution: Contribution) {
            account = contribution.account
            rows = contribution.rows.map(\.row)
            despite = contribution.despite
        }

        init(_ account: AccountAddress, _ rows: [DatanetRow], _ despite: RowNumber?) {
            self.account = account
            self.rows = rows
            self.despite = despite
        }
    }

    /// What the rows teach.
    package let task: DatanetTask

    /// All contributions so far.
    package private(set) var contributions: [Registered] = []

    /// The rows that may be trained on; a row's number is its position.
    package private(set) var acceptedRows: [AcceptedRow] = []

    /// How many rows are kept as duplicates.
    package private(set) var duplicateCount: UInt32 = 0

    var duplicates = DuplicateIndex()
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

    /// The contribution in which an account offered exactly these rows.
    ///
    /// - Parameters:
    ///   - rows: the rows.
    ///   - account: whose they are.
    ///   - despite: with a row's number, the contribution in which the only row was taken in on an
    ///     upheld objection to being a near-copy of that one.
    /// - Returns: its position; nil when the account did not.
    package func position(
        of rows: [DatanetRow], from account: AccountAddress, despite: RowNumber? = nil
    ) -> Int? {
        positions[Offer(account, rows, despite)]
    }

    /// The accepted row of the same words in the same order; nil for none.
    package func exactOriginal(of row: DatanetRow) -> RowNumber? {
        duplicates.exactOriginal(of: RowWords(of: row.text)).map { RowNumber(UInt32($0)) }
    }

    /// What intake makes of a contribution if it is the next one; nothing is registered.
    ///
    /// - Throws: ``RowRefusal`` for the first row, counted from 1, that does not fit the task;
    ///   ``NearRowsRefusal`` for too many rows that have to be compared; what `likeness` throws.
    package func judged(
        _ contribution: Contribution, by likeness: some TextLikeness
    ) throws -> Registered {
        try check(contribution)
        if let upheld = upheld(contribution) { return upheld }
        var judging = Judging(of: self, by: likeness)
        return Registered(
            contribution.judgedByBothRules,
            statuses: try contribution.rows.map { try judging.status(of: $0.row) })
    }

    /// A row for which an objection was upheld, accepted whatever it is like; nil for any other
    /// contribution, and where an accepted row has the same words.
    private func upheld(_ contribution: Contribution) -> Registered? {
        guard let original = contribution.despite, Int(original.value) < acceptedRows.count,
            let row = contribution.rows.first?.row, exactOriginal(of: row) == nil
        else { return nil }
        return Registered(
            contribution, statuses: [.accepted(RowNumber(UInt32(acceptedRows.count)))])
    }

    /// A contribution with the statuses that an earlier intake stated; nil where the rows belie
    /// them: where numbers leave one out, a row of the same words was accepted before, or a row is
    /// stated to be accepted despite one that was not.
    ///
    /// Which rows say the same as earlier ones is believed: that takes the model of that intake.
    /// - Throws: ``RowRefusal`` for the first row, counted from 1, that does not fit the task.
    func restored(
        _ contribution: Contribution, statuses: [RowStatus]
    ) throws(RowRefusal) -> Registered? {
        try check(contribution)
        guard statuses.count == contribution.rows.count else { return nil }
        if let original = contribution.despite {
            guard Int(original.value) < acceptedRows.count, statuses[0].number != nil else {
                return nil
            }
        }
        var next = acceptedRows.count
        var own = DuplicateIndex()
        for (salted, status) in zip(contribution.rows, statuses) {
            switch status {
            case .accepted(let number):
                let words = RowWords(of: salted.row.text)
                guard Int(number.value) == next, duplicates.exactOriginal(of: words) == nil,
                    own.exactOriginal(of: words) == nil
                else { return nil }
                own.insert(words, label: salted.row.label, position: next)
                next += 1
            case .duplicate(let original):
                guard Int(original.value) < next else { return nil }
            }
        }
        return Registered(contribution, statuses: statuses)
    }

    func check(_ contribution: Contribution) throws(RowRefusal) {
        for (position, salted) in contribution.rows.enumerated() {
            do throws(RowRefusal.Reason) { try task.check(salted.row) } catch {
                throw RowRefusal(line: position + 1, reason: error)
            }
        }
        precondition(
            acceptedRows.count + contribution.rows.count <= Int(UInt32.max),
            "A Datanet has fewer than 2^32 accepted rows.")
    }

    /// The repetitions among a registered contribution's rows, for whoever offered them.
    package func pairs(of registered: Registered) -> [DuplicatePair] {
        zip(registered.contribution.rows, registered.statuses).enumerated().compactMap { item in
            let (salted, status) = item.element
            guard case .duplicate(let original) = status else { return nil }
            let words = RowWords(of: salted.row.text)
            let earlier = RowWords(of: acceptedRows[Int(original.value)].row.text)
            let isSame = words.sequence == earlier.sequence
            return DuplicatePair(
                position: item.offset, original: original,
                evidence: isSame
                    ? .sameWords
                    : .near(
                        common: words.distinct.intersection(earlier.distinct).count,
                        of: earlier.distinct.count))
        }
    }

    /// Takes the next contribution, as it was judged.
    ///
    /// - Precondition: it was judged after the contributions that are registered now.
    package mutating func register(_ registered: Registered) {
        let contribution = registered.contribution
        positions[Offer(contribution)] = contributions.count
        for (position, status) in registered.statuses.enumerated() {
            guard let number = status.number else { continue }
            precondition(
                Int(number.value) == acceptedRows.count,
                "A contribution is registered where it was judged.")
            let salted = contribution.rows[position]
            duplicates.insert(
                RowWords(of: salted.row.text), label: salted.row.label,
                position: acceptedRows.count)
            acceptedRows.append(
                AcceptedRow(number: number, account: contribution.account, salted: salted))
            acceptedLeaves.append(contribution.leaves[position])
        }
        duplicateCount += registered.duplicateCount
        contributions.append(registered)
    }

    /// Judges and takes the next contribution, in commit order.
    ///
    /// - Throws: as ``judged(_:by:)``; nothing is registered then.
    @discardableResult
    package mutating func register(
        _ contribution: Contribution, by likeness: some TextLikeness
    ) throws -> Registered {
        let registered = try judged(contribution, by: likeness)
        register(registered)
        return registered
    }
}

extension Datanet {
    /// One contribution's rows on their way through the rule.
    struct Judging<Likeness: TextLikeness> {
        private let datanet: Datanet
        private let likeness: Likeness
        /// The rows of this contribution that were accepted; they come after all others.
        private var own = DuplicateIndex()
        private var ownTexts: [String] = []
        private var comparedCount = 0

        init(of datanet: Datanet, by likeness: Likeness) {
            self.datanet = datanet
            self.likeness = likeness
        }

        /// What becomes of the next row.
        mutating func status(of row: DatanetRow) throws -> RowStatus {
            let words = RowWords(of: row.text)
            let earlier = datanet.duplicates
            if let original = try earlier.exactOriginal(of: words) ?? own.exactOriginal(of: words)
                ?? nearOriginal(of: row, words)
            {
                return .duplicate(of: RowNumber(UInt32(original)))
            }
            let number = datanet.acceptedRows.count + ownTexts.count
            own.insert(words, label: row.label, position: number)
            ownTexts.append(row.text)
            return .accepted(RowNumber(UInt32(number)))
        }

        /// The earliest of the closest candidates that say the same.
        private mutating func nearOriginal(of row: DatanetRow, _ words: RowWords) throws -> Int? {
            let earlier = datanet.duplicates.candidates(for: words, label: row.label)
            let beside = own.candidates(for: words, label: row.label)
            try likeness.looked(at: earlier.looked + beside.looked)
            let found = earlier.found + beside.found
            guard !found.isEmpty else { return nil }
            comparedCount += 1
            guard comparedCount <= LikenessRule.rowLimit else { throw NearRowsRefusal() }
            let closest = found.sorted(by: DuplicateIndex.Candidate.isCloser)
                .prefix(LikenessRule.comparedLimit).map(\.position)
            let millis = try likeness.millis(between: row.text, and: closest.map(text))
            return zip(closest, millis).filter { $0.1 >= LikenessRule.leastMillis }.map(\.0).min()
        }

        private func text(_ position: Int) -> String {
            let before = datanet.acceptedRows.count
            return position < before
                ? datanet.acceptedRows[position].row.text : ownTexts[position - before]
        }
    }
}

/// Too many rows of one contribution share most words with earlier rows.
package struct NearRowsRefusal: Error, CustomStringConvertible {
    /// One sentence.
    package var description: String {
        "more than \(LikenessRule.rowLimit) rows share most of their words with earlier rows of "
            + "their label, and each has to be compared; offer fewer rows at a time"
    }
}
