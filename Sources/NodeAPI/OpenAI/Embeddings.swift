internal import Hummingbird
internal import Wire

/// `/v1/embeddings`: vectors of texts by the base model, free of charge.
enum EmbeddingRoutes {
    static let all: [Route] = [
        .post(
            "/v1/embeddings", EmbeddingsDescription.embedding, outlivesClient: false,
            answer: embed)
    ]

    private static func embed(_ call: Call) async throws -> Response {
        let request = try EmbeddingsRequest(call.body, limits: call.limits)
        let known = call.services.answering.embeddingModel
        guard request.model == known else {
            throw HTTPProblem.unknownModel(request.model, nearest: [known])
        }
        let start = ContinuousClock.now
        let embeddings = try await call.services.answering.embeddings(
            of: request.inputs, caller: try call.caller)
        call.metrics.embedded(embeddings, in: ContinuousClock.now - start)
        guard embeddings.vectors.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
            throw HTTPProblem.failed
        }
        let text = try await EmbeddingsText.of(
            embeddings, model: known, encoding: request.encoding)
        return .bytes(text.bytes, type: "application/json")
    }
}

/// What a request for embeddings asks.
struct EmbeddingsRequest {
    /// How vectors are written.
    enum Encoding: String, CaseIterable {
        case float, base64
    }

    /// The length of every vector.
    static let dimensions = 384

    /// The most tokens of one input: as in OpenAI's models.
    static let tokenLimit = 8_192

    let model: String
    let inputs: [EmbeddingInput]
    let encoding: Encoding

    /// Reads the body.
    ///
    /// - Throws: ``HTTPProblem`` that names the parameter.
    init(_ body: JSONValue, limits: RequestLimits) throws(HTTPProblem) {
        let fields = try JSONFields(body)
        try EmbeddingParameters.all.check(fields, of: "embeddings")
        model = try fields.string("model")
        guard
            let encoding = Encoding(
                rawValue: try fields.optionalString("encoding_format") ?? "float")
        else { throw fields.problem("encoding_format", "must be float or base64.") }
        self.encoding = encoding
        let dimensions = try fields.optionalInteger("dimensions")
        guard dimensions ?? Int64(Self.dimensions) == Self.dimensions else {
            throw fields.problem(
                "dimensions", "must be \(Self.dimensions): the vectors have no other length.")
        }
        inputs = try Self.inputs(fields, limits: limits)
    }

    /// A text, an array of texts, a text in tokens or an array of such.
    private static func inputs(
        _ fields: JSONFields, limits: RequestLimits
    ) throws(HTTPProblem) -> [EmbeddingInput] {
        guard let input = fields["input"] else {
            throw fields.problem("input", "is missing; it must be a string or strings.")
        }
        var elements = input.arrayValue ?? [input]
        if elements.first?.wholeNumber != nil { elements = [input] }
        guard (1...limits.texts).contains(elements.count) else {
            throw fields.problem("input", "must hold 1 to \(limits.texts) texts.")
        }
        var inputs: [EmbeddingInput] = []
        inputs.reserveCapacity(elements.count)
        for element in elements {
            if let tokens = element.arrayValue {
                inputs.append(.tokens(try Self.tokens(tokens, fields)))
                continue
            }
            guard let text = element.stringValue else {
                throw fields.problem(
                    "input", "must be a string, strings, token numbers or arrays of such.")
            }
            guard (1...limits.questionBytes).contains(text.utf8.count) else {
                throw fields.problem(
                    "input", "must hold texts of 1 to \(limits.questionBytes) bytes.")
            }
            inputs.append(.text(text))
        }
        return inputs
    }

    private static func tokens(
        _ elements: [JSONValue], _ fields: JSONFields
    ) throws(HTTPProblem) -> [Int] {
        guard (1...tokenLimit).contains(elements.count) else {
            throw fields.problem("input", "must hold texts of 1 to \(tokenLimit) tokens.")
        }
        var tokens: [Int] = []
        tokens.reserveCapacity(elements.count)
        for element in elements {
            guard let token = element.wholeNumber.flatMap({ Int(exactly: $0) }), token >= 0 else {
                throw fields.problem("input", "must hold token numbers from 0 on.")
            }
            tokens.append(token)
        }
        return tokens
    }
}

/// The JSON of embeddings, written straight into bytes: a large request holds 786,432 numbers.
struct EmbeddingsText {
    /// Vectors that are written before other requests get their turn on the thread.
    private static let vectorsPerTurn = 16

    private(set) var bytes: [UInt8] = []

    /// The whole body.
    ///
    /// Numbers are the shortest decimals that read back to the same Float.
    ///
    /// - Throws: `CancellationError` when the caller has left.
    /// - Precondition: all numbers are finite.
    static func of(
        _ embeddings: Embeddings, model: String, encoding: EmbeddingsRequest.Encoding
    ) async throws -> EmbeddingsText {
        var text = EmbeddingsText()
        text.bytes.reserveCapacity(
            embeddings.vectors.count * EmbeddingsRequest.dimensions * 13 + 256)
        text.append("{\"object\":\"list\",\"data\":[")
        for (position, vector) in embeddings.vectors.enumerated() {
            if position % vectorsPerTurn == vectorsPerTurn - 1 {
                await Task.yield()
                try Task.checkCancellation()
            }
            if position > 0 { text.append(",") }
            text.append("{\"object\":\"embedding\",\"index\":\(position),\"embedding\":")
            switch encoding {
            case .float: text.append(numbers: vector)
            case .base64:
                text.append("\"\(Base64.encode(Self.littleEndianBytes(of: vector)))\"")
            }
            text.append("}")
        }
        text.append("],\"model\":\(JSONValue.string(model).text),\"usage\":{")
        text.append("\"prompt_tokens\":\(embeddings.tokenCount),")
        text.append("\"total_tokens\":\(embeddings.tokenCount)}}")
        return text
    }

    private mutating func append(numbers: [Float]) {
        append("[")
        for (position, number) in numbers.enumerated() {
            if position > 0 { append(",") }
            append(number.description)
        }
        append("]")
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    private static func littleEndianBytes(of vector: [Float]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(vector.count * 4)
        for number in vector {
            for shift in [0, 8, 16, 24] as [UInt32] {
                bytes.append(UInt8(truncatingIfNeeded: number.bitPattern >> shift))
            }
        }
        return bytes
    }
}

/// What the OpenAPI document says of embeddings.
enum EmbeddingsDescription {
    static let embedding = Operation(
        id: "createEmbeddings", tag: "OpenAI", summary: "Embeds texts with the base model, free.",
        detail: """
            Of a text the model's longest sequence is read, and usage says how many tokens that \
            were. A request has at most \(RequestLimits().embeddingTokens) tokens, an account \
            \(RequestLimits().embeddingTokensPerMinute) a minute.
            """,
        body: request,
        example: .object([
            ("model", .string("sentence-transformers/all-MiniLM-L6-v2")),
            ("input", .array([.string("a fast web server")])),
        ]),
        replies: [.json(Schema.named("Embeddings"), "A vector of unit length for each text.")],
        refusals: [
            404: "There is no such embedding model.",
            429: "The account has had its tokens of the minute.",
        ])

    private static let request: JSONValue = {
        let text = Schema.string(minimum: 1)
        let most = RequestLimits().texts
        let tokens = Schema.array(
            Schema.integer(minimum: 0, maximum: 100_255), minimum: 1,
            maximum: EmbeddingsRequest.tokenLimit, "A text in tokens.")
        return Schema.closed(
            [
                Schema.member("model", Schema.string("The embedding model's name.")),
                Schema.member(
                    "input",
                    Schema.any(
                        of: text, Schema.array(text, minimum: 1, maximum: most), tokens,
                        Schema.array(tokens, minimum: 1, maximum: most),
                        description: "Texts, or texts in the tokens of cl100k_base.")),
                Schema.optional(
                    "encoding_format",
                    Schema.nullable(
                        Schema.words(
                            EmbeddingsRequest.Encoding.allCases.map(\.rawValue),
                            "base64 holds little-endian float32."))),
                Schema.optional(
                    "dimensions",
                    Schema.nullable(Schema.constant(.count(EmbeddingsRequest.dimensions)))),
            ] + EmbeddingParameters.all.described)
    }()
}

extension EmbeddingRoutes {
    static let schemas: [(String, JSONValue)] = [
        (
            "Embeddings",
            Schema.object(
                Schema.member("object", Schema.constant(.string("list"))),
                Schema.member("data", Schema.array(vector)), Schema.member("model", Schema.text),
                Schema.member(
                    "usage", Schema.object(["prompt_tokens", "total_tokens"], Schema.count)))
        )
    ]

    private static let vector = Schema.object(
        Schema.member("object", Schema.constant(.string("embedding"))),
        Schema.member("index", Schema.integer()),
        Schema.member(
            "embedding",
            Schema.any(
                of: Schema.array(
                    Schema.number, minimum: EmbeddingsRequest.dimensions,
                    maximum: EmbeddingsRequest.dimensions),
                Schema.string("Base64 of little-endian float32."))))
}
