internal import Wire

/// The JSON of embeddings, written straight into bytes: a large request holds 98,304 numbers.
struct EmbeddingsText {
    private(set) var bytes: [UInt8] = []

    /// The whole body.
    ///
    /// Numbers are the shortest decimals that read back to the same Float.
    ///
    /// - Precondition: all numbers are finite.
    init(
        _ embeddings: Embeddings, model: String, encoding: EmbeddingsRequest.Encoding
    ) {
        bytes.reserveCapacity(embeddings.vectors.count * EmbeddingsRequest.dimensions * 13 + 256)
        append("{\"object\":\"list\",\"data\":[")
        for (position, vector) in embeddings.vectors.enumerated() {
            if position > 0 { append(",") }
            append("{\"object\":\"embedding\",\"index\":\(position),\"embedding\":")
            switch encoding {
            case .float: append(numbers: vector)
            case .base64: append("\"\(Base64.encode(Self.littleEndianBytes(of: vector)))\"")
            }
            append("}")
        }
        append("],\"model\":\(JSONValue.string(model).text),\"usage\":{")
        append("\"prompt_tokens\":\(embeddings.tokenCount),")
        append("\"total_tokens\":\(embeddings.tokenCount)}}")
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
