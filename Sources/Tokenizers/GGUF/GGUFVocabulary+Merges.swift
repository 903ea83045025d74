internal import Wire

extension GGUFVocabulary {
    /// The longest piece that is looked at; SentencePiece makes none of more than 16 characters, of
    /// white space a little more.
    private static let pieceLimit = 1_024

    private struct Merge {
        let left: String
        let right: String
        let score: Float
        let leftLength: Int
        let rightLength: Int
    }

    /// The merges by which pieces grow as SentencePiece makes them grow: of the pairs of neighbours
    /// that are a piece together, the one with the higher score.
    ///
    /// As transformers converts such a vocabulary: every way of parting a piece in two pieces is a
    /// merge; by score, then the longer left, then the longer right part; else by the place of the
    /// piece and of its parts. Only normal pieces grow, so that no text grows into a control token.
    func mergesByScore(_ kinds: [GGUFTokenKind]) throws(TokenizerError) -> [JSONValue] {
        guard scores.count == tokens.count, scores.allSatisfy(\.isFinite) else {
            throw .invalidMetadata("scores")
        }
        var table = PieceTable(capacity: tokens.count)
        for (id, piece) in tokens.enumerated() where kinds[id] == .normal && !piece.isEmpty {
            guard table.insert(Array(piece.utf8), id: Int32(id)) else { throw .crowdedVocabulary }
        }
        var merges: [Merge] = []
        for (id, piece) in tokens.enumerated() where kinds[id] == .normal {
            merges += try partings(of: piece, score: scores[id], in: table)
        }
        let sorted = merges.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            return (-a.score, -a.leftLength, -a.rightLength, left.offset)
                < (-b.score, -b.leftLength, -b.rightLength, right.offset)
        }
        return sorted.map { .array([.string($0.element.left), .string($0.element.right)]) }
    }

    /// The ways of parting a piece, by the ids of the parts.
    private func partings(
        of piece: String, score: Float, in table: PieceTable
    ) throws(TokenizerError) -> [Merge] {
        let bytes = Array(piece.utf8)
        guard bytes.count <= Self.pieceLimit else { throw .invalidMetadata("tokens") }
        let length = piece.unicodeScalars.count
        var found: [(left: Int32, right: Int32, merge: Merge)] = []
        var leftLength = 0
        for cut in bytes.indices.dropFirst() where bytes[cut] & 0xC0 != 0x80 {
            leftLength += 1
            guard let left = table.id(of: bytes, 0, cut),
                let right = table.id(of: bytes, cut, bytes.count)
            else { continue }
            found.append(
                (
                    left, right,
                    Merge(
                        left: tokens[Int(left)], right: tokens[Int(right)], score: score,
                        leftLength: leftLength, rightLength: length - leftLength)
                ))
        }
        return found.sorted { ($0.left, $0.right) < ($1.left, $1.right) }.map(\.merge)
    }
}
