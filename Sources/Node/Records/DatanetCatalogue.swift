internal import Datanets
internal import Economy
internal import Identity
internal import NodeAPI
internal import Synchronization
internal import Wire

/// The Datanets of a data directory as readers see them, in memory.
///
/// Nobody is handed a Datanet whole: what a reader takes is small or shared, so that adding a row
/// costs the row, whoever reads meanwhile.
final class DatanetCatalogue: Sendable {
    private let all = Mutex<[String: Contents]>([:])
    private let search = RowSearch()

    /// No Datanets yet.
    init() {}

    /// Puts a Datanet in the place of its earlier self.
    func replace(_ name: String, index: UInt64?, policy: DatanetPolicy?, by datanet: Datanet) {
        var contents = Contents(name: name, index: index, policy: policy, datanet)
        let filled = contents.extend(to: datanet)
        all.withLock { [contents] in $0[name] = contents }
        filled.forEach(search.index)
    }

    /// Adds the contributions that a Datanet has got since.
    func extend(_ name: String, to datanet: Datanet) {
        let filled = all.withLock { $0[name]?.extend(to: datanet) }
        filled?.forEach(search.index)
    }

    /// Notes where the objections to a Datanet's verdicts stand.
    func note(_ objections: Objections, of name: String) {
        let counts = ObjectionCounts(
            open: objections.count(.open), upheld: objections.count(.upheld),
            dismissed: objections.count(.dismissed))
        all.withLock { $0[name]?.objections = counts }
    }

    /// What the rows of a Datanet teach; nil for no such Datanet.
    func task(of name: String) -> DatanetTask? { all.withLock { $0[name]?.task } }

    /// The name of a Datanet, by its entry.
    func name(at index: UInt64) -> String? {
        all.withLock { all in all.values.first { $0.index == index }?.name }
    }

    /// The cards, by name.
    var cards: [DatanetCard] {
        all.withLock { $0.values.map(\.card) }.sorted { $0.name < $1.name }
    }

    /// What an account has contributed, by the Datanets' names.
    func contributions(
        of account: AccountAddress
    ) -> [(datanet: String, acceptedCount: Int, duplicateCount: Int)] {
        all.withLock { all in
            all.values.compactMap { contents in
                contents.totals[account].map { (contents.name, $0.accepted, $0.duplicates) }
            }
        }.sorted { $0.datanet < $1.datanet }
    }

    /// The rows of these numbers, and those that repeat them: the first ones, and how many.
    func rows(
        of index: UInt64, numbered numbers: [UInt32], duplicates limit: Int
    ) -> (
        rows: [UInt32: DatanetRowRecord], duplicates: [DatanetRowRecord], duplicateCount: Int
    ) {
        all.withLock { all in
            all.values.first { $0.index == index }?.rows(numbered: numbers, duplicates: limit)
        } ?? ([:], [], 0)
    }

    /// A page of rows that contain some words; nil for no such Datanet.
    func rows(of name: String, query: String?, after: UInt64?) async -> RowPage? {
        guard let rows = all.withLock({ $0[name]?.rows }) else { return nil }
        return await search.page(of: rows, query: query, after: after)
    }
}

extension DatanetCatalogue {
    /// One Datanet.
    fileprivate struct Contents: Sendable {
        /// Rows that repeat one row.
        struct Repeats {
            /// Where the first of them stand in `rows`, as many as an answer lists.
            var positions: [Int] = []
            var count = 0
        }

        /// What one account contributed.
        struct Totals {
            var accepted = 0
            var duplicates = 0
        }

        let name: String
        let index: UInt64?
        let policy: DatanetPolicy?
        let task: DatanetTask
        /// Rows in the order of their contributions, duplicates among them.
        private(set) var rows = RowBlocks()
        private(set) var totals: [AccountAddress: Totals] = [:]
        /// Where the accepted rows stand in `rows`, by number.
        private var accepted: [Int] = []
        private var repeats: [UInt32: Repeats] = [:]
        private var contributionCount = 0
        /// The first contributions, as many as a card lists.
        private var contributions: [ContributionRecord] = []
        private var rowsRoot: Digest
        var objections = ObjectionCounts.none

        /// A Datanet without rows.
        init(name: String, index: UInt64?, policy: DatanetPolicy?, _ datanet: Datanet) {
            self.name = name
            self.index = index
            self.policy = policy
            task = datanet.task
            rowsRoot = datanet.rowsRoot
        }
    }
}

extension DatanetCatalogue.Contents {
    /// Adds what came since; returns the blocks that were filled by it.
    fileprivate mutating func extend(to datanet: Datanet) -> [RowBlock] {
        var filled: [RowBlock] = []
        for registered in datanet.contributions.dropFirst(contributionCount) {
            let account = registered.contribution.account
            for (salted, status) in zip(registered.contribution.rows, registered.statuses) {
                let row = DatanetRowRecord(
                    status: note(status), account: account, text: salted.row.text,
                    label: salted.row.label,
                    despite: registered.contribution.despite?.value)
                if let block = rows.append(row) { filled.append(block) }
            }
            let record = ContributionRecord(
                account: account, acceptedCount: Int(registered.acceptedCount),
                duplicateCount: Int(registered.duplicateCount))
            totals[account, default: Totals()].accepted += record.acceptedCount
            totals[account, default: Totals()].duplicates += record.duplicateCount
            contributionCount += 1
            if contributions.count < DatanetCard.contributionLimit { contributions.append(record) }
        }
        rowsRoot = datanet.rowsRoot
        return filled
    }

    /// Notes what intake made of the next row.
    private mutating func note(_ status: RowStatus) -> DatanetRowRecord.Status {
        switch status {
        case .accepted(let number):
            accepted.append(rows.count)
            return .accepted(number.value)
        case .duplicate(let original):
            var found = repeats[original.value] ?? Repeats()
            found.count += 1
            if found.positions.count < AnswerRecord.duplicateLimit {
                found.positions.append(rows.count)
            }
            repeats[original.value] = found
            return .duplicate(of: original.value)
        }
    }

    fileprivate var card: DatanetCard {
        DatanetCard(
            name: name, index: index, policy: policy, labels: task.labels.labels,
            acceptedCount: accepted.count,
            duplicateCount: rows.count - accepted.count, rowsRoot: rowsRoot,
            contributions: contributions, contributionCount: contributionCount,
            contributorCount: totals.count, objections: objections)
    }

    fileprivate func rows(
        numbered numbers: [UInt32], duplicates limit: Int
    ) -> (
        rows: [UInt32: DatanetRowRecord], duplicates: [DatanetRowRecord], duplicateCount: Int
    ) {
        var found: [UInt32: DatanetRowRecord] = [:]
        var duplicates: [DatanetRowRecord] = []
        var count = 0
        for number in numbers where Int(number) < accepted.count {
            found[number] = rows[accepted[Int(number)]]
            guard let repeats = repeats[number] else { continue }
            count += repeats.count
            duplicates += repeats.positions.prefix(limit - duplicates.count).map { rows[$0] }
        }
        return (found, duplicates, count)
    }
}
