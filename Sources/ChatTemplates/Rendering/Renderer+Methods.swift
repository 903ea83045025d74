extension Renderer {
    func call(
        _ method: Method, of receiver: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        switch receiver {
        case .string(let text):
            // Each method walks over the text, most copy it.
            try charge(2 * text.count)
            return try call(method, of: text, arguments)
        case .list(let elements):
            if method == .copy {
                _ = try bind(arguments, to: [], of: "copy")
                return receiver
            }
            return try search(method, elements.values, arguments)
        case .tuple(let elements): return try search(method, elements.values, arguments)
        case .dictionary(let dictionary): return try call(method, of: dictionary, arguments)
        case .loop(let place): return try call(method, ofLoop: place, arguments)
        default: throw unsupported("the method '\(method.rawValue)' of \(receiver.kind)")
        }
    }

    private func call(
        _ method: Method, of dictionary: PythonDictionary, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        if method == .get {
            let given = try bind(arguments, to: ["", ""], required: 1, of: "get")
            return try dictionary[hashKey(of: given[0] ?? .null)] ?? given[1] ?? .null
        }
        _ = try bind(arguments, to: [], of: method.rawValue)
        if method == .copy { return .dictionary(dictionary) }
        guard let kind = DictionaryView.Kind(rawValue: method.rawValue) else {
            throw unsupported("the method '\(method.rawValue)' of a dict")
        }
        return .view(DictionaryView(kind: kind, dictionary: dictionary))
    }

    private func call(
        _ method: Method, ofLoop place: Int, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        guard arguments.keywords.isEmpty else {
            throw failed("'\(method.rawValue)' has no named arguments")
        }
        let values = arguments.positional
        if method == .cycle {
            guard !values.isEmpty else { throw failed("'cycle' has nothing to cycle through") }
            return values[max(loops[place].index0, 0) % values.count]
        }
        if let last = loops[place].lastChanged, last.count == values.count {
            var isSame = true
            for (old, new) in zip(last, values) where isSame { isSame = try areEqual(old, new) }
            if isSame { return .bool(false) }
        }
        try charge(elements: values.count)
        loops[place].lastChanged = values
        return .bool(true)
    }

    private func search(
        _ method: Method, _ values: [TemplateValue], _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        if method == .count {
            let given = try bind(arguments, to: [""], required: 1, of: "count")
            var count = 0
            for value in values where try areEqual(value, given[0] ?? .null) { count += 1 }
            return .integer(count)
        }
        let given = try bind(arguments, to: ["", "", ""], required: 1, of: "index")
        let range = try range(given[1], given[2], count: values.count, of: "index")
        for place in range where try areEqual(values[place], given[0] ?? .null) {
            return .integer(place)
        }
        throw failed("'index' found nothing")
    }

    /// The part of a value that `start` and `stop` name, as in a slice.
    func range(
        _ start: TemplateValue?, _ stop: TemplateValue?, count: Int, of function: String
    ) throws(ChatTemplateError) -> Range<Int> {
        func place(_ value: TemplateValue?, _ fallback: Int) throws(ChatTemplateError) -> Int {
            guard let value, !value.isNone else { return fallback }
            let bound = try integer(value, of: function) ?? fallback
            return bound < 0 ? max(bound + count, 0) : bound
        }
        let first = try place(start, 0)
        let last = try min(place(stop, count), count)
        // Behind the end nothing is found, not even an empty string.
        return first > last ? -1..<(-1) : first..<last
    }
}
