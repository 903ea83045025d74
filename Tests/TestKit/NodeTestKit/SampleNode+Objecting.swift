package import Identity
import LedgerTestKit
package import NodeAPI

/// Objections to the verdicts on the rows of the contribution with the receipts 11 and 12, whose
/// first row was accepted and whose other four are near-copies of it.
extension SampleNode: Objecting {
    /// An account that may object.
    package static let objector = SampleLog.account("payer")

    private static let receipts: Set<UInt64> = [11, 12]
    private static let rowCount = 5

    package func object(
        to position: Int, ofContribution contribution: UInt64, reason: String,
        in datanet: String, caller: Caller
    ) async throws -> ObjectionRecord {
        try work { state in
            try Self.requireDatanet(datanet)
            guard Self.receipts.contains(contribution), position < Self.rowCount else {
                throw ServiceRefusal.notFound("There is no such row.")
            }
            guard !caller.isOperator else { throw ServiceRefusal.forbidden("Not your row.") }
            guard position > 0, !state.objections.contains(where: { $0.position == position })
            else { throw ServiceRefusal.conflict("The row cannot be objected to.") }
            let objection = ObjectionRecord(
                number: UInt64(state.objections.count + 1), state: .open,
                account: caller.account, contribution: 11, position: position, original: 0,
                row: SubmittedRow(text: Hostile.text, label: "games"), reason: reason, seconds: 7)
            state.objections.append(objection)
            return objection
        }
    }

    package func objections(
        in datanet: String, after: UInt64?, caller: Caller
    ) async throws -> ObjectionPage {
        try work { state in
            try Self.requireDatanet(datanet)
            let own = state.objections.filter {
                caller.isOperator || $0.account == caller.account
            }.filter { $0.number > after ?? 0 }
            let page = own.prefix(ObjectionPage.limit)
            return ObjectionPage(
                objections: Array(page), next: own.count > page.count ? page.last?.number : nil)
        }
    }

    package func decide(
        _ number: UInt64, in datanet: String, isUpheld: Bool, reason: String, caller: Caller
    ) async throws -> (objection: ObjectionRecord, isNew: Bool) {
        try work { state in
            try Self.requireDatanet(datanet)
            guard let position = state.objections.firstIndex(where: { $0.number == number })
            else { throw ServiceRefusal.notFound("There is no such objection.") }
            let earlier = state.objections[position]
            let ruled: ObjectionRecord.State = isUpheld ? .upheld : .dismissed
            guard earlier.state == .open else {
                guard earlier.state == ruled else {
                    throw ServiceRefusal.conflict("It was decided the other way.")
                }
                return (earlier, false)
            }
            let decided = ObjectionRecord(
                number: number, state: ruled, account: earlier.account,
                contribution: earlier.contribution, position: earlier.position,
                original: earlier.original, row: earlier.row, reason: earlier.reason,
                seconds: earlier.seconds,
                ruling: ObjectionRecord.Ruling(reason: reason, seconds: 8),
                takenIn: isUpheld
                    ? ObjectionRecord.TakenIn(row: 81, commit: 15, reveal: 16) : nil)
            state.objections[position] = decided
            return (decided, true)
        }
    }

    private static func requireDatanet(_ name: String) throws(ServiceRefusal) {
        guard name == datanet else { throw .notFound("There is no Datanet '\(name)'.") }
    }
}
