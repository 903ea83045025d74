package import Identity

/// The objections to a Datanet's near-copy verdicts in their order, with what was decided.
///
/// A fold over acts, as ``ObjectionAct`` has them; it never forgets one.
package struct Objections: Sendable {
    /// The open objections that one account may have in a Datanet.
    package static let openPerAccountLimit = 20
    /// The open objections that a Datanet may have.
    package static let openLimit = 1_000

    /// Rows are the same when account and bytes are.
    private struct ObjectedRow: Hashable {
        let account: AccountAddress
        let row: DatanetRow
    }

    /// All of them; an objection's number is its position and one.
    package private(set) var all: [Objection] = []
    private var numbers: [ObjectedRow: Int] = [:]
    private var counts: [Objection.State: Int] = [:]
    private var openByAccount: [AccountAddress: Int] = [:]
    /// The numbers of an account's objections, ascending.
    private var numbersByAccount: [AccountAddress: [Int]] = [:]

    /// None yet.
    package init() {}

    /// How many are in a state.
    package func count(_ state: Objection.State) -> Int { counts[state] ?? 0 }

    /// The objection of a number.
    ///
    /// - Throws: ``ObjectionRefusal/unknownObjection(_:)``.
    package func objection(_ number: Int) throws(ObjectionRefusal) -> Objection {
        guard all.indices.contains(number - 1) else { throw .unknownObjection(number) }
        return all[number - 1]
    }

    /// Some objections in their order.
    ///
    /// - Parameters:
    ///   - account: whose; nil for everybody's.
    ///   - number: the last one before them.
    ///   - limit: how many.
    /// - Returns: the objections, and whether more follow.
    package func page(
        of account: AccountAddress?, after number: Int, limit: Int
    ) -> (objections: [Objection], hasMore: Bool) {
        guard let account else {
            let rest = all.dropFirst(number)
            return (Array(rest.prefix(limit)), rest.count > limit)
        }
        let rest = (numbersByAccount[account] ?? []).drop { $0 <= number }
        return (rest.prefix(limit).map { all[$0 - 1] }, rest.count > limit)
    }

    /// Whether an account may object to a row now: nothing is taken.
    ///
    /// - Throws: ``ObjectionRefusal`` for a row that it objected to before, and where as many
    ///   objections are open as may be.
    package func check(_ row: DatanetRow, of account: AccountAddress) throws(ObjectionRefusal) {
        if let number = numbers[ObjectedRow(account: account, row: row)] { throw .again(number) }
        guard openByAccount[account] ?? 0 < Self.openPerAccountLimit else { throw .accountFull }
        guard count(.open) < Self.openLimit else { throw .datanetFull }
    }

    /// Whether a ruling changes anything: an open objection is decided once.
    ///
    /// - Returns: false for one that was decided so before.
    /// - Throws: ``ObjectionRefusal`` for no such objection and for one that was decided the other
    ///   way.
    package func takes(
        _ ruling: Objection.Ruling, on number: Int
    ) throws(ObjectionRefusal) -> Bool {
        let objection = try objection(number)
        guard let earlier = objection.ruling else { return true }
        guard earlier.isUpheld == ruling.isUpheld else { throw .decided(objection.state) }
        return false
    }

    /// Takes an act into account.
    ///
    /// How many objections are open is not asked: limits may have been others when it was made.
    /// - Returns: false where the Datanet or the acts before belie it; nothing is taken then.
    mutating func take(_ act: ObjectionAct, in datanet: Datanet) -> Bool {
        switch act {
        case .object(let objection):
            guard objection.number == all.count + 1,
                let verdict = try? datanet.nearCopy(at: objection.place, of: objection.account),
                verdict.original == objection.original
            else { return false }
            let objected = ObjectedRow(account: objection.account, row: verdict.row)
            guard numbers[objected] == nil else { return false }
            numbers[objected] = objection.number
            numbersByAccount[objection.account, default: []].append(objection.number)
            all.append(objection)
            counts[.open, default: 0] += 1
            openByAccount[objection.account, default: 0] += 1
        case .rule(let number, let ruling):
            guard all.indices.contains(number - 1), all[number - 1].ruling == nil else {
                return false
            }
            all[number - 1].ruling = ruling
            counts[.open, default: 0] -= 1
            counts[all[number - 1].state, default: 0] += 1
            openByAccount[all[number - 1].account, default: 0] -= 1
        }
        return true
    }
}

extension Datanet {
    /// The row at a place with the earlier row that it was taken for a near-copy of.
    ///
    /// - Throws: ``ObjectionRefusal`` where the row is another account's, is not there, was
    ///   accepted, or has an earlier row's words.
    package func nearCopy(
        at place: Objection.Place, of account: AccountAddress
    ) throws(ObjectionRefusal) -> (row: DatanetRow, original: RowNumber) {
        guard contributions.indices.contains(place.contribution),
            contributions[place.contribution].contribution.account == account
        else { throw .foreign }
        let registered = contributions[place.contribution]
        guard registered.statuses.indices.contains(place.position) else {
            throw .noSuchRow(count: registered.statuses.count)
        }
        let row = registered.contribution.rows[place.position].row
        switch registered.statuses[place.position] {
        case .accepted(let number): throw .accepted(number)
        case .duplicate(let original):
            let earlier = acceptedRows[Int(original.value)].row
            guard RowWords(of: row.text).sequence != RowWords(of: earlier.text).sequence else {
                throw .sameWords(original)
            }
            return (row, original)
        }
    }

    /// The contribution by which the row of an upheld objection was taken in; nil while it is not.
    package func contribution(upholding objection: Objection) -> Int? {
        let row = row(of: objection)
        return position(of: [row], from: objection.account, despite: objection.original)
    }

    /// The row that an objection is about.
    ///
    /// - Precondition: the objection is to this Datanet's verdict.
    package func row(of objection: Objection) -> DatanetRow {
        contributions[objection.place.contribution].contribution.rows[objection.place.position].row
    }
}
