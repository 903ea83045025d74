package import Datanets
import Wire

/// The rows that a demonstration works with: training rows of teams, evaluation and hidden rows
/// of all maintainers, and spare rows that bad contributors mislabel.
package struct DebianSample: Equatable, Sendable {
    /// A row of a sample.
    package struct Item: Equatable, Sendable {
        /// The source package that the row stands for.
        package let source: String

        /// The team's address; nil for evaluation, hidden and spare rows, whose maintainers are
        /// not recorded.
        package let team: String?

        /// Text and label.
        package let row: DatanetRow
    }

    /// How many rows of each kind a sample holds at most.
    package struct Sizes: Equatable, Sendable {
        /// Training rows.
        package let train: Int
        /// Evaluation rows.
        package let evaluation: Int
        /// Hidden rows.
        package let hidden: Int
        /// Rows that only bad contributors use.
        package let spare: Int

        /// The committed sample: enough for `--rows 4000`.
        package static let committed = Sizes(
            train: 4000, evaluation: 1000, hidden: 3000, spare: 400)

        /// Takes the four sizes.
        package init(train: Int, evaluation: Int, hidden: Int, spare: Int) {
            self.train = train
            self.evaluation = evaluation
            self.hidden = hidden
            self.spare = spare
        }

        /// `--rows N`: N team rows, min(1,000, N/4) evaluation rows, min(3,000, 3N/4) hidden rows
        /// and max(4, N/50) spare rows.
        package init(rows: Int) {
            self.init(
                train: rows, evaluation: min(1000, rows / 4), hidden: min(3000, 3 * rows / 4),
                spare: Self.badRows(forRows: rows))
        }

        /// How many rows each bad contributor brings beside `rows` team rows.
        package static func badRows(forRows rows: Int) -> Int { max(4, rows / 50) }
    }

    /// All sections, whether or not a row of this sample has them.
    package let labels: LabelSet
    /// Rows of teams, in hash order.
    package let train: [Item]
    /// Rows on which thresholds and baselines are tuned and contributors are gated.
    package let evaluation: [Item]
    /// Rows on which accuracy is measured and questions are asked.
    package let hidden: [Item]
    /// Rows of the training part that no team contributes.
    package let spare: [Item]

    /// A team with fewer rows in the training part of the whole index is left out.
    package static let smallestTeam = 20

    init(labels: LabelSet, train: [Item], evaluation: [Item], hidden: [Item], spare: [Item]) {
        self.labels = labels
        self.train = train
        self.evaluation = evaluation
        self.hidden = hidden
        self.spare = spare
    }

    /// Draws a sample: the first rows of each kind, in the order of ``DebianRows/rows``.
    ///
    /// Training rows are those of teams with at least `smallestTeam` rows in the training part;
    /// spare rows are the other rows of that part. A row whose text holds an @ is left out, so
    /// that no address can slip in by way of a description.
    package init(
        drawnFrom source: DebianRows, sizes: Sizes = .committed, smallestTeam: Int = smallestTeam
    ) {
        let rows = source.rows.filter { !$0.row.text.utf8.contains(UInt8(ascii: "@")) }
        var teamSizes: [String: Int] = [:]
        for row in rows where row.part == .train {
            guard let team = MaintainingTeam.address(for: row.maintainer) else { continue }
            teamSizes[team, default: 0] += 1
        }
        func team(of row: DebianRow) -> String? {
            guard let team = MaintainingTeam.address(for: row.maintainer) else { return nil }
            return teamSizes[team, default: 0] >= smallestTeam ? team : nil
        }
        func first(_ count: Int, where belongs: (DebianRow) -> Bool) -> [DebianRow] {
            Array(rows.lazy.filter(belongs).prefix(count))
        }
        func unnamed(_ rows: [DebianRow]) -> [Item] {
            rows.map { Item(source: $0.source, team: nil, row: $0.row) }
        }
        labels = source.labels
        train = first(sizes.train) { $0.part == .train && team(of: $0) != nil }
            .map { Item(source: $0.source, team: team(of: $0), row: $0.row) }
        spare = unnamed(first(sizes.spare) { $0.part == .train && team(of: $0) == nil })
        evaluation = unnamed(first(sizes.evaluation) { $0.part == .evaluation })
        hidden = unnamed(first(sizes.hidden) { $0.part == .hidden })
    }

    /// The teams that have training rows, sorted.
    package var teams: [String] { Set(train.compactMap(\.team)).sorted() }

    /// The first rows of each kind for `--rows N`.
    ///
    /// - Throws: ``SampleError/tooFewRows(wanted:found:)`` when the sample holds fewer.
    package func taking(rows: Int) throws(SampleError) -> DebianSample {
        let sizes = Sizes(rows: rows)
        guard rows > 0, train.count >= sizes.train, spare.count >= sizes.spare else {
            throw .tooFewRows(wanted: rows, found: train.count)
        }
        return DebianSample(
            labels: labels, train: Array(train.prefix(sizes.train)),
            evaluation: Array(evaluation.prefix(sizes.evaluation)),
            hidden: Array(hidden.prefix(sizes.hidden)), spare: Array(spare.prefix(sizes.spare)))
    }

    /// The same rows in another order, with the rows of all maintainers divided anew into
    /// evaluation and hidden; `number` 0 is the sample as it is.
    ///
    /// The order is that of SHA-256 of `draw`, the number and the source, so that everybody can
    /// repeat a draw, and a figure that holds in many of them is no luck of one.
    package func drawn(_ number: UInt64) -> DebianSample {
        guard number > 0 else { return self }
        func order(_ items: [Item]) -> [Item] {
            items.map { (Digest.sha256(Array("draw:\(number):\($0.source)".utf8)), $0) }
                .sorted { $0.0 < $1.0 }.map(\.1)
        }
        let unnamed = order(evaluation + hidden)
        return DebianSample(
            labels: labels, train: order(train),
            evaluation: Array(unnamed.prefix(evaluation.count)),
            hidden: Array(unnamed.dropFirst(evaluation.count)), spare: order(spare))
    }

    /// The sample file of a Debian index as `apt-cache dumpavail` prints it.
    package static func make(fromDumpavail text: [UInt8], sizes: Sizes = .committed) -> [UInt8] {
        let rows = DebianRows(DebianIndex(parsing: text))
        return DebianSample(drawnFrom: rows, sizes: sizes).fileBytes
    }
}
