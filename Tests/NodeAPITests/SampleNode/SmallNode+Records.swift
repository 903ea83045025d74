import Economy
import Identity
import Ledger
import Money
import NodeAPI
import Synchronization
import TransparencyLog
import Wire

extension SmallNode: Catalogue {
    func models() async throws -> [ModelCard] {
        try work { state in
            guard let terms = state.log.state.model(deploy: state.log.deploy) else { return [] }
            return [
                ModelCard(
                    name: Self.model, terms: terms, createdSeconds: SmallLog.start + terms.deploy,
                    datanets: terms.datanets.map {
                        ModelCard.TrainedOn(
                            index: $0.datanet, name: Self.datanet, rowCount: $0.rowCount)
                    }, labels: ["httpd", "editors"],
                    files: ["manifest.json", "gate.bin"].map {
                        ModelCard.File($0, SmallLog.digest($0))
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
                    name: Self.datanet, index: 9, labels: ["httpd", "editors"], acceptedCount: 16,
                    duplicateCount: 1, rowsRoot: SmallLog.digest("training rows"),
                    contributions: [
                        ContributionRecord(
                            account: SmallLog.account("alice"), acceptedCount: 10,
                            duplicateCount: 0)
                    ])
            ]
        }
    }

    func rows(of datanet: String, query: String?, after: UInt64?) async throws -> RowPage? {
        try work { _ in
            guard datanet == Self.datanet else { return nil }
            let all = (0..<16).map { Self.row(UInt32($0), SmallLog.account("alice")) }
            let rest = all.filter { query.map($0.text.contains) ?? true }
                .dropFirst(Int(clamping: after ?? 0))
            let page = rest.prefix(10)
            return RowPage(
                rows: Array(page), next: rest.count > 10 ? (after ?? 0) + 10 : nil)
        }
    }
}

extension SmallNode: LedgerReading, LogFiles {
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
            let line = AccountRecord.Line(
                index: 3, timestampSeconds: SmallLog.start, kind: "deposit",
                received: SmallLog.fee, spent: .zero, holds: [:])
            return AccountRecord(
                statement: state.log.state.balances.statement(of: address), lines: [line],
                next: index == nil ? 3 : nil, contributions: [(Self.datanet, 10, 0)])
        }
    }

    func file(at path: String) async throws -> [UInt8]? {
        try work { try $0.log.tile(path) }
    }
}

extension SmallNode: ModelTraining, Intake {
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
            let account = SmallLog.account(name)
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
