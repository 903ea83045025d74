/// Vocabulary and merges: what cuts one word into ids.
struct BytePairModel {
    /// Every piece by its spelling in the file.
    let vocabulary: PieceTable
    private let merges: MergeTable
    private let alphabet: BytePairParts.Alphabet
    /// The symbol of each byte where bytes are the alphabet, or are fallen back to; -1 for none.
    private let byteIDs: [Int32]?
    private let unknown: Int32?
    private let fusesUnknown: Bool
    private let takesWholeWords: Bool
    /// The ids of special tokens, which text alone does not become; empty where it never could.
    private let guarded: Set<Int32>

    /// - Throws: ``TokenizerError`` where a merge refers to a piece that is not there, or a special
    ///   token is also a letter of every text.
    init(_ parts: BytePairParts, _ file: TokenizerParts) throws(TokenizerError) {
        var table = PieceTable(capacity: file.vocabulary.count)
        for (piece, id) in file.vocabulary where !piece.isEmpty {
            guard table.insert(Array(piece.utf8), id: id) else { throw .crowdedVocabulary }
        }
        alphabet = parts.alphabet
        fusesUnknown = parts.fusesUnknown
        takesWholeWords = parts.takesWholeWords
        byteIDs = Self.byteIDs(parts, table)
        let special = Set(file.addedTokens.lazy.filter(\.isSpecial).map(\.id))
        var guarded: Set<Int32> = takesWholeWords ? special : []
        var merges = MergeTable(capacity: parts.merges.count)
        for (rank, pair) in parts.merges.enumerated() {
            let left = try Self.id(of: Array(pair.left.utf8), in: table)
            let right = try Self.id(of: Array(pair.right.utf8), in: table)
            let id = try Self.id(of: Array(pair.left.utf8) + Array(pair.right.utf8), in: table)
            if special.contains(id) { guarded.insert(id) }
            guard merges.insert(left, right, MergeTable.Merge(rank: Int32(rank), id: id)) else {
                throw .crowdedVocabulary
            }
        }
        unknown = try parts.unknownPiece.map { piece throws(TokenizerError) in
            try Self.id(of: Array(piece.utf8), in: table)
        }
        for token in file.addedTokens where token.isSpecial {
            let isLetter = token.content.unicodeScalars.count == 1
            guard !isLetter || table.id(of: Array(token.content.utf8)) == nil else {
                throw .unsupported(field: "special token that is a letter", value: token.content)
            }
        }
        vocabulary = table
        self.merges = merges
        self.guarded = guarded
    }

    private static func id(of piece: [UInt8], in table: PieceTable) throws(TokenizerError) -> Int32
    {
        guard !piece.isEmpty, let id = table.id(of: piece) else {
            throw .unknownPiece(String(decoding: piece, as: UTF8.self))
        }
        return id
    }

    private static func byteIDs(_ parts: BytePairParts, _ table: PieceTable) -> [Int32]? {
        switch parts.alphabet {
        case .bytes:
            ByteAlphabet.letters.map { table.id(of: Array(String($0).utf8)) ?? -1 }
        case .scalars where parts.fallsBackToBytes:
            (0...255).map { table.id(of: ByteFallback.spelling(of: $0)) ?? -1 }
        case .scalars:
            nil
        }
    }
}

// MARK: - Cutting words

extension BytePairModel {
    /// Leaves in `chain` the symbols of the word that stands in this range.
    func cut(
        _ text: [UInt8], _ word: Range<Int>, control: ControlReading, into chain: inout SymbolChain
    ) {
        chain.removeAll()
        if takesWholeWords, let id = wholeWord(text, word),
            control == .parsed || !guarded.contains(id)
        {
            return chain.append(id, word.lowerBound, word.upperBound)
        }
        switch alphabet {
        case .bytes: addBytes(of: text, word, to: &chain)
        case .scalars: addScalars(of: text, word, to: &chain)
        }
        if control == .parsed || guarded.isEmpty {
            chain.mergeAll { merges.merge($0, $1) }
        } else {
            chain.mergeAll { left, right in
                merges.merge(left, right).flatMap { guarded.contains($0.id) ? nil : $0 }
            }
        }
    }

    private func wholeWord(_ text: [UInt8], _ word: Range<Int>) -> Int32? {
        guard word.count <= vocabulary.longest else { return nil }
        return switch alphabet {
        case .bytes: vocabulary.id(of: ByteAlphabet.spelling(of: text[word]))
        case .scalars: vocabulary.id(of: Array(text[word]))
        }
    }

    private func addBytes(of text: [UInt8], _ word: Range<Int>, to chain: inout SymbolChain) {
        var pending: Range<Int>?
        for position in word {
            let id = byteIDs?[Int(text[position])] ?? -1
            add(id, position..<position + 1, &pending, to: &chain)
        }
        addUnknown(&pending, to: &chain)
    }

    private func addScalars(of text: [UInt8], _ word: Range<Int>, to chain: inout SymbolChain) {
        var pending: Range<Int>?
        var position = word.lowerBound
        while position < word.upperBound {
            let end = position + UTF8Scalar(in: text, at: position).count
            let id = vocabulary.id(of: text, position, end) ?? -1
            if id < 0, let bytes = byteIDs, text[position..<end].allSatisfy({ bytes[Int($0)] >= 0 })
            {
                // As in the reference, an unknown symbol that waits to be fused goes on waiting.
                for place in position..<end {
                    chain.append(bytes[Int(text[place])], place, place + 1)
                }
            } else {
                add(id, position..<end, &pending, to: &chain)
            }
            position = end
        }
        addUnknown(&pending, to: &chain)
    }

    /// Adds a letter; one that the vocabulary lacks (-1) is the unknown piece, or nothing.
    private func add(
        _ id: Int32, _ range: Range<Int>, _ pending: inout Range<Int>?, to chain: inout SymbolChain
    ) {
        if id >= 0 {
            addUnknown(&pending, to: &chain)
            chain.append(id, range.lowerBound, range.upperBound)
        } else if unknown != nil {
            if let waiting = pending, fusesUnknown {
                pending = waiting.lowerBound..<range.upperBound
            } else {
                addUnknown(&pending, to: &chain)
                pending = range
            }
        }
    }

    private func addUnknown(_ pending: inout Range<Int>?, to chain: inout SymbolChain) {
        guard let range = pending, let unknown else { return }
        chain.append(unknown, range.lowerBound, range.upperBound)
        pending = nil
    }
}

/// Pieces that stand for one byte each, where the vocabulary lacks a character: `<0xE2>`.
enum ByteFallback {
    /// The piece of a byte.
    static func spelling(of byte: UInt8) -> [UInt8] {
        let digits = String(byte, radix: 16, uppercase: true)
        return Array("<0x\(byte < 16 ? "0" : "")\(digits)>".utf8)
    }

    /// The byte that a piece stands for, if it is one of these.
    static func byte(of piece: [UInt8]) -> UInt8? {
        guard piece.count == 6, piece.starts(with: [0x3C, 0x30, 0x78]), piece[5] == 0x3E,
            let high = Self.digit(piece[3]), let low = Self.digit(piece[4])
        else { return nil }
        return high << 4 | low
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
