import Identity
import Ledger
import Money
import NodeAPI
import Synchronization
import TransparencyLog
import Wire

extension PageNode: Catalogue {
    func models() async throws -> [ModelCard] {
        try work { state in
            guard let terms = state.log.state.model(deploy: state.log.deploy) else { return [] }
            return [
                ModelCard(
                    name: Self.model, terms: terms, createdSeconds: PageLog.start + terms.deploy,
                    datanets: terms.datanets.map {
                        ModelCard.TrainedOn(
                            index: $0.datanet, name: Self.datanet, rowCount: $0.rowCount)
                    }, labels: ["games", "httpd", Hostile.name],
                    files: ["manifest.json", "gate.bin"].map {
                        ModelCard.File($0, PageLog.digest($0))
                    }, metrics: [ModelCard.Metric(name: "accuracy", value: 60, count: 100)],
                    isEvaluationOpened: false, runs: (1, 0, 0),
                    beaconRule: "none", standings: (1, 1, 0))
            ]
        }
    }

    func datanets() async throws -> [DatanetCard] {
        try work { _ in
            [
                DatanetCard(
                    name: Self.datanet, index: 9, labels: ["games", "httpd", Hostile.name],
                    acceptedCount: 80,
                    duplicateCount: 1, rowsRoot: PageLog.digest("training rows"),
                    contributions: [
                        ContributionRecord(
                            account: PageLog.account("contributor 0"), acceptedCount: 10,
                            duplicateCount: 0)
                    ])
            ]
        }
    }

    func rows(of datanet: String, query: String?, after: UInt64?) async throws -> RowPage? {
        try work { _ in
            guard datanet == Self.datanet else { return nil }
            let all = (0..<80).map { number in
                let owner = PageLog.contributors[number / Int(PageLog.rowsEach)]
                return Self.row(UInt32(number), PageLog.account(owner))
            }
            let rest = all.filter { query.map($0.text.contains) ?? true }
                .dropFirst(Int(clamping: after ?? 0))
            let page = rest.prefix(50)
            return RowPage(
                rows: Array(page), next: rest.count > 50 ? (after ?? 0) + 50 : nil)
        }
    }
}

extension PageNode: LedgerReading, LogFiles {
    func head() async throws -> LogHead {
        try work { state in
            LogHead(
                verifierKey: state.log.signer.verifierKey, size: state.log.state.size,
                root: state.log.root, checkpoint: try state.log.checkpoint(),
                answerCount: state.log.state.paidAnswerCount,
                accountCount: state.log.state.accountCount, isDemonstration: true)
        }
    }

    func receipt(at index: UInt64) async throws -> Receipt? {
        try work { try $0.log.receipt(at: index) }
    }

    func answer(at index: UInt64) async throws -> AnswerRecord? {
        try work { try? Self.record(of: index, text: nil, in: $0) }
    }

    func entries(before index: UInt64?) async throws -> [EntrySummary] {
        try work { state in
            state.log.entries.enumerated().reversed()
                .filter { index.map { UInt64($0) } ?? .max > UInt64($0.offset) }
                .prefix(50)
                .map { position, entry in
                    EntrySummary(
                        index: UInt64(position), timestampSeconds: entry.timestampSeconds,
                        kind: String(describing: entry.body.type),
                        leaf: MerkleTree.leafHash(entry.encoded))
                }
        }
    }

    func account(
        _ address: AccountAddress, before index: UInt64?
    ) async throws -> AccountRecord? {
        try work { state in
            guard state.log.state.isOpen(address) else { return nil }
            let all = state.log.lines(of: address).filter { $0.index < index ?? .max }
            let lines = all.prefix(50)
            return AccountRecord(
                statement: state.log.state.balances.statement(of: address), lines: Array(lines),
                next: all.count > lines.count ? lines.last?.index : nil,
                contributions: [(Self.datanet, 8, 1)])
        }
    }

    func file(at path: String) async throws -> [UInt8]? {
        try work { try $0.log.tile(path) }
    }
}

extension PageNode: ModelTraining, Intake {
    func queue(_ order: TrainingOrder) async throws -> TrainingJob {
        try work { state in
            guard order.datanet == Self.datanet else {
                throw ServiceRefusal.notFound("There is no Datanet '\(order.datanet)'.")
            }
            guard !state.jobs.contains(where: { $0.name == order.name }) else {
                throw ServiceRefusal.conflict("A job has the name '\(order.name)'.")
            }
            let job = TrainingJob(
                id: UInt64(state.jobs.count + 1), account: order.caller.account,
                name: order.name, datanet: order.datanet, state: .queued, progress: (0, 10))
            state.jobs.insert(job, at: 0)
            return job
        }
    }

    func jobs() async -> [TrainingJob] { state.withLock { $0.jobs } }

    func contribute(
        _ rows: [(text: String, label: String)], to datanet: String, caller: Caller
    ) async throws -> ContributionReceipt {
        let texts = rows.map { $0.text + "\t" + $0.label }.joined(separator: "\n")
        return try work { state in
            guard datanet == Self.datanet else {
                throw ServiceRefusal.notFound("There is no Datanet '\(datanet)'.")
            }
            let isNew = state.contributed.insert(texts).inserted
            return ContributionReceipt(
                commit: 11, reveal: 12, acceptedCount: rows.count, duplicateCount: 0,
                wasThere: !isNew)
        }
    }

    func foundDatanet(
        _ name: String, labels: [String], caller: Caller
    ) async throws -> UInt64 {
        guard name == Self.datanet else {
            throw ServiceRefusal.invalid(parameter: "name", message: "Only one can be founded.")
        }
        return 9
    }

    func openAccount(caller: Caller) async throws -> (account: AccountAddress, apiKey: String) {
        try work { state in
            let name = "guest \(state.callers.count)"
            let key = "key-\(state.callers.count)"
            try state.log.open(name)
            let account = PageLog.account(name)
            state.callers[key] = Caller(account: account, isOperator: false)
            return (account, key)
        }
    }

    func deposit(
        _ amount: Amount, for account: AccountAddress, source: String, caller: Caller
    ) async throws -> UInt64 {
        try work { state in
            guard state.log.state.isOpen(account) else {
                throw ServiceRefusal.notFound("The account \(account) is not open.")
            }
            guard amount > .zero else {
                throw ServiceRefusal.invalid(
                    parameter: "amount", message: "A deposit is over zero.")
            }
            do {
                return try state.log.deposit(amount, to: account, source: source)
            } catch Refusal.duplicateSource {
                throw ServiceRefusal.conflict("The source was used before.")
            } catch Refusal.supplyExceeded {
                throw ServiceRefusal.conflict("There would be too much money.")
            }
        }
    }
}
