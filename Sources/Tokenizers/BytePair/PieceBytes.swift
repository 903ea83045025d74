internal import Wire

/// The bytes that each id stands for when it is decoded.
struct PieceBytes {
    private var storage: [UInt8] = []
    /// Sorted by id.
    private var places: [(id: Int32, start: Int32, count: Int32)] = []
    private var fallback: [Int32: UInt8] = [:]
    private var added: [ByteName: Int32] = [:]

    init(
        _ file: TokenizerParts, _ parts: BytePairParts,
        normalized: [(token: AddedToken, bytes: [UInt8])]
    ) {
        // Added tokens are text as it is, whatever the vocabulary writes in its letters.
        var tokens: [Int32: [UInt8]] = [:]
        for token in file.addedTokens {
            tokens[token.id] = Array(token.content.utf8)
            added[ByteName(token.content)] = token.id
        }
        for (token, bytes) in normalized { tokens[token.id] = bytes }
        var fallsBack = false
        if case .marks(fallsBack: true, _) = parts.decoding { fallsBack = true }
        for (piece, id) in file.vocabulary where tokens[id] == nil {
            if fallsBack, let byte = ByteFallback.byte(of: Array(piece.utf8)) {
                fallback[id] = byte
            } else {
                append(Self.bytes(of: piece, parts.decoding), id)
            }
        }
        for (id, content) in tokens {
            let text = String(decoding: content, as: UTF8.self)
            append(parts.decoding == .bytes ? content : Self.bytes(of: text, parts.decoding), id)
        }
        places.sort { $0.id < $1.id }
    }

    /// The bytes of an id; none for a byte that was fallen back to.
    func bytes(of id: Int32) -> ArraySlice<UInt8>? {
        let position = UnicodeTables.firstIndex(in: places.count) { places[$0].id >= id }
        guard position < places.count, places[position].id == id else { return nil }
        let place = places[position]
        return storage[Int(place.start)..<Int(place.start + place.count)]
    }

    /// The byte that a piece like `<0xE2>` stands for.
    func fallbackByte(of id: Int32) -> UInt8? { fallback[id] }

    /// The id of an added token.
    func addedIdentifier(of content: String) -> Int32? { added[ByteName(content)] }

    private mutating func append(_ bytes: [UInt8], _ id: Int32) {
        places.append((id, Int32(storage.count), Int32(bytes.count)))
        storage += bytes
    }

    private static func bytes(of piece: String, _ decoding: PieceDecoding) -> [UInt8] {
        switch decoding {
        case .bytes: return ByteAlphabet.bytes(of: piece) ?? Array(piece.utf8)
        case .marks:
            var bytes: [UInt8] = []
            for scalar in piece.unicodeScalars {
                UTF8Scalar.append(scalar.value == 0x2581 ? 0x20 : scalar.value, to: &bytes)
            }
            return bytes
        }
    }
}
