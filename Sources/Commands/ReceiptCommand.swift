internal import ArgumentParser
internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import Money
internal import Node
internal import TransparencyLog
internal import Wire

/// `openledger receipt …`: receipts out of a data directory, without a node.
struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Show or export the receipt of a log entry.",
        subcommands: [ReceiptShow.self, ReceiptExport.self])
}

/// `openledger receipt show ID --data DIR`.
struct ReceiptShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a log entry says; of a paid answer, who was paid for which row.")

    @Argument(help: "The receipt's id: the index of its entry, in decimal.")
    var id: EntryIndex

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let entry = try data.reader().entry(at: id.value)
        let leaf = MerkleTree.leafHash(entry.encoded)
        var members: [(String, JSONValue)] = [
            ("receipt", .string(String(id.value))), ("kind", .string("\(entry.body.type)")),
            ("timestampSeconds", .count(entry.timestampSeconds)), ("leaf", .string(leaf.hex)),
        ]
        var lines = [
            "Entry \(id.value): \(entry.body.type), at \(entry.timestampSeconds) s since 1970",
            "  leaf \(leaf.hex)",
        ]
        if case .answer(let answer) = entry.body {
            let opening = try Openings(dataDirectory: data.path)
                .readAll()[answer.requestCommitment]
            if let opening, !opening.opens(answer) {
                throw OperationError(
                    .altered,
                    "the words in \(data.path)/openings are not those that entry \(id.value) "
                        + "commits to: restore the folder from a copy")
            }
            let text = AnswerText(answer, opening: opening)
            members += text.members
            lines += text.lines
        } else {
            let fields = entry.body.listedFields
            members.append(("fields", .object(fields.map { ($0.name, $0.json) })))
            let width = fields.map(\.name.count).max() ?? 0
            lines += fields.map { field in
                let name = field.name + String(repeating: " ", count: width - field.name.count)
                return "  \(name)  \(field.json.stringValue ?? field.json.text)"
            }
        }
        output.show(.object(members), lines)
    }
}

/// `openledger receipt export ID --data DIR --out FILE`.
struct ReceiptExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a receipt as a tlog-proof@v1 file.")

    @Argument(help: "The receipt's id: the index of its entry, in decimal.")
    var id: EntryIndex

    @OptionGroup var data: DataOptions

    @Option(help: "The file to write.")
    var out: String

    func run() throws {
        let receipt = try data.reader().receipt(at: id.value)
        try OutputFile.write(receipt.fileBytes, to: out)
    }
}

/// A paid answer for readers and for programs.
struct AnswerText {
    private let answer: Answer
    private let opening: AnswerOpening?
    private let parts: FeeParts

    /// Takes an answer, with its question where that is still kept beside the log.
    init(_ answer: Answer, opening: AnswerOpening?) {
        self.answer = answer
        self.opening = opening
        parts = answer.shares.split(answer.fee)
    }

    private var shares: [(name: String, amount: Amount, to: String)] {
        let places = [
            "the rows below", "\(answer.makerAccount)", "\(answer.nodeAccount)",
            "\(answer.baseModelAccount)", "nobody", "nobody yet",
        ]
        let names = ["contributors", "modelMaker", "node", "baseModel", "burn", "stakers"]
        return zip(names, zip(parts.inOrder, places)).map { ($0, $1.0, $1.1) }
    }

    var lines: [String] {
        var lines: [String] = []
        if let opening {
            lines += ["  asked       \(opening.question)", "  answered    \(opening.answer)"]
            if let confidence = opening.confidence {
                lines.append(
                    "  confidence  \(confidence.partsPerMillion) parts per million, the model's "
                        + "own; no part of the entry")
            }
        }
        lines += [
            "  model       deploy \(answer.deploy), evidence \(answer.grade)",
            "  payer       \(answer.payer)", "  fee         \(answer.fee)",
        ]
        lines += TextTable.lines(shares.map { [$0.name, "\($0.amount)", $0.to] }, indentation: 4)
        lines += answer.methods.map {
            "  method      \($0.method).\($0.version), index \($0.indexDigest.hex)"
        }
        let rows = answer.lines.map { line in
            [
                "\(line.account)", "\(line.subject.datanet)",
                "\(line.subject.kind) \(line.subject.number)",
                Self.words(line.evidence).joined(separator: " "), percent(line.weight),
                "\(line.paid)",
                line.held == .zero ? "" : "\(line.held) held: \(Self.word(line.reason))",
            ]
        }
        let pool = [
            "to the Datanet's pool", "\(answer.datanet)", "", "",
            percent(answer.unattributedWeight), "\(answer.unattributedAmount)",
        ]
        let head = ["account", "Datanet", "subject", "evidence", "share", "paid now", "held"]
        return lines + TextTable.lines([head] + rows + [pool])
    }

    var members: [(String, JSONValue)] {
        var members: [(String, JSONValue)] = []
        if let opening {
            members += [
                ("question", .string(opening.question)), ("answer", .string(opening.answer)),
            ]
            if let confidence = opening.confidence {
                members.append(
                    (Confidence.memberName, .integer(Int64(confidence.partsPerMillion))))
            }
        }
        return members + [
            ("deploy", .count(answer.deploy)), ("grade", .string("\(answer.grade)")),
            ("payer", .string("\(answer.payer)")), ("fee", .nano(answer.fee)),
            ("maximumFee", .nano(answer.maximumFee)),
            ("shares", .object(shares.map { ($0.name, .nano($0.amount)) })),
            ("datanet", .count(answer.datanet)),
            (
                "methods",
                .array(
                    answer.methods.map {
                        .object([
                            ("method", .integer(Int64($0.method))),
                            ("version", .integer(Int64($0.version))),
                            ("indexDigest", .string($0.indexDigest.hex)),
                        ])
                    })
            ),
            ("lines", .array(answer.lines.map(Self.json))),
            (
                "unattributed",
                .object([
                    ("weight", .integer(Int64(answer.unattributedWeight.value))),
                    ("amount", .nano(answer.unattributedAmount)),
                ])
            ),
        ]
    }

    private static func json(_ line: AnswerLine) -> JSONValue {
        .object([
            ("datanet", .count(line.subject.datanet)),
            ("kind", .string("\(line.subject.kind)")),
            (line.subject.kind == .row ? "row" : "cluster", .integer(Int64(line.subject.number))),
            ("evidence", .array(words(line.evidence).map(JSONValue.string))),
            ("account", .string("\(line.account)")),
            ("weight", .integer(Int64(line.weight.value))),
            ("lower", .integer(Int64(line.lower.value))), ("amount", .nano(line.amount)),
            ("paid", .nano(line.paid)), ("held", .nano(line.held)),
            ("reason", .string(word(line.reason))),
        ])
    }

    private static func words(_ evidence: EvidenceKinds) -> [String] {
        let kinds: [(EvidenceKinds, String)] = [
            (.influence, "influence"), (.verbatim, "verbatim"), (.retrieval, "retrieval"),
        ]
        return kinds.filter { evidence.contains($0.0) }.map(\.1)
    }

    private static func word(_ reason: HoldReason?) -> String {
        reason?.word ?? HoldReason.noneWord
    }

    /// Parts per billion with two decimals of a percent, rounded down.
    private func percent(_ weight: PartsPerBillion) -> String {
        let hundredths = weight.value / 100_000
        let fraction = String(hundredths % 100)
        return "\(hundredths / 100).\(fraction.utf8.count < 2 ? "0" : "")\(fraction) %"
    }
}

extension EntryField {
    /// The value for programs; numbers are strings, as JSON's have too few digits.
    fileprivate var json: JSONValue {
        switch value {
        case .number(let number): .string("\(number)")
        case .entry(let index): .string("\(index)")
        case .account(let account): .string("\(account)")
        case .key(let key): .string("\(key)")
        case .digest(let digest): .string(digest.hex)
        case .bytes(let bytes): .string(Hex.encode(bytes))
        case .list(let items):
            .array(items.map { .object($0.map { ($0.name, $0.json) }) })
        }
    }
}
