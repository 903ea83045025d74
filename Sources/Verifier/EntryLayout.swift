import Identity
import Wire

/// The fields of each kind of entry, in order, as docs/formats/ledger-entry.md lists them.
///
/// This table is the whole decoder: a field's offset follows from the fields before it, and the
/// EIP-712 message of an entry is its signed fields in the same order. The signature comes last in
/// every entry and is not listed.
enum EntryLayout {
    /// How a field is written.
    enum Form {
        case u8, u16, u32, u64
        /// 20 bytes.
        case address
        /// 32 bytes.
        case bytes32
        /// 16 bytes, in messages of the dynamic type `bytes`.
        case id
    }

    struct Field {
        let name: String
        let form: Form
        /// Whether the signed message holds it.
        let isSigned: Bool
    }

    static let headerByteCount = 10
    static let version: UInt8 = 1
    static let maximumByteCount = 65_535
    static let maximumLineCount = 64

    /// The fields before an answer's lines; of every other kind, all fields.
    static func fields(of kind: EntryKind) -> [Field] {
        switch kind {
        case .accountOpen: accountOpen
        case .policySet: policySet
        case .datanetCreate: datanetCreate
        case .evaluationCommit: evaluationCommit
        case .contributionCommit: contributionCommit
        case .contributionReveal: contributionReveal
        case .manifestCommit: manifestCommit
        case .beaconReveal: beaconReveal
        case .trainingResult: trainingResult
        case .trainingAbort: trainingAbort
        case .deploy: deploy
        case .deposit: deposit
        case .answer: answer
        case .evaluationOpen: evaluationOpen
        }
    }

    private static let accountOpen = [signed("account", .address), signed("role", .u8)]
    private static let policySet =
        [signed("revision", .u32)] + FeeShareNames.inOrder.map { signed($0, .u16) } + [
            signed("nodeAccount", .address), signed("baseModelAccount", .address),
            signed("revealWindow", .u32),
        ]
    private static let datanetCreate = [
        signed("owner", .address), signed("termsCommitment", .bytes32),
    ]
    private static let evaluationCommit = [
        signed("evaluator", .address), signed("datanet", .u64), signed("root", .bytes32),
        signed("itemCount", .u32),
    ]
    private static let contributionCommit = [
        signed("contributor", .address), signed("datanet", .u64), signed("commitment", .bytes32),
        signed("rowCount", .u32),
    ]
    private static let contributionReveal = [
        signed("commitIndex", .u64), signed("rowsRoot", .bytes32), signed("salt", .bytes32),
        stated("acceptedCount", .u32), stated("duplicateCount", .u32),
    ]
    private static let manifestCommit = [
        signed("maker", .address), signed("manifestDigest", .bytes32), signed("datanet", .u64),
        signed("datanetThrough", .u64), signed("rowCount", .u32), signed("rowsRoot", .bytes32),
        signed("evaluation", .u64), signed("policy", .u64), signed("methodId", .u16),
        signed("methodVersion", .u16), signed("accessTier", .u8), signed("beaconRule", .u8),
        signed("beaconKey", .address), signed("beaconCommitment", .bytes32),
    ]
    private static let beaconReveal = [signed("manifest", .u64), signed("secret", .bytes32)]
    private static let trainingResult = [
        signed("manifest", .u64), signed("adapterDigest", .bytes32),
        signed("headDigest", .bytes32), signed("transcriptRoot", .bytes32),
        signed("indexDigest", .bytes32), signed("gateDigest", .bytes32),
        signed("evaluationCorrect", .u32), signed("evaluationTotal", .u32),
    ]
    private static let trainingAbort = [signed("manifest", .u64), signed("reason", .u8)]
    private static let deploy = [
        signed("result", .u64), signed("policy", .u64), signed("revision", .u32),
        signed("fee", .u64), signed("datanet", .u64), signed("maker", .address),
    ]
    private static let deposit = [
        signed("account", .address), signed("amount", .u64), signed("source", .bytes32),
    ]
    private static let answer =
        [
            stated("disclosure", .u8), signed("deploy", .u64), signed("payer", .address),
            signed("idempotencyId", .id), stated("fee", .u64), signed("maximumFee", .u64),
            signed("requestCommitment", .bytes32), stated("answerCommitment", .bytes32),
        ] + FeeShareNames.inOrder.map { stated($0, .u16) } + [
            stated("methodId", .u16), stated("methodVersion", .u16),
            stated("indexDigest", .bytes32), stated("grade", .u8),
            stated("makerAccount", .address), stated("nodeAccount", .address),
            stated("baseModelAccount", .address), stated("datanet", .u64),
        ]
    private static let evaluationOpen = [
        signed("evaluation", .u64), signed("result", .u64), signed("root", .bytes32),
        signed("itemsDigest", .bytes32), signed("gateDigest", .bytes32),
    ]

    private static func signed(_ name: String, _ form: Form) -> Field {
        Field(name: name, form: form, isSigned: true)
    }

    private static func stated(_ name: String, _ form: Form) -> Field {
        Field(name: name, form: form, isSigned: false)
    }
}

/// The names of the six parts of a fee in the order of the format.
enum FeeShareNames {
    static let inOrder = ["contributors", "modelMaker", "node", "baseModel", "burn", "stakers"]
    /// The same for a reader.
    static let words = ["contributors", "model maker", "node", "base model", "burn", "stakers"]
}
