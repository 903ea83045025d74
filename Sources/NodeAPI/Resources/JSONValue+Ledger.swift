internal import Economy
internal import Identity
internal import Ledger
internal import Money
internal import Wire

/// How the things of the domain are spelt in JSON.
extension JSONValue {
    /// Nano-OPEN in decimal, as a string: amounts do not fit the numbers of every language.
    static func amount(_ amount: Amount) -> JSONValue { .string(String(amount.nanoOPEN)) }

    /// A sum of amounts, in nano-OPEN.
    static func amount(_ sum: UInt128) -> JSONValue { .string(String(sum)) }

    /// An index of the log in decimal, as a string: the id of a receipt.
    static func index(_ index: UInt64) -> JSONValue { .string(String(index)) }

    /// An index that may be missing.
    static func index(_ index: UInt64?) -> JSONValue { index.map { .index($0) } ?? .null }

    static func account(_ account: AccountAddress) -> JSONValue { .string(account.description) }

    static func digest(_ digest: Digest) -> JSONValue { .string(digest.hex) }

    static func count(_ count: some BinaryInteger) -> JSONValue {
        .integer(Int64(clamping: count))
    }

    static func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }

    static func weight(_ weight: PartsPerBillion) -> JSONValue { .integer(Int64(weight.value)) }

    /// The six shares in basis points.
    static func shares(_ shares: FeeShares) -> JSONValue {
        .object([
            ("contributors", .count(shares.contributors)),
            ("modelMaker", .count(shares.modelMaker)), ("node", .count(shares.node)),
            ("baseModel", .count(shares.baseModel)), ("burn", .count(shares.burn)),
            ("stakers", .count(shares.stakers)),
        ])
    }
}

extension EvidenceGrade {
    /// The grade's word in JSON.
    var word: String {
        switch self {
        case .replayed: "replayed"
        case .sampled: "sampled"
        case .asserted: "asserted"
        case .assertedHidden: "assertedHidden"
        }
    }

    static let words: [EvidenceGrade] = [.replayed, .sampled, .asserted, .assertedHidden]
}

extension EvidenceKinds {
    /// Each kind with its word in JSON.
    static let words: [(kind: EvidenceKinds, word: String)] = [
        (.influence, "influence"), (.verbatim, "verbatim"), (.retrieval, "retrieval"),
    ]

    /// The words of the kinds that are in the set.
    var words: [String] { Self.words.filter { contains($0.kind) }.map(\.word) }
}
