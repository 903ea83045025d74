internal import Datanets
internal import Economy
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Machine
internal import ModelFactory
internal import Money
internal import NodeAPI
internal import Wire
internal import Workflows

/// Takes rows and money in while a node runs.
///
/// Contributions go one after the other: what intake makes of a row depends on all rows before.
actor IntakeService: Intake {
    /// So many labels are listed to who sent a row with another one.
    private static let labelLimit = 64

    private let directory: String
    private let writer: any StoredLog
    let keys: KeyRing
    let datanets: DatanetCatalogue
    /// Seconds since 1970.
    let now: @Sendable () -> UInt64
    private let likeness: EmbeddingLikeness
    let allowance: FreeAllowance
    private let comparisons = FreeAllowance.comparisons()
    private let searches = FreeAllowance.searches()
    private let ending = MeteredLikeness.Ending()
    private let datanetBytes: Int
    private let thread = DedicatedThread(name: "intake")
    /// A few rows do not wait for many.
    let (fewRows, manyRows) = (JudgingLane(), JudgingLane())
    var underWay: [AccountAddress: Int] = [:]
    var intakes: [String: DatanetIntake] = [:]
    private var last: Task<Void, Never>?

    /// Judging rows and writing them takes long: not on the threads that everybody shares.
    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(
        dataDirectory: String, writer: any StoredLog, keys: KeyRing, datanets: DatanetCatalogue,
        likeness: EmbeddingLikeness, limits: RequestLimits, now: @escaping @Sendable () -> UInt64
    ) {
        self.now = now
        self.likeness = likeness
        allowance = .rows(bytesPerHour: limits.contributedBytesPerHour)
        datanetBytes = limits.datanetBytes
        directory = dataDirectory
        self.writer = writer
        self.keys = keys
        self.datanets = datanets
    }

    /// Opens every Datanet, finishes what was interrupted, and fills the catalogue.
    ///
    /// A folder whose founding was cut off before its entry is left to whoever founds it again.
    ///
    /// - Returns: sentences about what could not be finished.
    func open() async throws -> [String] {
        var notes: [String] = []
        for files in try DatanetFiles.all(inDataDirectory: directory) {
            do {
                notes += try await open(files.name).notes
            } catch let error as OperationError where error.code == .notFound {
                notes.append(error.message)
            }
        }
        // A node starts at once; for what comes later nobody pays.
        ThreadPriority.yieldToOthers()
        return notes
    }

    /// Ends the comparing of rows: what is under way is refused before anything of it is written.
    nonisolated func end() { ending.set() }

    /// Compares so many rows of an account.
    func metered(_ rowCount: Int, of account: AccountAddress) -> MeteredLikeness {
        MeteredLikeness(
            likeness: likeness, allowance: comparisons, searches: searches, account: account,
            rowCount: rowCount, ending: ending)
    }

    func foundDatanet(
        _ name: String, labels: [String], policy: DatanetPolicy?, caller: Caller
    ) async throws -> UInt64 {
        guard caller.isOperator else { throw ServiceRefusal.forbidden(Self.operatorOnly) }
        guard DatanetFiles.isName(name) else {
            throw ServiceRefusal.invalid(
                parameter: "name", message: "A Datanet's name is 1 to 64 of a-z, 0-9 and -.")
        }
        return try await serially { intake in
            try await intake.found(name, labels: LabelSet(labels), policy: policy)
        }
    }

    private func found(
        _ name: String, labels: LabelSet, policy: DatanetPolicy?
    ) async throws -> UInt64 {
        let founding = DatanetFounding(writer: writer, dataDirectory: directory)
        var generator = SystemRandomNumberGenerator()
        do {
            let founded = try await founding.found(
                name, labels: labels, policy: policy, randomUsing: &generator)
            _ = try await open(name)
            return founded.index
        } catch let error as OperationError where error.code == .usage {
            throw ServiceRefusal.invalid(parameter: "labels", message: error.message)
        } catch let error as OperationError where error.code == .otherPolicy {
            throw ServiceRefusal.invalid(parameter: "policy", message: error.message)
        } catch {
            throw ServiceRefusal(error)
        }
    }

    func commitEvaluation(
        _ rows: [SubmittedRow], of datanet: String, caller: Caller
    ) async throws -> EvaluationReceipt {
        guard caller.isOperator else { throw ServiceRefusal.forbidden(Self.operatorOnly) }
        let current = try await snapshot(of: datanet)
        let parsed = try Self.parsed(rows, current.datanet.task)
        guard let terms = try await writer.query({ $0.verdictTerms(ofDatanet: current.index) }),
            let evaluator = keys.currentKey(of: terms.evaluator)
        else { throw ServiceRefusal.forbidden("This node does not keep the evaluator's key.") }
        let distinct = UnseenTexts(rows: []).positions(of: parsed.map(\.text)).count
        guard distinct >= Int(terms.leastItems) else {
            throw ServiceRefusal.invalid(
                parameter: "rows",
                message: "The Datanet asks for \(terms.leastItems) items, each saying something "
                    + "else; these are \(distinct).")
        }
        var salts = SeededBytes(digest: Digest.random(), label: "evaluation salts")
        let items = EvaluationItems(rows: parsed, salts: &salts)
        do {
            // On the disk before the log has the root: what was committed can be opened.
            try HiddenEvaluations(dataDirectory: directory).write(items)
            let entry = try await writer.commitEvaluation(
                items, of: current.index, by: evaluator)
            return EvaluationReceipt(entry: entry, itemCount: parsed.count, root: items.root)
        } catch { throw ServiceRefusal(error) }
    }

    nonisolated func openAccount(
        caller: Caller
    ) async throws -> (account: AccountAddress, apiKey: String) {
        guard caller.isOperator else { throw ServiceRefusal.forbidden(Self.operatorOnly) }
        do {
            let (key, apiKey) = try keys.draw()
            try await writer.openAccount(key)
            return (key.address, apiKey)
        } catch { throw ServiceRefusal(error) }
    }

    nonisolated func deposit(
        _ amount: Amount, for account: AccountAddress, source: String, caller: Caller
    ) async throws -> UInt64 {
        guard caller.isOperator, let host = keys.key(of: caller.account) else {
            throw ServiceRefusal.forbidden(Self.operatorOnly)
        }
        guard amount > .zero else {
            throw ServiceRefusal.invalid(
                parameter: "amount", message: "A deposit has at least 1 nano-OPEN.")
        }
        do {
            if let key = keys.key(of: account) { try await writer.openAccount(key) }
            return try await writer.recordDeposit(
                amount, for: account,
                source: .sha256(tag: "openledger/deposit/v1", host.secret, Array(source.utf8)),
                signedBy: host)
        } catch Refusal.duplicateSource {
            throw ServiceRefusal.conflict("Another deposit was made with this source.")
        } catch { throw ServiceRefusal(error) }
    }

    /// A Datanet as it stands, and the number of entries that it was read from.
    func snapshot(
        of name: String
    ) async throws -> (datanet: Datanet, index: UInt64, through: UInt64) {
        try await serially { intake in
            let found = try await intake.take(name)
            intake.intakes[name] = found
            return (found.datanet, found.index, await intake.writer.size)
        }
    }

    static let operatorOnly = "Only the log's operator may do this: use its API key."

    static func unknown(_ name: String) -> ServiceRefusal {
        .notFound("There is no Datanet \(name).")
    }

    func open(_ name: String) async throws -> DatanetIntake {
        var intake = try await DatanetIntake.open(
            DatanetFiles(dataDirectory: directory, name: name, byteLimit: datanetBytes),
            in: writer, likeness: likeness)
        let index = intake.index
        try await intake.finishUpheld(
            key: { [keys] in keys.currentKey(of: $0) }, secret: { Digest.random() })
        intakes[name] = intake
        let policy = try await writer.query { $0.policy(ofDatanet: index) }
        datanets.replace(name, index: index, policy: policy, by: intake.datanet)
        datanets.note(intake.objections, of: name)
        return intake
    }

    static func parsed(
        _ rows: [SubmittedRow], _ task: DatanetTask
    ) throws(ServiceRefusal) -> [DatanetRow] {
        var parsed: [DatanetRow] = []
        for (position, row) in rows.enumerated() {
            do throws(RowRefusal.Reason) {
                parsed.append(try task.row(text: row.text, label: row.label))
            } catch {
                throw .invalid(
                    parameter: "rows[\(position)]", message: Self.words(for: error, task))
            }
        }
        guard !parsed.isEmpty else {
            throw .invalid(parameter: "rows", message: "A contribution has at least one row.")
        }
        return parsed
    }

    /// What is wrong with a row, and what to do about it.
    static func words(for reason: RowRefusal.Reason, _ task: DatanetTask) -> String {
        "\(reason); \(reason.advice(for: task, labelLimit: labelLimit))."
    }

    /// A Datanet's intake, taken out so that its rows are not copied when new ones come.
    ///
    /// One that an earlier failure closed is opened again.
    func take(_ name: String) async throws -> DatanetIntake {
        if var intake = intakes.removeValue(forKey: name) {
            // Who contributed last is not who is compared for next.
            intake.likeness = likeness
            return intake
        }
        guard datanets.task(of: name) != nil else { throw Self.unknown(name) }
        do {
            let intake = try await open(name)
            intakes[name] = nil
            return intake
        } catch { throw ServiceRefusal(error) }
    }

    /// Runs one piece of work after all that were begun before it.
    func serially<Value: Sendable>(
        _ work: @escaping @Sendable (isolated IntakeService) async throws -> Value
    ) async throws -> Value {
        let before = last
        let task = Task {
            await before?.value
            return try await work(self)
        }
        last = Task { _ = try? await task.value }
        return try await task.value
    }
}
