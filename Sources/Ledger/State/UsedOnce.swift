import Identity
import Wire

/// What may appear in a log once only.
struct UsedOnce: Sendable {
    struct Owned: Hashable, Sendable {
        let owner: AccountAddress
        let value: Digest
    }

    struct Asked: Hashable, Sendable {
        let payer: AccountAddress
        let id: IdempotencyId
    }

    var terms: Set<Owned> = []
    var evaluationRoots: Set<Digest> = []
    var contributions: Set<Owned> = []
    var manifests: Set<Digest> = []
    var depositSources: Set<Digest> = []
    /// The entry in which a payer used an id.
    var answers: [Asked: UInt64] = [:]
}
