package import Economy
package import Wire

/// Everything about a model that could be chosen later, fixed before the first step of training.
///
/// The file is canonical JSON; its SHA-256 stands in the ledger. The same manifest and the same
/// rows give the same model, bit for bit.
package struct TrainingManifest: Equatable, Sendable {
    /// SHA-256 of the base model's weights file.
    package var baseModel: Digest
    /// SHA-256 of the base model's tokenizer file.
    package var tokenizer: Digest
    /// What kind of model is trained, with what that kind fixes.
    package var kind: ModelKind
    /// Accepted rows that are trained on.
    package var rowCount: Int
    /// Root over those rows' salted leaves.
    package var rowsRoot: Digest
    /// Root over the salted evaluation items.
    package var evaluationRoot: Digest
    /// How the run goes.
    package var recipe: TrainingRecipe
    /// How answers are traced to rows.
    package var attribution: ModelAttribution
    /// The payment rule and the fee split, as the economy writes them.
    package var payment: JSONValue
    /// Where the randomness comes from, as the ledger names it.
    package var beaconRule: String
    /// What the evaluation decides; nil in manifests of earlier layouts, whose refused rows stay in
    /// the model and are held.
    package var verdict: Verdict?
    /// SHA-256 of the base model's config.json; nil where ``verdict`` is.
    package var configuration: Digest?

    package init(
        baseModel: Digest, tokenizer: Digest, kind: ModelKind, rowCount: Int, rowsRoot: Digest,
        evaluationRoot: Digest, recipe: TrainingRecipe, attribution: ModelAttribution,
        payment: JSONValue, beaconRule: String, verdict: Verdict? = nil,
        configuration: Digest? = nil
    ) {
        self.baseModel = baseModel
        self.tokenizer = tokenizer
        self.kind = kind
        self.rowCount = rowCount
        self.rowsRoot = rowsRoot
        self.evaluationRoot = evaluationRoot
        self.recipe = recipe
        self.attribution = attribution
        self.payment = payment
        self.beaconRule = beaconRule
        self.verdict = verdict
        self.configuration = configuration
    }

    /// The arithmetic that every number of the run is computed with.
    package static let arithmeticProfile = "openledger-f32-fma-1"

    /// The file's bytes.
    package var fileBytes: [UInt8] { CanonicalJSON.encode(json) }

    /// SHA-256 of the file.
    package var digest: Digest { .sha256(fileBytes) }

    /// The seed of one use of randomness: H(purpose ‖ beacon ‖ manifest digest).
    package func seed(for purpose: String, beacon: [UInt8]) -> Digest {
        .sha256(tag: "openledger/seed/v1", Array(purpose.utf8), beacon, digest.bytes)
    }

    /// What manifests of earlier layouts do not have.
    private var lateMembers: [(String, JSONValue)] {
        [
            verdict.map { ("verdict", JSONValue.string($0.word)) },
            configuration.map { ("configuration", JSONValue.string($0.hex)) },
        ].compactMap(\.self)
    }

    private var json: JSONValue {
        .object(
            kind.members + lateMembers + [
                ("format", .integer(1)),
                ("arithmetic", .string(Self.arithmeticProfile)),
                ("baseModel", .string(baseModel.hex)),
                ("tokenizer", .string(tokenizer.hex)),
                ("rowCount", .integer(Int64(rowCount))),
                ("rowsRoot", .string(rowsRoot.hex)),
                ("evaluationRoot", .string(evaluationRoot.hex)),
                ("recipe", recipe.json),
                ("attribution", attribution.json),
                ("payment", payment),
                ("beaconRule", .string(beaconRule)),
            ])
    }
}

extension TrainingManifest {
    /// Reads a manifest.
    ///
    /// - Throws: `ManifestError` for bytes that are not the canonical file of a manifest.
    package init(fileBytes: [UInt8]) throws(ManifestError) {
        let json: JSONValue
        do {
            json = try CanonicalJSON.parse(fileBytes, limit: 1 << 20)
        } catch {
            throw .notCanonicalJSON
        }
        guard json["format"]?.integerValue == 1,
            json["arithmetic"]?.stringValue == Self.arithmeticProfile
        else { throw .otherFormat }
        func digest(_ key: String) throws(ManifestError) -> Digest {
            guard let text = json[key]?.stringValue, let digest = Digest(hex: text) else {
                throw .missing(key)
            }
            return digest
        }
        guard let rowCount = json["rowCount"]?.integerValue, rowCount > 0 else {
            throw .missing("rowCount")
        }
        guard let recipe = json["recipe"].flatMap(TrainingRecipe.init(json:)) else {
            throw .missing("recipe")
        }
        guard let attribution = json["attribution"].flatMap(ModelAttribution.init(json:)) else {
            throw .missing("attribution")
        }
        guard let payment = json["payment"] else { throw .missing("payment") }
        guard let beaconRule = json["beaconRule"]?.stringValue else { throw .missing("beaconRule") }
        var verdict: Verdict?
        if let word = json["verdict"] {
            verdict = word.stringValue.flatMap(Verdict.init(word:))
            guard verdict != nil else { throw .missing("verdict") }
        }
        let configuration = json["configuration"] == nil ? nil : try digest("configuration")
        self.init(
            baseModel: try digest("baseModel"), tokenizer: try digest("tokenizer"),
            kind: try ModelKind(json: json), rowCount: Int(rowCount),
            rowsRoot: try digest("rowsRoot"), evaluationRoot: try digest("evaluationRoot"),
            recipe: recipe, attribution: attribution, payment: payment, beaconRule: beaconRule,
            verdict: verdict, configuration: configuration)
    }
}

/// A kind of model, with what only its manifests fix.
///
/// A new kind is a case here and in ``ModelParts``; whatever has to know the kind switches over
/// one of them.
package enum ModelKind: Equatable, Sendable {
    /// Answers with a label: the classes, in the order of the head's rows.
    case classifier(labels: [String])

    /// The kind's members of a manifest.
    ///
    /// A manifest that names no kind is a classifier's; other kinds add a member `kind`.
    fileprivate var members: [(String, JSONValue)] {
        switch self {
        case .classifier(let labels): [("labels", .array(labels.map { .string($0) }))]
        }
    }

    fileprivate init(json: JSONValue) throws(ManifestError) {
        if let kind = json["kind"] { throw .otherKind(kind.stringValue ?? kind.text) }
        guard let labels = json["labels"]?.arrayValue?.map(\.stringValue),
            !labels.isEmpty, labels.allSatisfy({ $0 != nil })
        else { throw .missing("labels") }
        self = .classifier(labels: labels.compactMap { $0 })
    }

    /// Tokens of an answer, as callers are told of them.
    package func tokenCount(ofAnswer text: String) -> Int {
        switch self {
        // A label counts as one token, however long it is.
        case .classifier: 1
        }
    }
}

/// Why bytes are not a manifest.
package enum ManifestError: Error, Equatable, CustomStringConvertible {
    case notCanonicalJSON
    case otherFormat
    case otherKind(String)
    case missing(String)

    /// One sentence.
    package var description: String {
        switch self {
        case .notCanonicalJSON: "the manifest is not canonical JSON"
        case .otherFormat: "the manifest is of another format or arithmetic than this program's"
        case .otherKind(let kind):
            "the manifest is of a kind of model that this program does not know: '\(kind)'"
        case .missing(let key): "the manifest's '\(key)' is missing or malformed"
        }
    }
}
