internal import Datanets
internal import Identity
internal import NodeAPI
internal import Wire
internal import Workflows

/// Contributions: rows are judged ahead of their turn, and then taken in in turn.
///
/// What a row repeats depends on all rows before it, so that contributions go one after the other.
/// Judging may take long, and one that is judged in its turn would hold up everybody.
extension IntakeService {
    /// Contributions of one account that are taken in at a time.
    private static let perAccount = 2
    /// So many rows go through the lane for few.
    private static let few = 64
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
        guard underWay[key.address, default: 0] < Self.perAccount else {
            throw ServiceRefusal.limited(
                retryAfterSeconds: 5,
                message: "\(Self.perAccount) contributions of this account are being taken in.")
        }
        underWay[key.address, default: 0] += 1
        defer {
            let rest = underWay[key.address, default: 1] - 1
            underWay[key.address] = rest > 0 ? rest : nil
        }
        do {
            return try await contribute(parsed, to: datanet, key: key)
        } catch { throw Self.refusal(of: error, task) }
    }

    private func contribute(
        _ rows: [DatanetRow], to name: String, key: AccountKey
    ) async throws -> ContributionReceipt {
        let account = key.address
        // Who sends rows again, since the reply was lost, takes nothing by it.
        if try await snapshot(of: name).datanet.position(of: rows, from: account) != nil {
            return try await serially { try await $0.contribute(rows, nil, to: name, key: key) }
        }
        // Before anything is done with them, so that it is taken whatever comes of it.
        try allowance.take(
            rows.reduce(0) { $0 + $1.text.utf8.count + $1.label.utf8.count }, of: account)
        let remembered = RememberedLikeness(metered(rows.count, of: account))
        let lane = rows.count <= Self.few ? fewRows : manyRows
        for _ in 0..<Self.rounds {
            let judgement = try await lane.judge(rows, by: remembered) {
                try await self.snapshot(of: name).datanet
            }
            do {
                return try await serially {
                    try await $0.contribute(rows, judgement, to: name, key: key)
                }
            } catch is OutrunError {}
        }
        throw ServiceRefusal.conflict(
            "Others contributed much that is like these rows meanwhile; send them again.")
    }

    private func contribute(
        _ rows: [DatanetRow], _ judgement: Judgement?, to name: String, key: AccountKey
    ) async throws -> ContributionReceipt {
        var intake = try await take(name)
        do {
            let outcome = try await intake.contribute(
                rows, key: key, secret: Digest.random(), judgement: judgement)
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
        error is RowRefusal || error is NearRowsRefusal || error is OutrunError
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
