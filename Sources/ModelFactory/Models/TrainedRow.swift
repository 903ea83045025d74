package import Economy
package import Identity
package import Ledger

/// A row that a model was trained on: what a line of an answer pays for, and whom.
package struct TrainedRow: Equatable, Sendable {
    /// The row in its Datanet.
    package let subject: EvidenceSubject
    /// Its contributor.
    package let account: AccountAddress

    /// A row.
    package init(_ subject: EvidenceSubject, account: AccountAddress) {
        self.subject = subject
        self.account = account
    }
}

extension ManifestCommit {
    /// The rows that the manifest takes, Datanet by Datanet, as the log knows them.
    package func trainedRows(in state: LedgerState) -> [TrainedRow] {
        datanets.flatMap { data in
            (0..<data.rowCount).compactMap { number in
                state.owner(ofRow: number, inDatanet: data.datanet).map {
                    TrainedRow(
                        EvidenceSubject(datanet: data.datanet, number: number), account: $0)
                }
            }
        }
    }
}
