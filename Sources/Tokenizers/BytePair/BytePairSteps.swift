internal import Wire

/// The steps that `pre_tokenizer` names, in the forms in which generative models have them.
struct BytePairSteps {
    private(set) var alphabet = BytePairParts.Alphabet.scalars
    private(set) var marking: SpaceMarking?
    private(set) var patterns: [WordPattern] = []

    init(_ field: JSONField) throws(TokenizerError) {
        guard field.value != .null else { return }
        let isSequence = try field.string("type") == "Sequence"
        let steps = try isSequence ? field.elements("pretokenizers", limit: 4) : [field]
        for step in steps { try add(step) }
    }

    private mutating func add(_ step: JSONField) throws(TokenizerError) {
        let type = try step.string("type")
        // After the step that turns bytes to letters, or marks spaces, nothing else is known.
        guard alphabet == .scalars, marking == nil else {
            throw .unsupported(field: "pre_tokenizer", value: "\(type) after the last step")
        }
        switch type {
        case "ByteLevel": try addByteLevel(step)
        case "Metaspace": try addMetaspace(step)
        case "Digits":
            try step.require("individual_digits", is: true)
            guard step.value["individual_digits"] != nil else {
                throw .invalidField("pre_tokenizer.individual_digits")
            }
            patterns.append(.digits)
        case "Split":
            try step.require("behavior", is: "Isolated")
            try step.require("invert", is: false)
            let regex = try step.object("pattern").string("Regex")
            guard let pattern = WordPattern(regex: regex) else {
                throw .unsupported(field: "pre_tokenizer.pattern.Regex", value: regex)
            }
            patterns.append(pattern)
        default: throw .unsupported(field: "pre_tokenizer", value: type)
        }
    }

    private mutating func addByteLevel(_ step: JSONField) throws(TokenizerError) {
        if try step.boolean("add_prefix_space", default: true) {
            // Each part of an earlier step would get a space of its own.
            guard patterns.isEmpty else {
                throw .unsupported(field: "pre_tokenizer.add_prefix_space", value: "true")
            }
            marking = SpaceMarking(
                mark: [UInt8(ascii: " ")], replacesSpaces: false, prefix: .unlessMarked)
        }
        if try step.boolean("use_regex", default: true) { patterns.append(.gpt2) }
        alphabet = .bytes
    }

    private mutating func addMetaspace(_ step: JSONField) throws(TokenizerError) {
        guard patterns.isEmpty else {
            throw .unsupported(field: "pre_tokenizer", value: "Metaspace after another step")
        }
        try step.require("replacement", is: "\u{2581}")
        let scheme = try step.string("prepend_scheme", default: "always")
        let prefixes: [String: SpaceMarking.Prefix] = [
            "always": .unlessMarked, "first": .firstUnlessMarked, "never": .never,
        ]
        guard let prefix = prefixes[scheme] else {
            throw .unsupported(field: "pre_tokenizer.prepend_scheme", value: scheme)
        }
        // The older spelling of the same; where both stand they agree.
        let adds = try step.boolean("add_prefix_space", default: scheme != "never")
        guard adds || scheme == "never" else {
            throw .unsupported(field: "pre_tokenizer.add_prefix_space", value: "\(adds)")
        }
        marking = SpaceMarking(prefix: prefix)
        if try step.boolean("split", default: true) { patterns.append(.marks) }
    }
}
