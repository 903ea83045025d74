internal import Ledger
internal import NodeAPI
internal import TransparencyLog
internal import Wire

/// One entry in a list of entries.
struct EntryLine: Sendable {
    let href: String
    let index: String
    let kind: String
    let isAnswer: Bool
    let leaf: DigestText
    let written: String

    init(_ entry: EntrySummary) {
        href = entry.kind == "answer" ? "/a/\(entry.index)" : "/receipts/\(entry.index)"
        index = CountText.grouped(entry.index)
        kind = EntryKindText.name(entry.kind)
        isAnswer = entry.kind == "answer"
        leaf = DigestText(entry.leaf)
        written = TimeText.written(entry.timestampSeconds)
    }
}

/// Everything that happened, in order.
struct LogPage: PageView {
    static let template = "log"

    let shell: Shell
    let search: String
    let size: String
    let root: DigestText
    let answers: String
    let accounts: String
    let key: String
    let checkpoint: String?
    let lines: [EntryLine]
    let hasLines: Bool
    let pager: Pager

    init(_ head: LogHead, _ entries: [EntrySummary], before: UInt64?, shell: Shell) {
        self.shell = shell
        search = ""
        size = CountText.grouped(head.size)
        root = DigestText(head.root)
        answers = CountText.grouped(head.answerCount)
        accounts = CountText.grouped(head.accountCount)
        key = head.verifierKey.description
        checkpoint = head.checkpoint.map { String(decoding: $0.bytes, as: UTF8.self) }
        lines = entries.prefix(ListLimit.rows).map(EntryLine.init)
        hasLines = !lines.isEmpty
        let last = entries.prefix(ListLimit.rows).last?.index
        pager = Pager(
            path: "/log", cursor: "before", current: before,
            next: last.flatMap { $0 > 0 ? $0 : nil })
    }
}

/// What a search of the log found.
struct SearchPage: PageView {
    static let template = "search"

    /// A page that the words could mean.
    struct Hit: Sendable {
        let href: String
        let name: String
        let kind: String
    }

    let shell: Shell
    let search: String
    let hits: [Hit]
    let hasHits: Bool
    let looked: String
}
