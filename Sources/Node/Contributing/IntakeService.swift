internal import Datanets
internal import FoundationEssentials
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
    private let directory: String
    private let writer: any StoredLog
    private let keys: KeyRing
    private let datanets: DatanetCatalogue
    private var intakes: [String: DatanetIntake] = [:]
    private var last: Task<Void, Never>?

    init(dataDirectory: String, writer: any StoredLog, keys: KeyRing, datanets: DatanetCatalogue) {
        directory = dataDirectory
        self.writer = writer
        self.keys = keys
        self.datanets = datanets
    }

    /// Opens every Datanet, finishes what was interrupted, and fills the catalogue.
    ///
    /// - Returns: sentences about what could not be finished.
    func open() async throws -> [String] {
        let folder = directory + "/datanets"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var notes: [String] = []
        for name in names.sorted() where ModelNames.isName(name) {
            notes += try await open(name).notes
        }
        return notes
    }

    func contribute(
        _ rows: [SubmittedRow], to datanet: String, caller: Caller
    ) async throws -> ContributionReceipt {
        guard let key = keys.key(of: caller.account) else {
            throw ServiceRefusal.forbidden("This node does not keep the account's key.")
        }
        guard let task = datanets.contents(named: datanet)?.task else {
            throw Self.unknown(datanet)
        }
        let parsed = try Self.parsed(rows, task)
        return try await serially { intake in
            try await intake.contribute(parsed, to: datanet, key: key)
        }
    }

    func foundDatanet(
        _ name: String, labels: [String], caller: Caller
    ) async throws -> UInt64 {
        guard caller.isOperator else { throw ServiceRefusal.forbidden(Self.operatorOnly) }
        guard ModelNames.isName(name) else {
            throw ServiceRefusal.invalid(
                parameter: "name", message: "A Datanet's name is 1 to 64 of a-z, 0-9 and -.")
        }
        return try await serially { intake in
            try await intake.found(name, labels: LabelSet(labels))
        }
    }

    private func found(_ name: String, labels: LabelSet) async throws -> UInt64 {
        let founding = DatanetFounding(writer: writer, dataDirectory: directory)
        var generator = SystemRandomNumberGenerator()
        do {
            let founded = try await founding.found(name, labels: labels, randomUsing: &generator)
            _ = try await open(name)
            return founded.index
        } catch let error as OperationError where error.code == .usage {
            throw ServiceRefusal.invalid(parameter: "labels", message: error.message)
        } catch {
            throw ServiceRefusal(error)
        }
    }

    func openAccount(caller: Caller) async throws -> (account: AccountAddress, apiKey: String) {
        guard caller.isOperator else { throw ServiceRefusal.forbidden(Self.operatorOnly) }
        do {
            let (key, apiKey) = try keys.draw()
            try await writer.openAccount(key)
            return (key.address, apiKey)
        } catch { throw ServiceRefusal(error) }
    }

    func deposit(
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
            guard let found = intake.intakes[name] else { throw Self.unknown(name) }
            return (found.datanet, found.index, await intake.writer.size)
        }
    }

    private static let operatorOnly = "Only the log's operator may do this: use its API key."

    private static func unknown(_ name: String) -> ServiceRefusal {
        .notFound("There is no Datanet \(name).")
    }

    private func open(_ name: String) async throws -> DatanetIntake {
        let intake = try await DatanetIntake.open(
            DatanetFiles(dataDirectory: directory, name: name), in: writer)
        intakes[name] = intake
        datanets.replace(name, index: intake.index, by: intake.datanet)
        return intake
    }

    private static func parsed(
        _ rows: [SubmittedRow], _ task: DatanetTask
    ) throws(ServiceRefusal) -> [DatanetRow] {
        var parsed: [DatanetRow] = []
        for (position, row) in rows.enumerated() {
            do throws(RowRefusal.Reason) {
                parsed.append(try task.row(text: row.text, label: row.label))
            } catch {
                throw .invalid(parameter: "rows[\(position)]", message: "\(error)")
            }
        }
        guard !parsed.isEmpty else {
            throw .invalid(parameter: "rows", message: "A contribution has at least one row.")
        }
        return parsed
    }

    private func contribute(
        _ rows: [DatanetRow], to name: String, key: AccountKey
    ) async throws -> ContributionReceipt {
        var intake = try await take(name)
        do {
            let outcome = try await intake.contribute(rows, key: key, secret: Digest.random())
            datanets.extend(name, to: intake.datanet)
            intakes[name] = intake
            return ContributionReceipt(
                commit: outcome.commitIndex, reveal: outcome.revealIndex,
                acceptedCount: Int(outcome.accepted),
                duplicateCount: Int(outcome.duplicates),
                wasThere: outcome.status == .alreadyThere)
        } catch let refusal as RowRefusal {
            intakes[name] = intake  // Nothing was taken in.
            throw ServiceRefusal.invalid(
                parameter: "rows[\(refusal.line - 1)]", message: "\(refusal.reason)")
        } catch {
            // The log may hold a commit that the intake does not know of.
            _ = try? await open(name)
            throw ServiceRefusal(error)
        }
    }

    /// A Datanet's intake, taken out so that its rows are not copied when new ones come.
    ///
    /// One that an earlier failure closed is opened again.
    private func take(_ name: String) async throws -> DatanetIntake {
        if let intake = intakes.removeValue(forKey: name) { return intake }
        guard datanets.contents(named: name) != nil else { throw Self.unknown(name) }
        do {
            let intake = try await open(name)
            intakes[name] = nil
            return intake
        } catch { throw ServiceRefusal(error) }
    }

    /// Runs one piece of work after all that were begun before it.
    private func serially<Value: Sendable>(
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
