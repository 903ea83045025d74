/// What intake made of rows ahead of their contribution's turn.
package struct Judgement: Sendable {
    fileprivate let statuses: [RowStatus]
    /// How many rows had been accepted before them.
    fileprivate let acceptedBefore: Int
}

/// What came since rows were judged may be near them: they are to be judged again.
package struct OutrunError: Error {}

extension Datanet {
    /// So many pairs of a new row and one that came meanwhile are looked at in a turn: a moment.
    private static let pairsInTurn = 2_000_000

    /// What intake would make of rows if they were the next ones.
    ///
    /// - Throws: as ``judged(_:by:)``, of rows that fit the task.
    package func judgement(
        of rows: [DatanetRow], by likeness: some TextLikeness
    ) throws -> Judgement {
        var judging = Judging(of: self, by: likeness)
        return Judgement(
            statuses: try rows.map { try judging.status(of: $0) },
            acceptedBefore: acceptedRows.count)
    }

    /// A contribution as it was judged ahead, without a model: nothing that came since has the
    /// words of one of its rows.
    ///
    /// What repeats an earlier row goes on to repeat it. Numbers move by as many rows as came.
    /// - Throws: ``OutrunError`` where a row may repeat one that came since, or too many came to
    ///   look at; ``RowRefusal``.
    package func carried(
        _ judgement: Judgement, over contribution: Contribution
    ) throws -> Registered {
        try check(contribution)
        let before = judgement.acceptedBefore
        let came = acceptedRows.count - before
        guard came >= 0, judgement.statuses.count == contribution.rows.count,
            came * contribution.rows.count <= Self.pairsInTurn
        else { throw OutrunError() }
        var since = DuplicateIndex()
        for accepted in acceptedRows[before...] {
            since.insert(
                RowWords(of: accepted.row.text), label: accepted.row.label,
                position: Int(accepted.number.value))
        }
        for (salted, status) in zip(contribution.rows, judgement.statuses)
        where came > 0 && status.number != nil {
            let words = RowWords(of: salted.row.text)
            guard since.exactOriginal(of: words) == nil,
                since.candidates(for: words, label: salted.row.label).found.isEmpty
            else { throw OutrunError() }
        }
        func moved(_ number: RowNumber) -> RowNumber {
            Int(number.value) < before ? number : RowNumber(number.value + UInt32(came))
        }
        return Registered(
            contribution.judgedByBothRules,
            statuses: judgement.statuses.map { status in
                switch status {
                case .accepted(let number): .accepted(moved(number))
                case .duplicate(let original): .duplicate(of: moved(original))
                }
            })
    }
}
