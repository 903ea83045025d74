internal import Wire

/// A dict while it is made: a key that comes again keeps its place and takes the later value.
struct DictionaryBuilder {
    fileprivate(set) var entries: [PythonDictionary.Entry] = []
    fileprivate var places: [HashKey: Int] = [:]
}

extension Renderer {
    func list(_ values: [TemplateValue]) throws(ChatTemplateError) -> TemplateValue {
        .list(try elementList(values))
    }

    func tuple(_ values: [TemplateValue]) throws(ChatTemplateError) -> TemplateValue {
        .tuple(try elementList(values))
    }

    func strings(_ values: [PythonString]) throws(ChatTemplateError) -> TemplateValue {
        try list(values.map { .string($0) })
    }

    private func elementList(_ values: [TemplateValue]) throws(ChatTemplateError) -> ElementList {
        try charge(elements: values.count + 1)
        var depth = 0
        for value in values {
            try checkElement(value)
            depth = max(depth, value.depth)
        }
        try check(depth: depth + 1)
        return ElementList(values: values, depth: depth + 1)
    }

    /// Refuses what may live no longer than the scope that made it.
    func checkElement(_ value: TemplateValue) throws(ChatTemplateError) {
        switch value {
        case .loop, .macro, .method, .function:
            throw unsupported("\(value.kind) as an element or an attribute")
        default: break
        }
    }

    func check(depth: Int) throws(ChatTemplateError) {
        guard depth <= Self.valueDepthLimit else { throw .tooDeep(line: line) }
    }

    func add(
        _ value: TemplateValue, under key: TemplateValue, to builder: inout DictionaryBuilder
    ) throws(ChatTemplateError) {
        try charge(elements: 3)
        try checkElement(value)
        let hashKey = try hashKey(of: key)
        if let place = builder.places[hashKey] {
            builder.entries[place].value = value
        } else {
            builder.places[hashKey] = builder.entries.count
            builder.entries.append((key, value))
        }
    }

    func finished(_ builder: DictionaryBuilder) throws(ChatTemplateError) -> TemplateValue {
        var depth = 0
        for entry in builder.entries { depth = max(depth, entry.key.depth, entry.value.depth) }
        try check(depth: depth + 1)
        return .dictionary(
            PythonDictionary(entries: builder.entries, places: builder.places, depth: depth + 1))
    }

    /// The key of a value in a dict or a set.
    ///
    /// - Throws: ``ChatTemplateError`` for what Python does not hash, or hashes by its address.
    func hashKey(of value: TemplateValue) throws(ChatTemplateError) -> HashKey {
        switch value {
        case .null: return .null
        case .bool(let value): return .integer(value ? 1 : 0)
        case .integer(let value): return .integer(value)
        case .float(let value):
            if let whole = Int(exactly: value) { return .integer(whole) }
            guard !value.isNaN else { throw unsupported("NaN as a key") }
            return .float(value)
        case .string(let text), .safe(let text):
            try charge(text.count)
            return .string(text)
        case .tuple(let elements):
            try descend()
            defer { ascend() }
            var keys: [HashKey] = []
            for element in elements.values {
                try charge(elements: 1)
                keys.append(try hashKey(of: element))
            }
            return .tuple(keys)
        case .list, .dictionary: throw failed("\(value.kind) is no key")
        default: throw unsupported("\(value.kind) as a key")
        }
    }

    /// A value that a caller gave.
    func value(of json: JSONValue) throws(ChatTemplateError) -> TemplateValue {
        switch json {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .integer(let value): return .integer(Int(value))
        case .decimal(let value):
            // A whole number beyond 64 bits was read as a decimal; Python keeps it exact.
            guard value.magnitude < 0x1p63 else {
                throw unsupported("a number beyond 64 bits in the input")
            }
            return .float(value)
        case .string(let text): return .string(PythonString(text))
        case .array(let elements):
            try descend()
            defer { ascend() }
            var values: [TemplateValue] = []
            for element in elements { values.append(try value(of: element)) }
            return try list(values)
        case .object(let members):
            try descend()
            defer { ascend() }
            var builder = DictionaryBuilder()
            for (key, member) in members {
                try add(value(of: member), under: .string(PythonString(key)), to: &builder)
            }
            return try finished(builder)
        }
    }
}
