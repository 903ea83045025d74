extension Renderer {
    /// `value.name` as jinja2.sandbox finds it: an attribute of Python's type before an entry.
    func attribute(
        _ name: AttributeName, of value: TemplateValue
    ) throws(ChatTemplateError) -> TemplateValue {
        if let found = try pythonAttribute(name, of: value) { return found }
        if case .dictionary(let dictionary) = value {
            try charge(name.key.count)
            if let found = dictionary[.string(name.key)] { return found }
        }
        return missing(name.text, in: value)
    }

    /// `value[key]`: an entry or element before an attribute.
    func item(
        _ key: TemplateValue, of value: TemplateValue
    ) throws(ChatTemplateError) -> TemplateValue {
        switch value {
        case .undefined(let undefined): throw failed(undefined.reason)
        case .dictionary(let dictionary):
            switch key {
            // Keys that Python does not hash find nothing.
            case .list, .dictionary: break
            default: if let found = dictionary[try hashKey(of: key)] { return found }
            }
        case .string(let text):
            if let place = place(key, count: text.count) {
                return .string(PythonString([text.scalars[place]]))
            }
        case .list(let elements), .tuple(let elements):
            if let place = place(key, count: elements.values.count) {
                return elements.values[place]
            }
        case .range(let range):
            if let place = place(key, count: range.count) { return .integer(range[place]) }
        case .safe: throw unsupported("a character of a safe string")
        default: break
        }
        guard let name = key.characters else { return missing("that element", in: value) }
        try charge(name.count)
        return try pythonAttribute(AttributeName(name.text), of: value)
            ?? missing(name.text, in: value)
    }

    /// The place that an index names, from the end where it is negative; nil where out of bounds.
    private func place(_ key: TemplateValue, count: Int) -> Int? {
        guard let index = key.index else { return nil }
        let place = index < 0 ? index + count : index
        return (0..<count).contains(place) ? place : nil
    }

    private func missing(_ name: String, in value: TemplateValue) -> TemplateValue {
        .undefined(Undefined(reason: "\(value.kind) has no '\(name.shortened)'"))
    }

    /// What Python's type, a namespace or a loop has under a name; nil where it has nothing.
    private func pythonAttribute(
        _ name: AttributeName, of value: TemplateValue
    ) throws(ChatTemplateError) -> TemplateValue? {
        let attributes: Set<String>
        let methods: Set<Method>
        switch value {
        case .undefined(let undefined): throw failed(undefined.reason)
        case .namespace(let place): return namespaces[place][name.key]
        case .loop(let place): return try loopAttribute(name, of: place)
        case .null: return nil
        case .bool, .integer, .float:
            (attributes, methods) = (PythonAttributes.number, [])
        case .string:
            (attributes, methods) = (PythonAttributes.string, PythonAttributes.stringMethods)
        case .list: (attributes, methods) = (PythonAttributes.list, PythonAttributes.listMethods)
        case .tuple: (attributes, methods) = (PythonAttributes.tuple, PythonAttributes.tupleMethods)
        case .range: (attributes, methods) = (PythonAttributes.range, [])
        case .dictionary:
            (attributes, methods) =
                (PythonAttributes.dictionary, PythonAttributes.dictionaryMethods)
        case .safe, .view, .iterator, .macro, .function, .method:
            throw unsupported("an attribute of \(value.kind)")
        }
        guard attributes.contains(name.text) else { return nil }
        if let method = name.method, methods.contains(method) { return .method(value, method) }
        switch value {
        case .list where PythonAttributes.mutating.contains(name.text),
            .dictionary where PythonAttributes.mutating.contains(name.text):
            return .undefined(Undefined(reason: "'\(name.text)' would change \(value.kind)"))
        default: throw unsupported("the attribute '\(name.text)' of \(value.kind)")
        }
    }

    private func loopAttribute(
        _ name: AttributeName, of place: Int
    ) throws(ChatTemplateError) -> TemplateValue? {
        let index0 = loops[place].index0
        switch name.text {
        case "index": return .integer(index0 + 1)
        case "index0": return .integer(index0)
        case "first": return .bool(index0 == 0)
        case "last": return .bool(try peek(loop: place) == nil)
        case "length": return .integer(try length(ofLoop: place))
        case "revindex": return .integer(try length(ofLoop: place) - index0)
        case "revindex0": return .integer(try length(ofLoop: place) - index0 - 1)
        case "depth": return .integer(1)
        case "depth0": return .integer(0)
        case "previtem":
            return index0 == 0 ? nil : loops[place].before
        case "nextitem": return try peek(loop: place)
        case "changed", "cycle": return name.method.map { .method(.loop(place), $0) }
        default: return nil
        }
    }

    // MARK: Attributes of namespaces

    func set(
        _ name: PythonString, of place: Int, to value: TemplateValue
    ) throws(ChatTemplateError) {
        guard name.scalars.first != "_" else {
            throw failed("a namespace's attribute begins with an underscore")
        }
        try checkElement(value)
        try charge(elements: 1)
        namespaces[place][name] = value
    }

    // MARK: Slices

    func slice(
        of value: TemplateValue, _ bounds: Expression.Bounds, in frame: Frame
    ) throws(ChatTemplateError) -> TemplateValue {
        let start = try bound(bounds.start, in: frame)
        let stop = try bound(bounds.stop, in: frame)
        let step = try bound(bounds.step, in: frame) ?? 1
        guard step != 0 else { throw failed("a slice has a step of zero") }
        switch value {
        case .undefined(let undefined): throw failed(undefined.reason)
        case .string(let text):
            let places = Self.places(start, stop, step, count: text.count)
            try charge(places.count)
            return .string(PythonString(places.map { text.scalars[$0] }))
        case .list(let elements):
            let places = Self.places(start, stop, step, count: elements.values.count)
            return try list(picked(places, of: elements))
        case .tuple(let elements):
            let places = Self.places(start, stop, step, count: elements.values.count)
            return try tuple(picked(places, of: elements))
        case .safe, .range: throw unsupported("a slice of \(value.kind)")
        default: throw failed("\(value.kind) cannot be sliced")
        }
    }

    private func picked(
        _ places: StrideTo<Int>, of elements: ElementList
    ) throws(ChatTemplateError) -> [TemplateValue] {
        try charge(elements: places.count)
        return places.map { elements.values[$0] }
    }

    private func bound(
        _ expression: Expression?, in frame: Frame
    ) throws(ChatTemplateError) -> Int? {
        guard let expression else { return nil }
        let value = try evaluate(expression, in: frame)
        if value.isNone { return nil }
        guard let index = value.index else {
            throw failed("a slice's bound is \(value.kind), not a whole number")
        }
        return index
    }

    /// The places that a slice takes, as CPython's PySlice_AdjustIndices finds them.
    static func places(
        _ start: Int?, _ stop: Int?, _ step: Int, count: Int
    ) -> StrideTo<Int> {
        func adjusted(_ bound: Int) -> Int {
            if bound < 0 {
                let place = bound + count
                return place < 0 ? (step < 0 ? -1 : 0) : place
            }
            return bound >= count ? (step < 0 ? count - 1 : count) : bound
        }
        let first = start.map(adjusted) ?? (step < 0 ? count - 1 : 0)
        let last = stop.map(adjusted) ?? (step < 0 ? -1 : count)
        // A longer step than the string takes no more than its first place.
        return stride(from: first, to: last, by: min(max(step, -count - 1), count + 1))
    }
}

extension StrideTo<Int> {
    fileprivate var count: Int { underestimatedCount }
}
