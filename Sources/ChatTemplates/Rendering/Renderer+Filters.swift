extension Renderer {
    func apply(
        _ filter: Filter, to value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        switch filter {
        case .abs, .int, .float: try number(filter, value, arguments)
        case .capitalize, .lower, .upper, .title, .trim, .string, .safe, .indent, .replace:
            try text(filter, value, arguments)
        case .tojson: try json(value, arguments)
        case .d, .default: try defaulted(value, arguments)
        case .count, .length, .first, .last, .list, .reverse, .items, .join, .sum:
            try sequence(filter, value, arguments)
        case .dictsort, .sort, .unique, .min, .max: try ordered(filter, value, arguments)
        case .map, .select, .reject, .selectattr, .rejectattr:
            try iterator(over: value, stage(filter, arguments))
        }
    }

    private func defaulted(
        _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let given = try bind(arguments, to: ["default_value", "boolean"], of: "default")
        let replacesFalse = try isTrue(given[1] ?? .bool(false))
        guard !value.isUndefined else { return given[0] ?? .string("") }
        guard replacesFalse, try !isTrue(value) else { return value }
        return given[0] ?? .string("")
    }

    // MARK: Numbers

    private func number(
        _ filter: Filter, _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        switch filter {
        case .abs:
            _ = try bind(arguments, to: [], of: "abs")
            if case .float(let number) = value { return .float(number.magnitude) }
            guard let number = value.index else {
                if case .undefined(let undefined) = value { throw failed(undefined.reason) }
                throw failed("'abs' needs a number, not \(value.kind)")
            }
            guard number != .min else { throw beyondIntegers }
            return .integer(Swift.abs(number))
        case .int:
            let given = try bind(arguments, to: ["default", "base"], of: "int")
            if let base = given[1], base.index != 10 {
                throw unsupported("the filter 'int' in another base than 10")
            }
            return try integer(from: value) ?? given[0] ?? .integer(0)
        default:
            let given = try bind(arguments, to: ["default"], of: "float")
            return try float(from: value).map { .float($0) } ?? given[0] ?? .float(0)
        }
    }

    /// What Python's `int` makes of a value, or of it as a float; nil where neither can.
    private func integer(from value: TemplateValue) throws(ChatTemplateError) -> TemplateValue? {
        if let number = value.index { return .integer(number) }
        if let text = value.characters {
            try checkDigits(text)
            if let (number, overflows) = PythonNumbers.integer(text) {
                guard !overflows else { throw beyondIntegers }
                return .integer(number)
            }
        }
        if case .float(let number) = value, number.isInfinite {
            throw failed("infinity is no whole number")
        }
        guard let number = try float(from: value), number.isFinite else { return nil }
        guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw beyondIntegers }
        return .integer(whole)
    }

    private func float(from value: TemplateValue) throws(ChatTemplateError) -> Double? {
        if case .undefined(let undefined) = value { throw failed(undefined.reason) }
        if let number = value.number { return number }
        guard let text = value.characters else { return nil }
        try checkDigits(text)
        return PythonNumbers.float(text)
    }

    /// Python reads the digits of every script.
    private func checkDigits(_ text: PythonString) throws(ChatTemplateError) {
        try charge(text.count)
        let isForeign = text.scalars.contains {
            !$0.isASCII && $0.properties.numericType == .decimal
        }
        if isForeign { throw unsupported("a number in digits beyond ASCII") }
    }

    // MARK: Text

    private func text(
        _ filter: Filter, _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let name = filter.rawValue
        if case .safe = value, ![.string, .safe].contains(filter) {
            throw unsupported("the filter '\(name)' of a safe string")
        }
        switch filter {
        case .string:
            _ = try bind(arguments, to: [], of: name)
            if case .safe = value { return value }
            return .string(try text(of: value))
        case .safe:
            _ = try bind(arguments, to: [], of: name)
            return .safe(try text(of: value))
        case .trim:
            let given = try bind(arguments, to: ["chars"], of: name)
            let set = try given[0].flatMap { $0.isNone ? nil : $0 }
                .flatMap { value throws(ChatTemplateError) in try string(value, of: name) }
            let text = try text(of: value)
            try charge(text.count + (set?.count ?? 0))
            return .string(text.stripped(.both, of: set))
        case .replace:
            let given = try bind(arguments, to: ["old", "new", "count"], required: 2, of: name)
            let count = given[2].flatMap { $0.isNone ? nil : $0 }
            return .string(
                try replaced(
                    text(of: value), text(of: given[0] ?? .null), text(of: given[1] ?? .null),
                    limit: integer(count, of: name) ?? -1))
        case .indent: return try indented(value, arguments)
        default:
            _ = try bind(arguments, to: [], of: name)
            let text = try text(of: value)
            try charge(2 * text.count)
            switch filter {
            case .lower: return .string(text.lowercased)
            case .upper: return .string(text.uppercased)
            case .capitalize: return .string(text.capitalized)
            default: return .string(text.wordsCapitalized)
            }
        }
    }

    private func indented(
        _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let given = try bind(arguments, to: ["width", "first", "blank"], of: "indent")
        guard case .string(let text) = value else {
            if case .undefined(let undefined) = value { throw failed(undefined.reason) }
            throw failed("'indent' needs a string, not \(value.kind)")
        }
        var indentation: PythonString
        if let width = given[0]?.characters {
            indentation = width
        } else {
            let width = max(try integer(given[0], of: "indent") ?? 4, 0)
            try charge(width)
            indentation = PythonString(Array(repeating: " ", count: width))
        }
        try charge(elements: text.scalars.count(where: \.endsPythonLine))
        let isFirst = try isTrue(given[1] ?? .bool(false))
        let isBlank = try isTrue(given[2] ?? .bool(false))
        var result: [Unicode.Scalar] = []
        for (place, line) in (text + "\n").lines(keepingEnds: false).enumerated() {
            try charge(line.count + indentation.count + 1)
            if place > 0 { result.append("\n") }
            let isIndented = place == 0 ? isFirst : isBlank || !line.isEmpty
            if isIndented { result += indentation.scalars }
            result += line.scalars
        }
        return .string(PythonString(result))
    }
}
