package import Economy
package import Ledger
import LedgerTestKit
import Money

extension PublishedLog {
    /// One row's share of an answer.
    package struct Share: Sendable {
        /// The row's number.
        package var row: UInt32
        /// In parts per billion, like ``lower``.
        package var weight: UInt32
        /// The weight's lower bound.
        package var lower: UInt32
        /// Why all of it is held; nil where only the uncertain part is.
        package var hold: HoldReason?
        /// Whether the row is the second Datanet's.
        package var isSecond = false
        package var evidence = EvidenceKinds.influence
    }

    /// Three rows, one of them gated, and a rest.
    package static let ordinary = [
        Share(row: 0, weight: 400_000_001, lower: 300_000_000),
        Share(row: 11, weight: 200_000_000, lower: 200_000_000),
        Share(row: 20, weight: 100_000_000, lower: 50_000_000, hold: .gated),
    ]

    /// Rows of two Datanets, found in two ways.
    package static let mixed =
        ordinary + [
            Share(
                row: 0, weight: 90_000_000, lower: 30_000_000, isSecond: true,
                evidence: [.influence, .verbatim])
        ]

    /// As many rows as an answer may have, every kind of settlement among them.
    package static let widest = (0..<64).map { number -> Share in
        let weight = UInt32(19_000_007 - 130_003 * number)
        return Share(
            row: UInt32(number), weight: weight, lower: weight / 10 * UInt32(number % 11),
            hold: number % 7 == 3 ? .fewRows : number % 5 == 2 ? .gated : nil)
    }

    /// Pays for an answer that some rows shaped; a log has ids for 256.
    ///
    /// - Parameters:
    ///   - payer: whose key follows from the name.
    ///   - shares: what each row gave to the answer.
    ///   - opening: what the entry commits to.
    /// - Returns: the entry's index.
    /// - Throws: what the ledger refuses.
    package mutating func answer(
        payer: String, _ shares: [Share] = ordinary, opening: AnswerOpening? = nil
    ) throws -> UInt64 {
        let number = UInt8(truncatingIfNeeded: state.paidAnswerCount)
        return try add(
            .answer(
                ledger.answer(
                    number, payer: payer, rows: try shares.map(row), opening: opening)))
    }

    private func row(_ share: Share) throws -> AttributedRow {
        guard let weight = PartsPerBillion(share.weight), let lower = PartsPerBillion(share.lower)
        else { throw AnswerFlaw.weightOutOfRange }
        let owner = share.isSecond ? "node" : Self.contributors[Int(share.row / Self.rowsEach)]
        return AttributedRow(
            EvidenceSubject(
                datanet: share.isSecond ? secondDatanet ?? 0 : datanet, number: share.row),
            evidence: share.evidence, account: SampleLog.account(owner), weight: weight,
            lower: lower, hold: share.hold)
    }
}
