/// Pieces of text, `[MASK]` say, that become one token wherever they occur in the raw text.
struct AddedTokens: Sendable {
    /// The tokens that begin with a byte, longest first, at that byte's index.
    private var byFirstByte: [[(content: [UInt8], id: Int32)]]

    /// - Parameter tokens: contents that are not empty, with their ids.
    init(_ tokens: [(content: [UInt8], id: Int32)]) {
        byFirstByte = Array(repeating: [], count: 256)
        for token in tokens.sorted(by: { $0.content.count > $1.content.count }) {
            byFirstByte[Int(token.content[0])].append(token)
        }
    }

    /// Whether any token begins with the byte.
    func canBegin(with byte: UInt8) -> Bool {
        !byFirstByte[Int(byte)].isEmpty
    }

    /// The longest token that the text has at the position.
    func match(in text: borrowing Span<UInt8>, at position: Int) -> (count: Int, id: Int32)? {
        for token in byFirstByte[Int(text[position])]
        where token.content.count <= text.count - position {
            let agrees = token.content.indices.allSatisfy {
                token.content[$0] == text[position + $0]
            }
            if agrees { return (token.content.count, token.id) }
        }
        return nil
    }
}
