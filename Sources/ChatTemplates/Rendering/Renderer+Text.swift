extension Renderer {
    /// `str(value)`, as a template prints it.
    ///
    /// - Throws: ``ChatTemplateError`` for values that Python prints with an address in memory.
    func text(of value: TemplateValue) throws(ChatTemplateError) -> PythonString {
        switch value {
        case .undefined: return ""
        case .string(let text), .safe(let text): return text
        default:
            var writer: [Unicode.Scalar] = []
            try appendRepresentation(of: value, to: &writer)
            return PythonString(writer)
        }
    }

    /// Appends `repr(value)`.
    private func appendRepresentation(
        of value: TemplateValue, to text: inout [Unicode.Scalar]
    ) throws(ChatTemplateError) {
        try descend()
        defer { ascend() }
        try charge(elements: 1)
        switch value {
        case .undefined: append("Undefined", to: &text)
        case .null: append("None", to: &text)
        case .bool(let value): append(value ? "True" : "False", to: &text)
        case .integer(let value): append(String(value), to: &text)
        case .float(let value): append(PythonNumbers.text(of: value), to: &text)
        case .string(let value): try append(quoted: value, to: &text)
        case .list(let elements):
            append("[", to: &text)
            try append(elements.values, to: &text)
            append("]", to: &text)
        case .tuple(let elements):
            append("(", to: &text)
            try append(elements.values, to: &text)
            append(elements.values.count == 1 ? ",)" : ")", to: &text)
        case .dictionary(let dictionary): try append(dictionary, to: &text)
        case .range(let range):
            let step = range.step == 1 ? "" : ", \(range.step)"
            append("range(\(range.start), \(range.stop)\(step))", to: &text)
        case .view(let view):
            append("dict_\(view.kind.rawValue)([", to: &text)
            try append(elements(of: value), to: &text)
            append("])", to: &text)
        case .safe, .iterator, .namespace, .loop, .macro, .function, .method:
            throw unsupported("the printed form of \(value.kind)")
        }
    }

    private func append(_ characters: String, to text: inout [Unicode.Scalar]) {
        text += characters.unicodeScalars
    }

    private func append(
        _ elements: [TemplateValue], to text: inout [Unicode.Scalar]
    ) throws(ChatTemplateError) {
        for (position, element) in elements.enumerated() {
            if position > 0 { append(", ", to: &text) }
            try appendRepresentation(of: element, to: &text)
        }
    }

    private func append(
        _ dictionary: PythonDictionary, to text: inout [Unicode.Scalar]
    ) throws(ChatTemplateError) {
        append("{", to: &text)
        for (position, entry) in dictionary.entries.enumerated() {
            if position > 0 { append(", ", to: &text) }
            try appendRepresentation(of: entry.key, to: &text)
            append(": ", to: &text)
            try appendRepresentation(of: entry.value, to: &text)
        }
        append("}", to: &text)
    }

    /// Appends a string's `repr`: in single quotation marks, unless it has these and no double
    /// ones.
    private func append(
        quoted value: PythonString, to text: inout [Unicode.Scalar]
    ) throws(ChatTemplateError) {
        try charge(2 * value.count)
        let quote: Unicode.Scalar =
            value.scalars.contains("'") && !value.scalars.contains("\"") ? "\"" : "'"
        text.append(quote)
        for scalar in value.scalars {
            switch scalar {
            case quote, "\\": text += ["\\", scalar]
            case "\n": text += ["\\", "n"]
            case "\r": text += ["\\", "r"]
            case "\t": text += ["\\", "t"]
            case _ where scalar.isPythonPrintable: text.append(scalar)
            default: append(escape(of: scalar), to: &text)
            }
        }
        text.append(quote)
    }

    private func escape(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, count) =
            scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        return "\\" + letter + String(repeating: "0", count: count - digits.count) + digits
    }
}
