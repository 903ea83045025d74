package import Datanets
package import Identity
internal import Ledger

extension DatanetIntake {
    /// Objects to the verdict that a row is a near-copy of an earlier one; costs nothing.
    ///
    /// - Parameters:
    ///   - position: the row's place among those that were offered with it, from 0.
    ///   - receipt: the index of the contribution's commit or of its reveal.
    ///   - account: whose row it is.
    ///   - reason: why it is no copy.
    ///   - seconds: the time, since 1970.
    /// - Returns: the objection, which is on the disk.
    /// - Throws: `ObjectionRefusal` for a row that is not the account's, is none or no near-copy,
    ///   for a second objection to it, and where as many are open as may be; `OperationError` when
    ///   it cannot be written; what the log's storage throws.
    package mutating func object(
        to position: Int, ofContribution receipt: UInt64, by account: AccountAddress,
        reason: ObjectionReason, seconds: UInt64
    ) async throws -> Objection {
        guard let found = try await contribution(withReceipt: receipt) else {
            throw ObjectionRefusal.unknownContribution(receipt)
        }
        let place = Objection.Place(contribution: found.position, position: position)
        let verdict = try datanet.nearCopy(at: place, of: account)
        try objections.check(verdict.row, of: account)
        let objection = Objection(
            number: objections.all.count + 1, account: account, commitIndex: found.commitIndex,
            place: place, original: verdict.original, reason: reason, seconds: seconds)
        try write(.object(objection))
        return objection
    }

    /// Takes an act down, on the disk when this returns.
    mutating func write(_ act: ObjectionAct) throws {
        var file = try objectionFile ?? ObjectionFile(files, of: datanet)
        try file.append(act, of: datanet)
        objectionFile = file
    }

    /// The contribution to this Datanet whose commit or reveal stands at an index.
    private func contribution(
        withReceipt receipt: UInt64
    ) async throws -> (position: Int, commitIndex: UInt64)? {
        try await log.query { [index] state in
            let reveals = state.reveals(ofDatanet: index)
            let sought = state.reveal(ofCommit: receipt)?.index ?? receipt
            var (low, high) = (reveals.startIndex, reveals.endIndex)
            while low < high {
                let middle = (low + high) / 2
                if reveals[middle].index < sought { low = middle + 1 } else { high = middle }
            }
            guard low < reveals.endIndex, reveals[low].index == sought else { return nil }
            return (low - reveals.startIndex, reveals[low].commitIndex)
        }
    }
}
