extension Renderer {
    /// What `map`, `select` and their kin are told to do.
    func stage(
        _ filter: Filter, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateIterator.Stage {
        switch filter {
        case .map: return .map(try mapRule(arguments))
        case .select, .reject:
            return .select(
                try testRule(arguments, attribute: nil, filter), keeps: filter == .select)
        default:
            guard let attribute = arguments.positional.first else {
                throw failed("'\(filter.rawValue)' needs an attribute")
            }
            var rest = arguments
            rest.positional.removeFirst()
            return .select(
                try testRule(rest, attribute: attribute, filter), keeps: filter == .selectattr)
        }
    }

    private func mapRule(_ arguments: Arguments) throws(ChatTemplateError) -> ElementRule {
        guard arguments.positional.isEmpty else {
            guard case .string(let name)? = arguments.positional.first,
                let filter = Filter(rawValue: name.text)
            else { throw unsupported("a filter that 'map' names") }
            var rest = arguments
            rest.positional.removeFirst()
            return .filter(filter, rest)
        }
        let given = try bind(arguments, to: ["attribute", "default"], required: 1, of: "map")
        return .attribute(given[0] ?? .null, default: given[1] ?? .null)
    }

    private func testRule(
        _ arguments: Arguments, attribute: TemplateValue?, _ filter: Filter
    ) throws(ChatTemplateError) -> ElementRule {
        guard let first = arguments.positional.first else {
            guard arguments.keywords.isEmpty else {
                throw unsupported("a named argument of '\(filter.rawValue)' without a test")
            }
            return .test(nil, arguments, attribute: attribute)
        }
        guard case .string(let name) = first, let test = Test(rawValue: name.text) else {
            throw unsupported("a test that '\(filter.rawValue)' names")
        }
        var rest = arguments
        rest.positional.removeFirst()
        return .test(test, rest, attribute: attribute)
    }

    func apply(
        _ rule: ElementRule, to element: TemplateValue
    ) throws(ChatTemplateError) -> TemplateValue {
        switch rule {
        case .attribute(let attribute, let fallback):
            return try self.attribute(attribute, of: element, default: fallback)
        case .filter(let filter, let arguments):
            return try apply(filter, to: element, arguments)
        case .test(let test, let arguments, let attribute):
            let value = try attribute.map { attribute throws(ChatTemplateError) in
                try self.attribute(attribute, of: element, default: .null)
            }
            guard let test else { return value ?? element }
            return .bool(try holds(test, for: value ?? element, arguments))
        }
    }

    /// An attribute that a filter names: parts between dots, numbers as indices.
    func attribute(
        _ name: TemplateValue, of element: TemplateValue, default fallback: TemplateValue
    ) throws(ChatTemplateError) -> TemplateValue {
        var parts = [name]
        if name.isNone { return element }
        if let text = name.characters {
            try charge(text.count)
            let dots = text.places(of: ".", within: 0..<text.count)
            parts = try pieces(of: text, between: dots, 1).map { part throws(ChatTemplateError) in
                try attributePart(part)
            }
        }
        var value = element
        for part in parts {
            value = try item(part, of: value)
            if value.isUndefined, !fallback.isNone { value = fallback }
        }
        return value
    }

    private func attributePart(
        _ part: PythonString
    ) throws(ChatTemplateError) -> TemplateValue {
        let isNumber = !part.isEmpty && part.scalars.allSatisfy { ("0"..."9").contains($0) }
        guard isNumber else {
            guard part.scalars.allSatisfy({ $0.properties.numericType == nil || $0.isASCII }) else {
                throw unsupported("an attribute with digits beyond ASCII")
            }
            return .string(part)
        }
        guard let index = Int(part.text) else { throw beyondIntegers }
        return .integer(index)
    }
}
