internal import Wire

/// What a request for embeddings asks.
struct EmbeddingsRequest {
    /// How vectors are written.
    enum Encoding: String, CaseIterable {
        case float, base64
    }

    /// The length of every vector.
    static let dimensions = 384

    let model: String
    let texts: [String]
    let encoding: Encoding

    /// Reads the body.
    ///
    /// - Throws: ``HTTPProblem`` that names the parameter.
    init(_ body: JSONValue, limits: APILimits) throws(HTTPProblem) {
        let fields = try JSONFields(body)
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
        texts = try Self.texts(fields, limits: limits)
    }

    private static func texts(
        _ fields: JSONFields, limits: APILimits
    ) throws(HTTPProblem) -> [String] {
        guard let input = fields["input"] else {
            throw fields.problem("input", "is missing; it must be a string or strings.")
        }
        let elements = input.arrayValue ?? [input]
        guard (1...limits.texts).contains(elements.count) else {
            throw fields.problem("input", "must hold 1 to \(limits.texts) texts.")
        }
        var texts: [String] = []
        for element in elements {
            guard let text = element.stringValue else {
                throw fields.problem(
                    "input", "must be a string or an array of strings; tokens are not read.")
            }
            guard (1...limits.questionBytes).contains(text.utf8.count) else {
                throw fields.problem(
                    "input", "must hold texts of 1 to \(limits.questionBytes) bytes.")
            }
            texts.append(text)
        }
        return texts
    }
}
