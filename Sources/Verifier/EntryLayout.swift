import Identity
import Wire

/// The fields of an entry, in order, as docs/formats/ledger-entry.md lists them: one table for each
/// kind and layout.
///
/// The tables are the whole decoder: a field's offset follows from the fields before it, and the
/// EIP-712 message of an entry is its signed fields in the same order. The lines of an answer
/// follow its fields, and the signature comes last in every entry; neither is listed.
struct EntryLayout: Sendable {
    /// How a field is written.
    enum Form: Sendable {
        case u8, u16, u32, u64
        /// 20 bytes.
        case address
        /// 32 bytes.
        case bytes32
        /// 16 bytes, in messages of the dynamic type `bytes`.
        case id
        /// A length in one byte, then the elements; in messages an array of structs.
        case list(List)

        /// The type of the field in messages.
        var kind: TypedValue.Kind {
            switch self {
            case .u8: .uint(bits: 8)
            case .u16: .uint(bits: 16)
            case .u32: .uint(bits: 32)
            case .u64: .uint(bits: 64)
            case .address: .address
            case .bytes32: .bytes32
            case .id: .bytes
            case .list(let list): .structs(list.element)
            }
        }
    }

    /// A list: what one element holds, and how many there may be.
    struct List: Sendable {
        let fields: [Field]
        let counts: ClosedRange<Int>
        let element: TypedStruct

        init(of name: String, _ counts: ClosedRange<Int>, _ fields: [Field]) {
            self.fields = fields
            self.counts = counts
            element = TypedStruct(name, fields.map { .init($0.name, $0.form.kind) })
        }
    }

    struct Field: Sendable {
        let name: String
        let form: Form
        /// Whether the signed message holds it.
        let isSigned: Bool
    }

    static let maximumByteCount = 65_535
    static let maximumLineCount = 64

    /// The fields before an answer's lines; of every other kind, all fields.
    let fields: [Field]
    /// The definition of the signed message.
    let message: TypedStruct

    private init(_ kind: EntryKind, _ fields: [Field]) {
        self.fields = fields
        message = TypedStruct(
            kind.name.prefix(1).uppercased() + kind.name.dropFirst(),
            fields.filter(\.isSigned).map { .init($0.name, $0.form.kind) })
    }

    /// The table of a kind in a layout; nil where the kind has no such layout.
    static func table(of kind: EntryKind, layout: UInt8) -> EntryLayout? {
        switch layout {
        case 1: first[kind]
        case 2: second[kind]
        default: nil
        }
    }

    private static let first = Dictionary(
        uniqueKeysWithValues: EntryKind.allCases.map { ($0, EntryLayout($0, fields(of: $0))) })

    private static let second: [EntryKind: EntryLayout] = [
        .datanetCreate: EntryLayout(.datanetCreate, datanetCreate2),
        .manifestCommit: EntryLayout(.manifestCommit, manifestCommit2),
        .trainingResult: EntryLayout(.trainingResult, trainingResult2),
        .answer: EntryLayout(.answer, answer2),
    ]

    private static func signed(_ name: String, _ form: Form) -> Field {
        Field(name: name, form: form, isSigned: true)
    }

    private static func stated(_ name: String, _ form: Form) -> Field {
        Field(name: name, form: form, isSigned: false)
    }
}

/// Layout 1, which every kind has.
extension EntryLayout {
    private static func fields(of kind: EntryKind) -> [Field] {
        switch kind {
        case .accountOpen: [signed("account", .address), signed("role", .u8)]
        case .policySet:
            [signed("revision", .u32)] + FeeShareNames.inOrder.map { signed($0, .u16) } + [
                signed("nodeAccount", .address), signed("baseModelAccount", .address),
                signed("revealWindow", .u32),
            ]
        case .datanetCreate: [signed("owner", .address), signed("termsCommitment", .bytes32)]
        case .evaluationCommit:
            [
                signed("evaluator", .address), signed("datanet", .u64), signed("root", .bytes32),
                signed("itemCount", .u32),
            ]
        case .contributionCommit:
            [
                signed("contributor", .address), signed("datanet", .u64),
                signed("commitment", .bytes32), signed("rowCount", .u32),
            ]
        case .contributionReveal:
            [
                signed("commitIndex", .u64), signed("rowsRoot", .bytes32),
                signed("salt", .bytes32), stated("acceptedCount", .u32),
                stated("duplicateCount", .u32),
            ]
        case .manifestCommit: manifestCommit1
        case .beaconReveal: [signed("manifest", .u64), signed("secret", .bytes32)]
        case .trainingResult:
            [
                signed("manifest", .u64), signed("adapterDigest", .bytes32),
                signed("headDigest", .bytes32), signed("transcriptRoot", .bytes32),
                signed("indexDigest", .bytes32), signed("gateDigest", .bytes32),
                signed("evaluationCorrect", .u32), signed("evaluationTotal", .u32),
            ]
        case .trainingAbort: [signed("manifest", .u64), signed("reason", .u8)]
        case .deploy:
            [
                signed("result", .u64), signed("policy", .u64), signed("revision", .u32),
                signed("fee", .u64), signed("datanet", .u64), signed("maker", .address),
            ]
        case .deposit:
            [signed("account", .address), signed("amount", .u64), signed("source", .bytes32)]
        case .answer:
            order + [
                stated("methodId", .u16), stated("methodVersion", .u16),
                stated("indexDigest", .bytes32),
            ] + accounts
        case .evaluationOpen:
            [
                signed("evaluation", .u64), signed("result", .u64), signed("root", .bytes32),
                signed("itemsDigest", .bytes32), signed("gateDigest", .bytes32),
            ]
        }
    }

    private static let manifestCommit1 =
        [
            signed("maker", .address), signed("manifestDigest", .bytes32),
            signed("datanet", .u64), signed("datanetThrough", .u64), signed("rowCount", .u32),
            signed("rowsRoot", .bytes32), signed("evaluation", .u64), signed("policy", .u64),
            signed("methodId", .u16), signed("methodVersion", .u16),
        ] + access

    /// The end of a manifest in both layouts.
    private static let access = [
        signed("accessTier", .u8), signed("beaconRule", .u8), signed("beaconKey", .address),
        signed("beaconCommitment", .bytes32),
    ]

    /// The beginning of an answer in both layouts.
    private static let order =
        [
            stated("disclosure", .u8), signed("deploy", .u64), signed("payer", .address),
            signed("idempotencyId", .id), stated("fee", .u64), signed("maximumFee", .u64),
            signed("requestCommitment", .bytes32), stated("answerCommitment", .bytes32),
        ] + FeeShareNames.inOrder.map { stated($0, .u16) }

    /// What stands before an answer's lines in both layouts.
    private static let accounts = [
        stated("grade", .u8), stated("makerAccount", .address), stated("nodeAccount", .address),
        stated("baseModelAccount", .address), stated("datanet", .u64),
    ]
}

/// Layout 2, which four kinds have.
extension EntryLayout {
    private static let datanetCreate2 = [
        signed("owner", .address), signed("termsCommitment", .bytes32),
        signed("revealWindow", .u32), signed("contributorsLeast", .u16), signed("leastFee", .u64),
        signed("trainers", .u8), signed("leastEvaluationItems", .u32),
        signed("minimumRows", .u16), signed("gateDeviationsMillis", .u16),
        signed("gateChanceQuantileMillis", .u16),
    ]

    private static let manifestCommit2 =
        [
            signed("maker", .address), signed("manifestDigest", .bytes32),
            signed(
                "datanets",
                .list(
                    List(
                        of: "TrainingData", 1...16,
                        [
                            signed("datanet", .u64), signed("through", .u64),
                            signed("rowCount", .u32), signed("rowsRoot", .bytes32),
                        ]))),
            signed("evaluation", .u64), signed("policy", .u64),
        ] + FeeShareNames.inOrder.map { signed($0, .u16) } + [
            signed(
                "methods",
                .list(
                    List(of: "Method", 1...8, [signed("method", .u16), signed("version", .u16)])))
        ] + access

    private static let trainingResult2 = [
        signed("manifest", .u64), signed("transcriptRoot", .bytes32),
        signed(
            "parts",
            .list(List(of: "Part", 1...64, [signed("part", .u16), signed("digest", .bytes32)]))),
        signed(
            "metrics",
            .list(
                List(
                    of: "Metric", 1...64,
                    [signed("metric", .u16), signed("value", .u64), signed("count", .u32)]))),
    ]

    private static let answer2 =
        order + [
            stated(
                "methods",
                .list(
                    List(
                        of: "Method", 1...8,
                        [
                            stated("method", .u16), stated("version", .u16),
                            stated("indexDigest", .bytes32),
                        ])))
        ] + accounts
}

/// The names of the six parts of a fee in the order of the format.
enum FeeShareNames {
    static let inOrder = ["contributors", "modelMaker", "node", "baseModel", "burn", "stakers"]
    /// The same for a reader.
    static let words = ["contributors", "model maker", "node", "base model", "burn", "stakers"]
}
