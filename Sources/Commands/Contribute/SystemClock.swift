internal import Foundation
internal import LedgerStorage

extension LedgerClock {
    /// The time of this machine; the log's own rule keeps it from going back.
    static var machine: LedgerClock {
        .system { UInt64(max(0, Date().timeIntervalSince1970)) }
    }
}
