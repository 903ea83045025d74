internal import Datanets
internal import FoundationEssentials
internal import Identity
internal import Ledger
internal import LedgerStorage
internal import Money
internal import NodeAPI
internal import Wire

/// Takes rows and money in while a node runs.
///
/// Contributions go one after the other: what intake makes of a row depends on all rows before.
actor IntakeService: Intake {
    private let directory: String
    private let writer: LedgerWriter
    private let keys: KeyRing
    private let shelf: DatanetShelf
    private var desks: [String: ContributionDesk] = [:]
    private var last: Task<Void, Never>?

    init(dataDirectory: String, writer: LedgerWriter, keys: KeyRing, shelf: DatanetShelf) {
        directory = dataDirectory
        self.writer = writer
        self.keys = keys
        self.shelf = shelf
    }

    /// Opens every Datanet, finishes what was interrupted, and fills the shelf.
    ///
    /// - Returns: sentences about what could not be finished.
    func open() async throws -> [String] {
        let folder = directory + "/datanets"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        var notes: [String] = []
        for name in names.sorted() where ModelNames.isName(name) {
            let desk = try await ContributionDesk.open(
                dataDirectory: directory, datanet: name, writer: writer)
            notes += desk.notes
            desks[name] = desk
            shelf.replace(name, index: desk.index, by: desk.datanet)
        }
        return notes
    }

    func contribute(
        _ rows: [(text: String, label: String)], to datanet: String, caller: Caller
    ) async throws -> ContributionReceipt {
        guard let key = keys.key(of: caller.account) else {
            throw ServiceRefusal.forbidden("This node does not keep the account's key.")
        }
        let parsed = try Self.parsed(rows)
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
        let founding = DatanetFounding(
            writer: writer, domain: .log(writer.verifierKey),
            keys: HouseKeys(dataDirectory: directory))
        var generator = SystemRandomNumberGenerator()
        do {
            let founded = try await founding.found(
                name, labels: labels, dataDirectory: directory, randomUsing: &generator)
            let desk = try await ContributionDesk.open(
                dataDirectory: directory, datanet: name, writer: writer)
            desks[name] = desk
            shelf.replace(name, index: desk.index, by: desk.datanet)
            return founded.index
        } catch let error as NodeError where error.code == .usage {
            throw ServiceRefusal.invalid(parameter: "labels", message: error.message)
        } catch {
            throw ServiceRefusal(error)
        }
    }

    func openAccount(caller: Caller) async throws -> (account: AccountAddress, apiKey: String) {
        guard caller.isOperator else { throw ServiceRefusal.forbidden(Self.operatorOnly) }
        let (key, apiKey) = try keys.draw()
        try await open(key)
        return (key.address, apiKey)
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
        if let key = keys.key(of: account) { try await open(key) }
        let deposit = Deposit(
            account: account, amount: amount,
            source: .sha256(tag: "openledger/deposit/v1", host.secret, Array(source.utf8)))
        do {
            return try await writer.append(
                .deposit(deposit.signed(by: host, in: .log(writer.verifierKey)))
            ).index
        } catch Refusal.duplicateSource {
            return try await repeated(deposit)
        } catch Refusal.supplyExceeded {
            throw ServiceRefusal.conflict("\(Refusal.supplyExceeded)")
        } catch let refusal as Refusal {
            throw ServiceRefusal.notFound("\(refusal)")
        }
    }

    /// The entry of a deposit that was made before, if it was the same.
    private func repeated(_ deposit: Deposit) async throws -> UInt64 {
        for (index, entry) in try await writer.entries(of: [.deposit]) {
            guard case .deposit(let earlier) = entry.body, earlier.source == deposit.source else {
                continue
            }
            if earlier.account == deposit.account, earlier.amount == deposit.amount { return index }
        }
        throw ServiceRefusal.conflict("Another deposit was made with this source.")
    }

    /// A Datanet as it stands, and the number of entries that it was read from.
    func snapshot(
        of name: String
    ) async throws -> (datanet: Datanet, index: UInt64, through: UInt64) {
        try await serially { intake in
            guard let desk = intake.desk(name) else { throw Self.unknown(name) }
            return (desk.datanet, desk.index, await intake.writer.size)
        }
    }

    private static let operatorOnly = "Only the log's operator may do this: use its API key."

    private static func unknown(_ name: String) -> ServiceRefusal {
        .notFound("There is no Datanet \(name).")
    }

    private func desk(_ name: String) -> ContributionDesk? { desks[name] }

    private static func parsed(
        _ rows: [(text: String, label: String)]
    ) throws(ServiceRefusal) -> [DatanetRow] {
        var parsed: [DatanetRow] = []
        for (position, row) in rows.enumerated() {
            do throws(RowFault) {
                parsed.append(try DatanetRow(text: row.text, label: row.label))
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
        guard var desk = desks[name] else { throw Self.unknown(name) }
        do {
            let outcome = try await desk.contribute(
                rows, key: key, secret: RandomDigest.draw())
            desks[name] = desk
            shelf.replace(name, index: desk.index, by: desk.datanet)
            return ContributionReceipt(
                commit: outcome.commitIndex, reveal: outcome.revealIndex,
                acceptedCount: Int(outcome.accepted),
                duplicateCount: Int(outcome.duplicates),
                wasThere: outcome.status == .alreadyThere)
        } catch let refusal as RowRefusal {
            throw ServiceRefusal.invalid(
                parameter: "rows[\(refusal.line - 1)]", message: "\(refusal.fault)")
        } catch {
            // The log may hold a commit that the desk does not know: it is opened anew.
            desks[name] = try? await ContributionDesk.open(
                dataDirectory: directory, datanet: name, writer: writer)
            if let refusal = error as? Refusal { throw ServiceRefusal.conflict("\(refusal)") }
            throw ServiceRefusal(error)
        }
    }

    private func open(_ key: AccountKey) async throws {
        let address = key.address
        guard try await !writer.query({ $0.isOpen(address) }) else { return }
        let open = AccountOpen(account: address, role: .participant)
        _ = try await writer.append(
            .accountOpen(open.signed(by: key, in: .log(writer.verifierKey))))
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
