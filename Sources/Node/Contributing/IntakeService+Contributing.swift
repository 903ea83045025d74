internal import Datanets
internal import Identity
internal import Machine
internal import NodeAPI
internal import Wire
internal import Workflows

/// Contributions: rows are compared ahead of their turn, and then taken in in turn.
///
/// What a row repeats depends on all rows before it, so that contributions go one after the other.
/// Comparing may take long, and one that compared in its turn would hold up everybody.
extension IntakeService {
    /// Rows of a contribution that may be compared in its turn: with those that came meanwhile.
    private static let comparedInTurn = 32
    /// So often rows are judged ahead before their contributor is told to come again.
    private static let rounds = 3

    func contribute(
        _ rows: [SubmittedRow], to datanet: String, caller: Caller
    ) async throws -> ContributionReceipt {
        guard let key = keys.key(of: caller.account) else {
            throw ServiceRefusal.forbidden("This node does not keep the account's key.")
        }
        guard let task = datanets.task(of: datanet) else {
            throw Self.unknown(datanet)
        }
        let parsed = try Self.parsed(rows, task)
        let compared = RememberedLikeness(metered(parsed.count, of: key.address))
        do {
            for _ in 0..<Self.rounds {
                do {
                    try await compare(parsed, in: datanet, for: key.address, by: compared)
                    return try await serially { service in
                        try await service.contribute(parsed, to: datanet, key: key, by: compared)
                    }
                } catch is RememberedLikeness.OutrunError {}
            }
            throw ServiceRefusal.conflict(
                "Others contributed much that is like these rows meanwhile; send them again.")
        } catch { throw Self.refusal(of: error, task) }
    }

    /// Compares rows with those that are there, on a thread of its own.
    private func compare(
        _ rows: [DatanetRow], in name: String, for account: AccountAddress,
        by likeness: RememberedLikeness
    ) async throws {
        let datanet = try await snapshot(of: name).datanet
        guard datanet.position(of: rows, from: account) == nil else { return }
        likeness.allow(.max)
        let thread = DedicatedThread(name: "comparing", yields: true)
        try await withCheckedThrowingContinuation { continuation in
            thread.perform {
                continuation.resume(with: Result { try datanet.compare(rows, by: likeness) })
            }
        }
        likeness.allow(Self.comparedInTurn)
    }

    private func contribute(
        _ rows: [DatanetRow], to name: String, key: AccountKey, by likeness: RememberedLikeness
    ) async throws -> ContributionReceipt {
        var intake = try await take(name)
        // Who sends rows again, since the reply was lost, takes nothing by it.
        if intake.datanet.position(of: rows, from: key.address) == nil {
            let bytes = rows.reduce(0) { $0 + $1.text.utf8.count + $1.label.utf8.count }
            do { try allowance.take(bytes, of: key.address) } catch {
                intakes[name] = intake
                throw error
            }
        }
        intake.likeness = likeness
        do {
            let outcome = try await intake.contribute(rows, key: key, secret: Digest.random())
            datanets.extend(name, to: intake.datanet)
            intakes[name] = intake
            return ContributionReceipt(outcome)
        } catch {
            if Self.isOfRows(error) {
                intakes[name] = intake  // Nothing was taken in.
            } else {
                // The log may hold a commit that the intake does not know of.
                _ = try? await open(name)
            }
            throw error
        }
    }

    /// Whether an error is of judging, which comes before everything that is written.
    private static func isOfRows(_ error: any Error) -> Bool {
        error is RowRefusal || error is NearRowsRefusal || error is ServiceRefusal
            || error is RememberedLikeness.OutrunError
    }

    private static func refusal(of error: any Error, _ task: DatanetTask) -> ServiceRefusal {
        switch error {
        case let refusal as RowRefusal:
            .invalid(
                parameter: "rows[\(refusal.line - 1)]", message: words(for: refusal.reason, task))
        case let refusal as NearRowsRefusal: .invalid(parameter: "rows", message: "\(refusal).")
        default: ServiceRefusal(error)
        }
    }
}

extension ContributionReceipt {
    fileprivate init(_ outcome: ContributionOutcome) {
        self.init(
            commit: outcome.commitIndex, reveal: outcome.revealIndex,
            acceptedCount: Int(outcome.accepted), duplicateCount: Int(outcome.duplicates),
            wasThere: outcome.status == .alreadyThere,
            pairs: outcome.pairs.map {
                RepeatedRow(
                    position: $0.position, original: $0.original.value,
                    evidence: "\($0.evidence)")
            })
    }
}
