import Identity
import Wire

/// What may appear in a log once only, and the entry in which it did.
struct UsedOnce: Sendable {
    struct Owned: Hashable, Sendable {
        let owner: AccountAddress
        let value: Digest
    }

    struct Asked: Hashable, Sendable {
        let payer: AccountAddress
        let id: IdempotencyId
    }

    var terms: [Owned: UInt64] = [:]
    var evaluationRoots: [Digest: UInt64] = [:]
    var contributions: [Owned: UInt64] = [:]
    var manifests: [Digest: UInt64] = [:]
    var deposits: [Digest: RecordedDeposit] = [:]
    var answers: [Asked: UInt64] = [:]
}
