package import Economy
package import Identity
import Ledger
import LedgerTestKit
package import Money
package import NodeAPI
import Synchronization

extension SampleNode: ModelTraining, Intake {
    package func queue(_ order: TrainingOrder) async throws -> TrainingJob {
        _ = try Self.lines(order.evaluation ?? [], of: "evaluation")
        return try work { state in
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

    package func jobs() async -> [TrainingJob] { state.withLock { $0.jobs } }

    package func job(_ id: UInt64) async -> TrainingJob? {
        state.withLock { $0.jobs.first { $0.id == id } }
    }

    package func contribute(
        _ rows: [SubmittedRow], to datanet: String, caller: Caller
    ) async throws -> ContributionReceipt {
        let lines = try Self.lines(rows, of: "rows")
        let texts = lines.joined(separator: "\n")
        let repeats = lines.indices.dropFirst().filter { lines[$0] == lines[0] }.map {
            RepeatedRow(
                position: $0, original: 0, evidence: "the same words in the same order")
        }
        return try work { state in
            guard datanet == Self.datanet else {
                throw ServiceRefusal.notFound("There is no Datanet '\(datanet)'.")
            }
            let isNew = state.contributed.insert(texts).inserted
            return ContributionReceipt(
                commit: 11, reveal: 12, acceptedCount: rows.count - repeats.count,
                duplicateCount: repeats.count, wasThere: !isNew, pairs: repeats)
        }
    }

    /// Texts with their labels, which none may be without.
    private static func lines(
        _ rows: [SubmittedRow], of parameter: String
    ) throws(ServiceRefusal) -> [String] {
        var lines: [String] = []
        for (position, row) in rows.enumerated() {
            guard let label = row.label else {
                throw .invalid(
                    parameter: "\(parameter)[\(position)].label", message: "The label is missing.")
            }
            lines.append(row.text + "\t" + label)
        }
        return lines
    }

    package func foundDatanet(
        _ name: String, labels: [String], policy: DatanetPolicy?, caller: Caller
    ) async throws -> UInt64 {
        guard name == Self.datanet else {
            throw ServiceRefusal.invalid(parameter: "name", message: "Only one can be founded.")
        }
        return try work { $0.log.datanet }
    }

    package func commitEvaluation(
        _ rows: [SubmittedRow], of datanet: String, caller: Caller
    ) async throws -> EvaluationReceipt {
        let texts = try Self.lines(rows, of: "rows").joined(separator: "\n")
        return try work { state in
            guard datanet == Self.datanet else {
                throw ServiceRefusal.notFound("There is no Datanet '\(datanet)'.")
            }
            return EvaluationReceipt(
                entry: 13, itemCount: rows.count, root: SampleLog.digest(texts))
        }
    }

    package func openAccount(
        caller: Caller
    ) async throws -> (account: AccountAddress, apiKey: String) {
        try work { state in
            let name = "guest \(state.callers.count)"
            let key = "key-\(state.callers.count)"
            try state.log.open(name)
            let account = SampleLog.account(name)
            state.callers[key] = Caller(account: account, isOperator: false)
            return (account, key)
        }
    }

    package func deposit(
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
                throw ServiceRefusal.conflict("\(Refusal.supplyExceeded)")
            }
        }
    }
}
