package import Datanets
package import Identity
internal import Ledger
internal import Machine
package import Wire

/// What became of an objection that was ruled on.
package struct RulingOutcome: Equatable, Sendable {
    /// The objection with the ruling that stands: the first one.
    package let objection: Objection
    /// Whether this call decided, or finished what an earlier one had begun.
    package let isNew: Bool
    /// Where the row was taken in; nil for a dismissed objection.
    package let contribution: ContributionOutcome?
}

extension DatanetIntake {
    /// Decides an objection; where it is upheld, takes the row in under its contributor's key.
    ///
    /// The ruling is on the disk before the log gets the row. Whatever a kill leaves between is
    /// finished by the same call, or says that it is done: the row is taken in once.
    /// - Parameters:
    ///   - number: the objection's.
    ///   - ruling: what the Datanet's owner decided; of two that say the same the first one stands.
    ///   - key: the contributor's, which signs for a row that is taken in.
    ///   - secret: 32 bytes that nobody else knows, for the row's salts.
    /// - Returns: the objection and what was done.
    /// - Throws: `ObjectionRefusal` for no such objection, for one that was decided the other way,
    ///   without the key, and when an accepted row has the same words by now: nothing is decided
    ///   then. As ``contribute(_:key:salts:judgement:)``.
    package mutating func rule(
        on number: Int, _ ruling: Objection.Ruling, key: AccountKey?, secret: Digest
    ) async throws -> RulingOutcome {
        let isNew = try objections.takes(ruling, on: number)
        let objection = try objections.objection(number)
        guard ruling.isUpheld else {
            if isNew { try write(.rule(on: number, ruling)) }
            return RulingOutcome(
                objection: try objections.objection(number), isNew: isNew, contribution: nil)
        }
        let row = datanet.row(of: objection)
        if let outcome = try await upheld(objection) {
            if isNew { try write(.rule(on: number, ruling)) }
            return RulingOutcome(
                objection: try objections.objection(number),
                isNew: isNew || outcome.status == .completed, contribution: outcome)
        }
        guard let key, key.address == objection.account else {
            throw ObjectionRefusal.keyMissing(objection.account)
        }
        let salts = SeededBytes(digest: secret, label: "openledger contribution salts")
        try checkThatItCanBeTakenIn(row, of: objection, salts: salts)
        if isNew { try write(.rule(on: number, ruling)) }
        let outcome = try await takeIn([row], despite: objection.original, key: key, salts: salts)
        return RulingOutcome(
            objection: try objections.objection(number), isNew: true, contribution: outcome)
    }

    /// Where the row of an upheld objection was taken in; nil while it is not.
    ///
    /// - Throws: what the log's storage throws.
    package func upheld(_ objection: Objection) async throws -> ContributionOutcome? {
        try await recorded(
            [datanet.row(of: objection)], of: objection.account, despite: objection.original)
    }

    /// Finishes upheld objections whose rows a kill kept out.
    ///
    /// - Parameters:
    ///   - key: the key of an account, where it is at hand.
    ///   - secret: draws 32 bytes that nobody else knows.
    /// - Throws: as ``rule(on:_:key:secret:)``, but what cannot be finished is noted.
    package mutating func finishUpheld(
        key: @Sendable (AccountAddress) -> AccountKey?, secret: @Sendable () -> Digest
    ) async throws {
        for objection in objections.all where datanet.contribution(upholding: objection) == nil {
            guard let ruling = objection.ruling, ruling.isUpheld else { continue }
            do {
                _ = try await rule(
                    on: objection.number, ruling, key: key(objection.account), secret: secret())
            } catch let refusal as ObjectionRefusal {
                notes.append(
                    "the row of the upheld objection \(objection.number) to \(files.name) was not "
                        + "taken in: \(refusal)")
            }
        }
    }

    private func checkThatItCanBeTakenIn(
        _ row: DatanetRow, of objection: Objection, salts: SeededBytes
    ) throws {
        if let same = datanet.exactOriginal(of: row) { throw ObjectionRefusal.sameWords(same) }
        var salts = salts
        let draft = Contribution(
            account: objection.account, rows: [row], despite: objection.original, salts: &salts)
        try requireRoom(for: judged(draft))
    }
}
