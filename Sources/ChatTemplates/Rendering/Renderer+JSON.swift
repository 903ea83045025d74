extension Renderer {
    /// What Python's `json.dumps` is told.
    private struct JSONStyle {
        var isASCII: Bool
        /// What a level is indented by; nil for everything on one line.
        var indentation: PythonString?
        var itemSeparator: PythonString
        var keySeparator: PythonString
        var sortsKeys: Bool
    }

    /// The filter `tojson` as transformers lays it down: `json.dumps` with its own defaults.
    func json(
        _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let given = try bind(
            arguments, to: ["ensure_ascii", "indent", "separators", "sort_keys"], of: "tojson")
        let indentation = try indentation(given[1])
        var style = JSONStyle(
            isASCII: try given[0].map { value throws(ChatTemplateError) in try isTrue(value) }
                ?? false,
            indentation: indentation, itemSeparator: indentation == nil ? ", " : ",",
            keySeparator: ": ", sortsKeys: false)
        if let sortsKeys = given[3] { style.sortsKeys = try isTrue(sortsKeys) }
        if let separators = given[2], !separators.isNone {
            let pair = try elements(of: separators)
            guard pair.count == 2, case .string(let item) = pair[0],
                case .string(let key) = pair[1]
            else { throw failed("the separators of tojson are two strings") }
            (style.itemSeparator, style.keySeparator) = (item, key)
        }
        var text: [Unicode.Scalar] = []
        try append(json: value, style, level: 0, to: &text)
        return .string(PythonString(text))
    }

    private func indentation(
        _ value: TemplateValue?
    ) throws(ChatTemplateError) -> PythonString? {
        guard let value, !value.isNone else { return nil }
        if case .string(let text) = value { return text }
        guard let count = value.index else {
            throw failed("the indentation of tojson is a number or a string")
        }
        try charge(max(count, 0))
        return PythonString(Array(repeating: " ", count: max(count, 0)))
    }

    private func append(
        json value: TemplateValue, _ style: JSONStyle, level: Int, to text: inout [Unicode.Scalar]
    ) throws(ChatTemplateError) {
        try descend()
        defer { ascend() }
        try charge(elements: 1)
        switch value {
        case .null: text += "null".unicodeScalars
        case .bool(let value): text += (value ? "true" : "false").unicodeScalars
        case .integer(let value): text += String(value).unicodeScalars
        case .float(let value): text += jsonText(of: value).unicodeScalars
        case .string(let value), .safe(let value): try append(jsonString: value, style, to: &text)
        case .list(let elements), .tuple(let elements):
            let values = elements.values
            try append(
                "[]", count: values.count, style, level: level, to: &text
            ) { index, text throws(ChatTemplateError) in
                try append(json: values[index], style, level: level + 1, to: &text)
            }
        case .dictionary(let dictionary):
            let entries = try style.sortsKeys ? sortedEntries(dictionary) : dictionary.entries
            try append(
                "{}", count: entries.count, style, level: level, to: &text
            ) { index, text throws(ChatTemplateError) in
                try append(jsonString: jsonKey(entries[index].key), style, to: &text)
                try charge(style.keySeparator.count)
                text += style.keySeparator.scalars
                try append(json: entries[index].value, style, level: level + 1, to: &text)
            }
        default: throw failed("\(value.kind) has no form in JSON")
        }
    }

    /// Appends an array's or an object's parts between its brackets.
    private func append(
        _ brackets: String, count: Int, _ style: JSONStyle, level: Int,
        to text: inout [Unicode.Scalar],
        part: (Int, inout [Unicode.Scalar]) throws(ChatTemplateError) -> Void
    ) throws(ChatTemplateError) {
        text += brackets.unicodeScalars.prefix(1)
        for index in 0..<count {
            if index > 0 {
                try charge(style.itemSeparator.count)
                text += style.itemSeparator.scalars
            }
            try breakLine(style, level: level + 1, in: &text)
            try part(index, &text)
        }
        if count > 0 { try breakLine(style, level: level, in: &text) }
        text += brackets.unicodeScalars.suffix(1)
    }

    private func breakLine(
        _ style: JSONStyle, level: Int, in text: inout [Unicode.Scalar]
    ) throws(ChatTemplateError) {
        guard let indentation = style.indentation else { return }
        try charge(1 + indentation.count * level)
        text.append("\n")
        for _ in 0..<level { text += indentation.scalars }
    }

    private func sortedEntries(
        _ dictionary: PythonDictionary
    ) throws(ChatTemplateError) -> [PythonDictionary.Entry] {
        try sorted(dictionary.entries)
    }

    private func jsonKey(_ key: TemplateValue) throws(ChatTemplateError) -> PythonString {
        switch key {
        case .string(let text), .safe(let text): return text
        case .null: return "null"
        case .bool(let value): return value ? "true" : "false"
        case .integer(let value): return PythonString(String(value))
        case .float(let value): return PythonString(jsonText(of: value))
        default: throw failed("\(key.kind) is no key in JSON")
        }
    }

    private func jsonText(of value: Double) -> String {
        guard value.isFinite else {
            return value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
        }
        return PythonNumbers.text(of: value)
    }

    private func append(
        jsonString value: PythonString, _ style: JSONStyle, to text: inout [Unicode.Scalar]
    ) throws(ChatTemplateError) {
        try charge(2 * value.count)
        text.append("\"")
        for scalar in value.scalars {
            switch scalar {
            case "\"", "\\": text += ["\\", scalar]
            case "\n": text += ["\\", "n"]
            case "\r": text += ["\\", "r"]
            case "\t": text += ["\\", "t"]
            case "\u{8}": text += ["\\", "b"]
            case "\u{C}": text += ["\\", "f"]
            case "\u{0}"..<" ": text += unicodeEscape(scalar.value)
            case _ where style.isASCII && scalar.value > 0x7E:
                for unit in String(scalar).utf16 { text += unicodeEscape(UInt32(unit)) }
            default: text.append(scalar)
            }
        }
        text.append("\"")
    }

    private func unicodeEscape(_ unit: UInt32) -> [Unicode.Scalar] {
        let digits = String(unit, radix: 16)
        let padding = String(repeating: "0", count: 4 - digits.count)
        return Array(("\\u" + padding + digits).unicodeScalars)
    }
}

extension TemplateValue {
    var isNone: Bool {
        guard case .null = self else { return false }
        return true
    }
}
