internal import ArgumentParser
internal import Datanets
internal import FoundationEssentials
internal import Identity
internal import LedgerStorage
internal import Machine
internal import Node
internal import Wire
internal import Workflows

/// `openledger datanet objections NAME --data DIR`.
struct DatanetObjections: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "objections",
        abstract: "List the objections to verdicts that rows are near-copies.")

    @Argument(help: "The Datanet's name; see 'openledger datanet list'.")
    var name: String

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let datanet = try DatanetFolder(data).read(name)
        let files = try DatanetFiles(dataDirectory: data.path, name: name)
        let objections = try ObjectionFile(files, of: datanet).objections
        let texts = objections.all.map { ObjectionText($0, in: datanet, named: name) }
        output.show(
            .object([
                ("datanet", .string(name)), ("objections", .array(texts.map(\.json))),
            ]),
            texts.isEmpty
                ? ["Nobody has objected to a verdict on a row of \(name)."]
                : texts.flatMap(\.lines))
    }
}

/// `openledger datanet object NAME --contribution ID --row N --reason TEXT --key KEYFILE`.
struct DatanetObject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "object",
        abstract: "Object to the verdict that a row of yours is a near-copy; costs nothing.",
        discussion: """
            The Datanet's owner decides. A row of the same words as an earlier one stays a \
            duplicate, and each row is objected to once.
            """)

    @Argument(help: "The Datanet's name; see 'openledger datanet list'.")
    var name: String

    @Option(help: "The receipt id of the contribution's commit or reveal.")
    var contribution: EntryIndex

    @Option(help: "The row's place in the contribution from 1, as 'contribute' shows it.")
    var row: Int

    @Option(help: "Why the row is no copy, in 1 to 1,000 characters.")
    var reason: String

    @Option(help: "Your key's file, as 'openledger key new' writes it to keys/.")
    var key: String

    @OptionGroup var data: DataOptions
    @OptionGroup var clock: ClockOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard row >= 1 else { throw ValidationError("'--row' takes a number from 1.") }
    }

    func run() async throws {
        let key = try KeyFile.read(key).key
        let reason = try ObjectionReason(reason)
        var (intake, writer) = try await DatanetIntake.opened(
            name, data: data, clock: clock, model: model)
        let objection = try await intake.object(
            to: row - 1, ofContribution: contribution.value, by: key.address, reason: reason,
            seconds: clock.seconds)
        try await writer.close()
        let text = ObjectionText(objection, in: intake.datanet, named: name)
        output.show(text.json, text.lines + ["The Datanet's owner decides."])
    }
}

/// `openledger datanet decide NAME NUMBER --uphold --reason TEXT --data DIR`.
struct DatanetDecide: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Decide an objection to a verdict on a row, once.",
        discussion: """
            Where it is upheld, the row is taken in as a contribution of its own under its \
            contributor's key, which must lie in keys/ or be given. The same decision again \
            finishes what was interrupted and changes nothing else.
            """)

    /// What an owner may decide.
    enum Decision: String, EnumerableFlag {
        case uphold, dismiss
    }

    @Argument(help: "The Datanet's name; see 'openledger datanet list'.")
    var name: String

    @Argument(help: "The objection's number; see 'openledger datanet objections'.")
    var number: EntryIndex

    @Flag(help: "Take the row in after all, or let it stay a duplicate.")
    var decision: Decision

    @Option(help: "Why, in 1 to 1,000 characters.")
    var reason: String

    @Option(help: "The contributor's key file. (default: the one in the data directory's keys/)")
    var key: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var clock: ClockOptions
    @OptionGroup var model: ModelOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let reason = try ObjectionReason(reason)
        let given = try key.map { try KeyFile.read($0).key }
        var (intake, writer) = try await DatanetIntake.opened(
            name, data: data, clock: clock, model: model)
        let number = Int(clamping: number.value)
        let account = try intake.objections.objection(number).account
        let ruling = Objection.Ruling(
            isUpheld: decision == .uphold, reason: reason, seconds: clock.seconds)
        var generator = SystemRandomNumberGenerator()
        let outcome = try await intake.rule(
            on: number, ruling, key: given ?? KeyFolder(data.path + "/keys").key(of: account),
            secret: Digest.random(using: &generator))
        try await writer.close()
        let text = ObjectionText(outcome.objection, in: intake.datanet, named: name)
        output.show(text.json(outcome), text.lines(outcome))
    }
}

extension DatanetIntake {
    /// Opens a Datanet for writing; what was found on the way goes to standard error.
    ///
    /// - Throws: `OperationError`.
    static func opened(
        _ name: String, data: DataOptions, clock: ClockOptions, model: ModelOptions
    ) async throws -> (intake: DatanetIntake, writer: any StoredLog) {
        _ = try data.directory()
        let files = try DatanetFiles(dataDirectory: data.path, name: name)
        try files.requireExistence()
        let writer = try DataDirectory(data.path).openLog(
            key: .existing, clock: .machine, word: clock.word)
        for note in writer.openingNotes { StandardError.line("openledger: \(note)") }
        let intake = try await DatanetIntake.open(
            files, in: writer, likeness: model.likeness(ProcessSettings.current()))
        for note in intake.notes { StandardError.line("openledger: \(note)") }
        return (intake, writer)
    }
}

extension ClockOptions {
    /// Seconds since 1970: the operator's word, else this machine's time.
    var seconds: UInt64 {
        word.timeSeconds ?? UInt64(max(0, Date().timeIntervalSince1970))
    }
}

/// An objection for readers and for programs.
struct ObjectionText {
    private let objection: Objection
    private let datanet: String
    private let row: DatanetRow
    /// The row's number, once it was taken in.
    private let number: RowNumber?

    init(_ objection: Objection, in datanet: Datanet, named name: String) {
        self.objection = objection
        self.datanet = name
        row = datanet.row(of: objection)
        number = datanet.contribution(upholding: objection).flatMap {
            datanet.contributions[$0].statuses.first?.number
        }
    }

    var json: JSONValue { .object(members) }

    /// With where the row was taken in.
    func json(_ outcome: RulingOutcome) -> JSONValue {
        .object(
            members + [
                ("new", .bool(outcome.isNew)),
                ("commit", outcome.contribution.map { .count($0.commitIndex) } ?? .null),
                ("reveal", outcome.contribution.map { .count($0.revealIndex) } ?? .null),
            ])
    }

    private var members: [(String, JSONValue)] {
        let decision = objection.ruling.map { ruling in
            JSONValue.object([
                ("reason", .string(ruling.reason.text)), ("made", .count(ruling.seconds)),
            ])
        }
        return [
            ("number", .integer(Int64(objection.number))),
            ("state", .string(objection.state.rawValue)),
            ("account", .string("\(objection.account)")),
            ("contribution", .count(objection.commitIndex)),
            ("position", .integer(Int64(objection.place.position))),
            ("duplicateOf", .integer(Int64(objection.original.value))),
            ("text", .string(row.text)), ("label", .string(row.label)),
            ("reason", .string(objection.reason.text)), ("made", .count(objection.seconds)),
            ("decision", decision ?? .null),
            ("row", number.map { .integer(Int64($0.value)) } ?? .null),
        ]
    }

    var lines: [String] {
        var lines = [
            "objection \(objection.number) is \(objection.state.rawValue)",
            "  by      \(objection.account)",
            "  to      row \(objection.place.position + 1) of contribution "
                + "\(objection.commitIndex), taken for a copy of row \(objection.original): "
                + row.text,
            "  reason  \(objection.reason.text)",
        ]
        if let ruling = objection.ruling { lines.append("  ruling  \(ruling.reason.text)") }
        if let number { lines.append("  row     \(number) of \(datanet)") }
        return lines
    }

    /// With what a call did.
    func lines(_ outcome: RulingOutcome) -> [String] {
        let before = outcome.isNew ? [] : ["It was decided so before; nothing was done."]
        guard let taken = outcome.contribution else { return before + lines }
        return before + lines + [
            "  commit  entry \(taken.commitIndex), receipt id \(taken.commitIndex)",
            "  reveal  entry \(taken.revealIndex), receipt id \(taken.revealIndex)",
        ]
    }
}
