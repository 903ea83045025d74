import Foundation
package import Ledger
import LedgerStorage
import TransparencyLog
import Verifier

/// The log of a data directory, as the Verifier finds it: it shares no code with the writer.
package struct AuditedDirectory {
    /// The entries, in their order.
    package let entries: [Entry]
    /// What the Verifier says of a log or a receipt that does not stand up; empty for a sound one.
    package let objections: [String]

    /// Audits the static files, and a receipt of every entry.
    package init(_ path: String) throws {
        func bytes(_ file: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(path)/log/\(file)")))
        }
        let reader = try LedgerReader(DataDirectory(path))
        let audit = LogAudit(checkpoint: try bytes("checkpoint"), key: reader.verifierKey) {
            try? bytes($0.path)
        }
        var reports = [audit.report]
        var entries: [Entry] = []
        for index in 0..<reader.size {
            let receipt = try reader.receipt(at: index)
            reports.append(ReceiptVerifier.verify(file: receipt.fileBytes, key: reader.verifierKey))
            entries.append(receipt.entry)
        }
        self.entries = entries
        objections = reports.filter { !$0.isVerified }.flatMap(\.lines).map { "\($0)" }
    }
}
