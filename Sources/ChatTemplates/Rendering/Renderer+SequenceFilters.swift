extension Renderer {
    func sequence(
        _ filter: Filter, _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let name = filter.rawValue
        switch filter {
        case .join: return try joined(value, arguments)
        case .sum: return try sum(of: value, arguments)
        default: _ = try bind(arguments, to: [], of: name)
        }
        switch filter {
        case .count, .length: return .integer(try length(of: value, name))
        case .first:
            var cursor = try cursor(over: value)
            return try next(&cursor) ?? .undefined(Undefined(reason: "there is no first item"))
        case .last:
            if case .iterator = value { throw failed("an iterator has no last item") }
            let places = try iterator(over: value, .reversed)
            var cursor = try cursor(over: places)
            return try next(&cursor) ?? .undefined(Undefined(reason: "there is no last item"))
        case .list: return try list(elements(of: value))
        case .items: return try iterator(over: value, .items)
        default: return try reversed(value)
        }
    }

    /// `len(value)`.
    func length(of value: TemplateValue, _ function: String) throws(ChatTemplateError) -> Int {
        switch value {
        case .undefined: 0
        case .string(let text), .safe(let text): text.count
        case .list(let elements), .tuple(let elements): elements.values.count
        case .dictionary(let dictionary): dictionary.entries.count
        case .range(let range): range.count
        case .view(let view): view.dictionary.entries.count
        case .loop(let place): try length(ofLoop: place)
        default: throw failed("'\(function)' does not take \(value.kind)")
        }
    }

    private func reversed(_ value: TemplateValue) throws(ChatTemplateError) -> TemplateValue {
        switch value {
        case .string(let text):
            try charge(text.count)
            return .string(PythonString(text.scalars.reversed()))
        case .iterator: return try list(elements(of: value).reversed())
        default:
            _ = try cursor(over: value)
            return try iterator(over: value, .reversed)
        }
    }

    private func joined(
        _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let given = try bind(arguments, to: ["d", "attribute"], of: "join")
        let separator = try text(of: given[0] ?? .string(""))
        let attribute = given[1].flatMap { $0.isNone ? nil : $0 }
        var parts: [PythonString] = []
        for element in try elements(of: value) {
            guard let attribute else {
                parts.append(try text(of: element))
                continue
            }
            parts.append(
                try text(of: self.attribute(attribute, of: element, default: .null)))
        }
        return .string(try joined(parts, by: separator))
    }

    private func sum(
        of value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let given = try bind(arguments, to: ["attribute", "start"], of: "sum")
        var total = given[1] ?? .integer(0)
        if total.characters != nil { throw failed("'sum' does not add strings") }
        let attribute = given[0].flatMap { $0.isNone ? nil : $0 }
        for element in try elements(of: value) {
            let term = try attribute.map { attribute throws(ChatTemplateError) in
                try self.attribute(attribute, of: element, default: .null)
            }
            total = try apply(.add, total, term ?? element)
        }
        return total
    }

    // MARK: Order

    func ordered(
        _ filter: Filter, _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        switch filter {
        case .dictsort: return try sortedEntries(of: value, arguments)
        case .sort: return try sortedList(of: value, arguments)
        case .unique:
            let given = try bind(arguments, to: ["case_sensitive", "attribute"], of: "unique")
            return try iterator(
                over: value,
                .unique(
                    attribute: given[1] ?? .null,
                    isCaseSensitive: isTrue(given[0] ?? .bool(false))))
        default: return try extreme(filter, value, arguments)
        }
    }

    private func extreme(
        _ filter: Filter, _ value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let name = filter.rawValue
        let given = try bind(arguments, to: ["case_sensitive", "attribute"], of: name)
        let isCaseSensitive = try isTrue(given[0] ?? .bool(false))
        var best: (key: TemplateValue, value: TemplateValue)?
        for element in try elements(of: value) {
            let found = try attribute(given[1] ?? .null, of: element, default: .null)
            let key = try isCaseSensitive ? found : withoutCase(found)
            if let held = best {
                let isBetter =
                    try filter == .max
                    ? holds(.greater, key, held.key) : holds(.less, key, held.key)
                guard isBetter else { continue }
            }
            best = (key, element)
        }
        return best?.value ?? .undefined(Undefined(reason: "'\(name)' has nothing to choose from"))
    }

    private func sortedList(
        of value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let given = try bind(
            arguments, to: ["reverse", "case_sensitive", "attribute"], of: "sort")
        let isCaseSensitive = try isTrue(given[1] ?? .bool(false))
        // The attribute may be a list of them between commas.
        var attributes = [given[2] ?? .null]
        if let names = given[2]?.characters {
            try charge(names.count)
            let commas = names.places(of: ",", within: 0..<names.count)
            attributes = try pieces(of: names, between: commas, 1).map { .string($0) }
        }
        var items: [(key: TemplateValue, value: TemplateValue)] = []
        for element in try elements(of: value) {
            var keys: [TemplateValue] = []
            for name in attributes {
                let found = try attribute(name, of: element, default: .null)
                keys.append(try isCaseSensitive ? found : withoutCase(found))
            }
            items.append((try list(keys), element))
        }
        let isReversed = try isTrue(given[0] ?? .bool(false))
        return try list(sorted(items, isReversed: isReversed).map(\.value))
    }

    private func sortedEntries(
        of value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let given = try bind(arguments, to: ["case_sensitive", "by", "reverse"], of: "dictsort")
        let isCaseSensitive = try isTrue(given[0] ?? .bool(false))
        let by = given[1]?.characters ?? (given[1].map { _ in "" } ?? "key")
        guard by == "key" || by == "value" else { throw failed("'dictsort' sorts by key or value") }
        guard case .dictionary(let dictionary) = value else {
            if case .undefined(let undefined) = value { throw failed(undefined.reason) }
            throw failed("'dictsort' needs a dict, not \(value.kind)")
        }
        var items: [(key: TemplateValue, value: TemplateValue)] = []
        for entry in dictionary.entries {
            let part = by == "key" ? entry.key : entry.value
            let key = try isCaseSensitive ? part : withoutCase(part)
            items.append((key, try tuple([entry.key, entry.value])))
        }
        let isReversed = try isTrue(given[2] ?? .bool(false))
        return try list(sorted(items, isReversed: isReversed).map(\.value))
    }

    /// A reversed sort keeps equal values in their order, too.
    private func sorted(
        _ items: [(key: TemplateValue, value: TemplateValue)], isReversed: Bool
    ) throws(ChatTemplateError) -> [(key: TemplateValue, value: TemplateValue)] {
        isReversed ? try sorted(items.reversed()).reversed() : try sorted(items)
    }

    /// A string in lower case, any other value as it is.
    func withoutCase(_ value: TemplateValue) throws(ChatTemplateError) -> TemplateValue {
        guard let text = value.characters else { return value }
        try charge(text.count)
        return .string(text.lowercased)
    }
}
