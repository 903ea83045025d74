import TransparencyLog
public import Wire

/// A verdict over contributors that the log holds, whose items were opened.
public struct LoggedVerdict: Hashable, Sendable {
    /// The index of the manifest.
    public let manifest: UInt64
    /// The committed root of the items.
    public let itemsRoot: Digest
    /// How many items were committed.
    public let itemCount: UInt64
    /// SHA-256 of the file that opens them.
    public let itemsDigest: Digest
    /// How many of them the result says the verdict rests on.
    public let judgedItems: UInt64
    /// The rows that the manifest takes, Datanet by Datanet: how many, and the root over them.
    public let rows: [Rows]

    /// The first rows of a Datanet.
    public struct Rows: Hashable, Sendable {
        /// How many.
        public let count: UInt64
        /// The RFC 6962 root over their leaves.
        public let root: Digest
    }
}

/// Opens the items of verdicts and holds them against the rows that were trained on: an item that
/// says what a row says judges nobody.
///
/// The rule stands in docs/formats/ledger-entry.md under "Items that count"; this reading of it
/// shares nothing with the program's.
public struct VerdictAudit: Sendable {
    /// A row of a Datanet with what hides it.
    public struct Row: Hashable, Sendable {
        let text: String
        let leaf: Digest

        /// A row.
        ///
        /// - Parameters:
        ///   - text: its text.
        ///   - label: its label.
        ///   - salt: the 32 bytes before it in its leaf.
        public init(text: String, label: String, salt: [UInt8]) {
            self.text = text
            var writer = WireWriter()
            writer.put(raw: salt)
            for cell in [text, label] {
                writer.put(UInt16(truncatingIfNeeded: cell.utf8.count))
                writer.put(raw: Array(cell.utf8))
            }
            leaf = MerkleHash.leaf(writer.bytes)
        }
    }

    /// What became of a log's verdicts, for a report.
    public let finding: Finding

    /// Checks verdicts.
    ///
    /// - Parameters:
    ///   - verdicts: those that the log holds and whose items it opens.
    ///   - items: the bytes of the file that opens items, by their root; nil where there is none.
    ///   - datanets: the accepted rows of every Datanet at hand, in the order of their numbers.
    public init(
        _ verdicts: [LoggedVerdict], items: (Digest) -> [UInt8]?, datanets: [[Row]]
    ) {
        var (checked, unseen): (Int, [String]) = (0, [])
        for verdict in verdicts {
            guard let bytes = items(verdict.itemsRoot) else {
                unseen.append("the items of entry \(verdict.manifest)")
                continue
            }
            let trained = verdict.rows.compactMap { Self.rows($0, in: datanets) }
            guard trained.count == verdict.rows.count else {
                unseen.append("the rows of entry \(verdict.manifest)")
                continue
            }
            if let fault = Self.fault(of: verdict, bytes, Array(trained.joined())) {
                finding = Finding(
                    .evaluation, .refused("The manifest in entry \(verdict.manifest): \(fault)"))
                return
            }
            checked += 1
        }
        if verdicts.isEmpty {
            finding = Finding(
                .evaluation, .notChecked("The log opens no items by which anybody was judged."))
        } else if unseen.isEmpty {
            finding = Finding(
                .evaluation,
                .proved(
                    "The opened items of \(checked) verdicts are those that were committed, and as "
                        + "many of them as stated say nothing that was trained on."))
        } else {
            finding = Finding(
                .evaluation, .notChecked("Not in the directory: " + unseen.joined(separator: ", ")))
        }
    }

    private static func fault(
        of verdict: LoggedVerdict, _ bytes: [UInt8], _ rows: [Row]
    ) -> String? {
        guard Digest.sha256(bytes) == verdict.itemsDigest else {
            return "the file of the items is not the one that the log names."
        }
        guard let items = read(bytes), UInt64(items.count) == verdict.itemCount,
            root(of: items) == verdict.itemsRoot
        else { return "the opened items are not those that were committed." }
        let count = UInt64(ItemWords.countOfFair(items.map(\.text), rows: rows.map(\.text)))
        guard count == verdict.judgedItems else {
            return "the verdict claims to rest on \(verdict.judgedItems) items; \(count) of them "
                + "say something else than the rows that were trained on."
        }
        return nil
    }

    private static func read(_ bytes: [UInt8]) -> [Row]? {
        var rows: [Row] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let json = try? JSONValue(parsing: Array(line), limit: 1 << 16),
                let text = json["text"]?.stringValue, let label = json["label"]?.stringValue,
                let salt = json["salt"]?.stringValue.flatMap(Hex.decode), salt.count == 32
            else { return nil }
            rows.append(Row(text: text, label: label, salt: salt))
        }
        return rows
    }

    private static func root(of rows: some Sequence<Row>) -> Digest {
        MerkleTree(leafHashes: rows.map(\.leaf)).root()
    }

    /// The rows that a root is over; nil where no Datanet begins with them.
    private static func rows(_ wanted: LoggedVerdict.Rows, in datanets: [[Row]]) -> [Row]? {
        for rows in datanets where UInt64(rows.count) >= wanted.count {
            let first = Array(rows.prefix(Int(wanted.count)))
            if root(of: first) == wanted.root { return first }
        }
        return nil
    }
}

/// A text as the rule over items looks at it.
private struct ItemWords {
    /// The words in their order, by their bytes; of a text without any, the text.
    let sequence: [[UInt8]]
    let distinct: Set<[UInt8]>

    init(_ text: String) {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        // Every byte from 0x80 on belongs to a word.
        for byte in Array(text.utf8) + [0x20] {
            let isCapital = (0x41...0x5A).contains(byte)
            let isInWord =
                isCapital || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                || byte >= 0x80
            if isInWord {
                word.append(isCapital ? byte + 0x20 : byte)
            } else if !word.isEmpty {
                words.append(word)
                word = []
            }
        }
        sequence = words.isEmpty ? [[], Array(text.utf8)] : words
        distinct = Set(words)
    }

    /// How many texts say what no row and no earlier text says.
    static func countOfFair(_ texts: [String], rows: [String]) -> Int {
        let rows = rows.map(ItemWords.init)
        var said = Set(rows.map(\.sequence))
        var byWord: [[UInt8]: [Int]] = [:]
        for (number, row) in rows.enumerated() {
            for word in row.distinct { byWord[word, default: []].append(number) }
        }
        return texts.map(ItemWords.init).count { item in
            guard said.insert(item.sequence).inserted else { return false }
            var common: [Int: Int] = [:]
            for word in item.distinct {
                for row in byWord[word] ?? [] { common[row, default: 0] += 1 }
            }
            return !common.contains { row, count in
                let fewer = min(item.distinct.count, rows[row].distinct.count)
                return fewer >= 4 && count * 5 >= fewer * 4
            }
        }
    }
}
