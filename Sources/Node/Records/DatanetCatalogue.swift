internal import Datanets
internal import FoundationEssentials
internal import Identity
internal import NodeAPI
internal import Synchronization
internal import Wire

/// The Datanets of a data directory as readers see them, in memory.
final class DatanetCatalogue: Sendable {
    /// One Datanet, ready to be read from.
    struct Contents: Sendable {
        let name: String
        let index: UInt64?
        let task: DatanetTask
        /// Rows in the order of their contributions, duplicates among them.
        private(set) var rows: [DatanetRowRecord] = []
        /// Where the accepted rows stand in `rows`, by number.
        private(set) var accepted: [Int] = []
        /// Where the duplicates of a row stand in `rows`.
        private(set) var duplicates: [UInt32: [Int]] = [:]
        private var contributions: [ContributionRecord] = []
        private var rowsRoot: Digest
    }

    private static let pageLimit = 50
    private let all: Mutex<[String: Contents]>

    /// Takes Datanets with their names and entries.
    init(_ datanets: [(name: String, index: UInt64?, datanet: Datanet)]) {
        var all: [String: Contents] = [:]
        for (name, index, datanet) in datanets {
            all[name] = Contents(name: name, index: index, datanet)
        }
        self.all = Mutex(all)
    }

    /// Puts a Datanet in the place of its earlier self.
    func replace(_ name: String, index: UInt64?, by datanet: Datanet) {
        let contents = Contents(name: name, index: index, datanet)
        all.withLock { $0[name] = contents }
    }

    /// Adds the contributions that a Datanet has got since.
    func extend(_ name: String, to datanet: Datanet) {
        all.withLock { $0[name]?.extend(to: datanet) }
    }

    /// A Datanet by its name.
    func contents(named name: String) -> Contents? { all.withLock { $0[name] } }

    /// A Datanet by its entry.
    func contents(at index: UInt64) -> Contents? {
        all.withLock { $0.values.first { $0.index == index } }
    }

    /// The cards, by name.
    var cards: [DatanetCard] {
        all.withLock { $0.values.map(\.card) }.sorted { $0.name < $1.name }
    }

    /// A page of rows that contain some words; nil for no such Datanet.
    func rows(of name: String, query: String?, after: UInt64?) -> RowPage? {
        guard let contents = self.contents(named: name) else { return nil }
        let words = (query ?? "").lowercased().split(separator: " ")
        var rows: [DatanetRowRecord] = []
        var position = Int(clamping: after ?? 0)
        while position < contents.rows.count {
            guard rows.count < Self.pageLimit else {
                return RowPage(rows: rows, next: UInt64(position))
            }
            let row = contents.rows[position]
            position += 1
            let text = words.isEmpty ? "" : (row.text + " " + (row.label ?? "")).lowercased()
            if words.allSatisfy({ text.contains($0) }) { rows.append(row) }
        }
        return RowPage(rows: rows, next: nil)
    }
}

extension DatanetCatalogue.Contents {
    fileprivate init(name: String, index: UInt64?, _ datanet: Datanet) {
        self.name = name
        self.index = index
        task = datanet.task
        rowsRoot = datanet.rowsRoot
        extend(to: datanet)
    }

    fileprivate mutating func extend(to datanet: Datanet) {
        for registered in datanet.contributions.dropFirst(contributions.count) {
            for (salted, status) in zip(registered.contribution.rows, registered.statuses) {
                let kind: DatanetRowRecord.Status
                switch status {
                case .accepted(let number):
                    accepted.append(rows.count)
                    kind = .accepted(number.value)
                case .duplicate(let original):
                    duplicates[original.value, default: []].append(rows.count)
                    kind = .duplicate(of: original.value)
                }
                rows.append(
                    DatanetRowRecord(
                        status: kind, account: registered.contribution.account,
                        text: salted.row.text, label: salted.row.label))
            }
            contributions.append(
                ContributionRecord(
                    account: registered.contribution.account,
                    acceptedCount: Int(registered.acceptedCount),
                    duplicateCount: Int(registered.duplicateCount)))
        }
        rowsRoot = datanet.rowsRoot
    }

    var card: DatanetCard {
        DatanetCard(
            name: name, index: index, labels: task.labels.labels, acceptedCount: accepted.count,
            duplicateCount: rows.count - accepted.count, rowsRoot: rowsRoot,
            contributions: contributions)
    }

    /// The rows of these numbers, and those that repeat them.
    func rows(
        numbered numbers: [UInt32]
    ) -> (rows: [UInt32: DatanetRowRecord], duplicates: [DatanetRowRecord]) {
        var found: [UInt32: DatanetRowRecord] = [:]
        var repeats: [DatanetRowRecord] = []
        for number in numbers where Int(number) < accepted.count {
            found[number] = rows[accepted[Int(number)]]
            repeats += (duplicates[number] ?? []).map { rows[$0] }
        }
        return (found, repeats)
    }
}
