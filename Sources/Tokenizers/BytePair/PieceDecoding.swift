internal import Wire

/// How pieces become text again: `decoder` in the forms in which generative models have it.
enum PieceDecoding: Equatable, Sendable {
    /// Each letter of ``ByteAlphabet`` is a byte.
    case bytes
    /// `▁` is a space, `<0xE2>` a byte where bytes are fallen back to, and the text's first space
    /// is dropped where one was put there.
    case marks(fallsBack: Bool, dropsFirstSpace: Bool)

    init(_ decoder: JSONField, alphabet: BytePairParts.Alphabet) throws(TokenizerError) {
        guard decoder.value != .null else { throw .unsupported(field: "decoder", value: "null") }
        let type = try decoder.string("type")
        if type == "ByteLevel", alphabet == .bytes {
            self = .bytes
            return
        }
        guard type == "Sequence", alphabet == .scalars else {
            throw .unsupported(field: "decoder", value: type)
        }
        // Each step is known in this order only; the first may not be left out.
        var order = ["Replace", "ByteFallback", "Fuse", "Strip"][...]
        var found: Set<String> = []
        for step in try decoder.elements("decoders", limit: 4) {
            let type = try step.string("type")
            guard let place = order.firstIndex(of: type) else {
                throw .unsupported(field: "decoder", value: type)
            }
            order = order[(place + 1)...]
            found.insert(type)
            if type == "Replace" { try Self.checkReplace(step) }
            if type == "Strip" { try Self.checkStrip(step) }
        }
        guard found.contains("Replace"), found.contains("Fuse") || !found.contains("Strip") else {
            throw .unsupported(field: "decoder", value: "Sequence without Replace or Fuse")
        }
        self = .marks(
            fallsBack: found.contains("ByteFallback"), dropsFirstSpace: found.contains("Strip"))
    }

    private static func checkReplace(_ step: JSONField) throws(TokenizerError) {
        try step.require("content", is: " ")
        try step.object("pattern").require("String", is: "\u{2581}")
    }

    private static func checkStrip(_ step: JSONField) throws(TokenizerError) {
        try step.require("content", is: " ")
        for (field, count) in [("start", Int64(1)), ("stop", 0)] {
            let number = try step.integer(field, in: 0...TokenizerParts.identifierLimit)
            guard number == count else {
                throw .unsupported(field: "decoder.\(field)", value: "\(number)")
            }
        }
    }
}
