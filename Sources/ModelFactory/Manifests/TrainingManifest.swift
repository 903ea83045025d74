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
    /// The classes, in the order of the head's rows.
    package var labels: [String]
    /// Accepted rows that are trained on.
    package var rowCount: Int
    /// Root over those rows' salted leaves.
    package var rowsRoot: Digest
    /// Root over the salted evaluation items.
    package var evaluationRoot: Digest
    /// How the run goes.
    package var recipe: TrainingRecipe
    /// The attribution method's settings, as that method writes them.
    package var attribution: JSONValue
    /// The payment rule and the fee split, as the economy writes them.
    package var payment: JSONValue
    /// Where the randomness comes from, as the ledger names it.
    package var beaconRule: String

    package init(
        baseModel: Digest, tokenizer: Digest, labels: [String], rowCount: Int, rowsRoot: Digest,
        evaluationRoot: Digest, recipe: TrainingRecipe, attribution: JSONValue,
        payment: JSONValue, beaconRule: String
    ) {
        self.baseModel = baseModel
        self.tokenizer = tokenizer
        self.labels = labels
        self.rowCount = rowCount
        self.rowsRoot = rowsRoot
        self.evaluationRoot = evaluationRoot
        self.recipe = recipe
        self.attribution = attribution
        self.payment = payment
        self.beaconRule = beaconRule
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

    private var json: JSONValue {
        .object([
            ("format", .integer(1)),
            ("arithmetic", .string(Self.arithmeticProfile)),
            ("baseModel", .string(baseModel.hex)),
            ("tokenizer", .string(tokenizer.hex)),
            ("labels", .array(labels.map { .string($0) })),
            ("rowCount", .integer(Int64(rowCount))),
            ("rowsRoot", .string(rowsRoot.hex)),
            ("evaluationRoot", .string(evaluationRoot.hex)),
            ("recipe", recipe.json),
            ("attribution", attribution),
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
        guard let labels = json["labels"]?.arrayValue?.map(\.stringValue),
            !labels.isEmpty, labels.allSatisfy({ $0 != nil })
        else { throw .missing("labels") }
        guard let rowCount = json["rowCount"]?.integerValue, rowCount > 0 else {
            throw .missing("rowCount")
        }
        guard let recipe = json["recipe"].flatMap(TrainingRecipe.init(json:)) else {
            throw .missing("recipe")
        }
        guard let attribution = json["attribution"] else { throw .missing("attribution") }
        guard let payment = json["payment"] else { throw .missing("payment") }
        guard let beaconRule = json["beaconRule"]?.stringValue else { throw .missing("beaconRule") }
        self.init(
            baseModel: try digest("baseModel"), tokenizer: try digest("tokenizer"),
            labels: labels.compactMap { $0 }, rowCount: Int(rowCount),
            rowsRoot: try digest("rowsRoot"), evaluationRoot: try digest("evaluationRoot"),
            recipe: recipe, attribution: attribution, payment: payment, beaconRule: beaconRule)
    }
}

/// Why bytes are not a manifest.
package enum ManifestError: Error, Equatable, CustomStringConvertible {
    case notCanonicalJSON
    case otherFormat
    case missing(String)

    /// One sentence.
    package var description: String {
        switch self {
        case .notCanonicalJSON: "the manifest is not canonical JSON"
        case .otherFormat: "the manifest is of another format or arithmetic than this program's"
        case .missing(let key): "the manifest's '\(key)' is missing or malformed"
        }
    }
}
