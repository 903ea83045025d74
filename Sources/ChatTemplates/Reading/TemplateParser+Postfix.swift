extension TemplateParser {
    /// Attributes, subscripts and calls behind an expression.
    mutating func postfix(of operand: Expression) throws(ChatTemplateError) -> Expression {
        var value = operand
        while true {
            switch current {
            case .symbol(.dot): value = try attribute(of: value)
            case .symbol(.leftBracket): value = try item(of: value)
            case .symbol(.leftParenthesis): value = try call(of: value)
            default: return value
            }
        }
    }

    /// Filters, tests and calls behind an expression.
    mutating func filtersAndTests(of operand: Expression) throws(ChatTemplateError) -> Expression {
        var value = operand
        while true {
            switch current {
            case .symbol(.pipe):
                for filter in try filters(startsInline: false) {
                    value = try made(.filter(value, filter))
                }
            case .name("is"): value = try test(of: value)
            case .symbol(.leftParenthesis): value = try call(of: value)
            default: return value
            }
        }
    }

    private mutating func attribute(of value: Expression) throws(ChatTemplateError) -> Expression {
        advance()
        switch current {
        case .name(let name):
            // CPython's own; the sandbox hides them where they are there.
            guard !name.hasPrefix("__") else {
                throw unsupported("the attribute '\(name.shortened)'")
            }
            advance()
            return try made(.attribute(value, AttributeName(name)))
        case .integer(let index):
            advance()
            return try made(.item(value, made(.constant(.integer(index)))))
        default: throw malformed("\(current.description) stands behind a dot")
        }
    }

    // MARK: Subscripts

    private mutating func item(of value: Expression) throws(ChatTemplateError) -> Expression {
        advance()
        if let slice = try slice(of: value, start: nil) { return slice }
        var keys: [Expression] = []
        while current != .symbol(.rightBracket) {
            if !keys.isEmpty { try expect(.comma) }
            keys.append(try expression())
            if keys.count == 1, let slice = try slice(of: value, start: keys[0]) { return slice }
        }
        advance()
        return try made(.item(value, keys.count == 1 ? keys[0] : made(.tuple(keys))))
    }

    /// The rest of a slice from its first colon on; nil where none stands here.
    private mutating func slice(
        of value: Expression, start: Expression?
    ) throws(ChatTemplateError) -> Expression? {
        guard skip(.colon) else { return nil }
        var bounds = Expression.Bounds(start: start)
        bounds.stop = try bound()
        if skip(.colon) { bounds.step = try bound() }
        guard current != .symbol(.comma) else { throw unsupported("a slice of several dimensions") }
        try expect(.rightBracket)
        let slice = Expression.Kind.slice(value, bounds)
        guard !value.isConstant || value.isPlainlySliced(by: bounds) else {
            throw unsupported("a slice of a constant")
        }
        return try made(slice)
    }

    private mutating func bound() throws(ChatTemplateError) -> Expression? {
        switch current {
        case .symbol(.colon), .symbol(.rightBracket), .symbol(.comma): nil
        default: try expression()
        }
    }

    // MARK: Calls

    private mutating func call(of value: Expression) throws(ChatTemplateError) -> Expression {
        if case .attribute(_, let name) = value.kind, name.method == nil {
            throw unsupported("the method '\(name.text.shortened)'")
        }
        return try made(.call(value, arguments()))
    }

    private mutating func arguments() throws(ChatTemplateError) -> ArgumentExpressions {
        try expect(.leftParenthesis)
        var arguments = ArgumentExpressions()
        var keywords: Set<String> = []
        while current != .symbol(.rightParenthesis) {
            if !arguments.positional.isEmpty || !arguments.keywords.isEmpty {
                try expect(.comma)
                if current == .symbol(.rightParenthesis) { break }
            }
            switch (current, next) {
            case (.symbol(.multiply), _), (.symbol(.power), _):
                throw unsupported("'*' or '**' before an argument")
            case (.name(let name), .symbol(.assign)):
                guard keywords.insert(name).inserted else {
                    throw malformed("the argument '\(name.shortened)' stands twice")
                }
                advance()
                advance()
                arguments.keywords.append((name, try expression()))
            default:
                guard arguments.keywords.isEmpty else {
                    throw malformed("an argument without a name follows one with a name")
                }
                arguments.positional.append(try expression())
            }
        }
        try expect(.rightParenthesis)
        return arguments
    }

    // MARK: Filters and tests

    /// Filters one after another; the first stands behind a pipe or, inline, at once.
    mutating func filters(startsInline: Bool) throws(ChatTemplateError) -> [FilterCall] {
        var filters: [FilterCall] = []
        var isInline = startsInline
        while isInline || current == .symbol(.pipe) {
            if !isInline { advance() }
            isInline = false
            let name = try dottedName()
            guard let filter = Filter(rawValue: name) else {
                throw unsupported("the filter '\(name.shortened)'")
            }
            let hasArguments = current == .symbol(.leftParenthesis)
            let arguments = hasArguments ? try arguments() : ArgumentExpressions()
            if [.map, .select, .reject].contains(filter) {
                try checkName(in: arguments, at: 0, ofFilter: filter == .map)
            } else if [.selectattr, .rejectattr].contains(filter) {
                try checkName(in: arguments, at: 1, ofFilter: false)
            }
            filters.append(FilterCall(filter: filter, arguments: arguments))
        }
        return filters
    }

    /// A filter or test that another filter applies has to be known where its name is a constant.
    private func checkName(
        in arguments: ArgumentExpressions, at place: Int, ofFilter: Bool
    ) throws(ChatTemplateError) {
        guard place < arguments.positional.count,
            case .constant(.string(let name)) = arguments.positional[place].kind
        else { return }
        let isKnown =
            ofFilter ? Filter(rawValue: name.text) != nil : Test(rawValue: name.text) != nil
        guard isKnown else {
            throw unsupported("the \(ofFilter ? "filter" : "test") '\(name.text.shortened)'")
        }
    }

    private mutating func dottedName() throws(ChatTemplateError) -> String {
        var name = try expectName()
        while skip(.dot) { name += "." + (try expectName()) }
        return name
    }

    private mutating func test(of value: Expression) throws(ChatTemplateError) -> Expression {
        advance()
        let isNegated = skip(word: "not")
        let name = try dottedName()
        guard let test = Test(rawValue: name) else {
            throw unsupported("the test '\(name.shortened)'")
        }
        var arguments = ArgumentExpressions()
        if current == .symbol(.leftParenthesis) {
            arguments = try self.arguments()
        } else if startsArgument {
            guard current != .name("is") else { throw malformed("tests cannot be chained") }
            arguments.positional = [try postfix(of: primary())]
        }
        let tested = try made(.test(value, test, arguments))
        return isNegated ? try made(.unary(.not, tested)) : tested
    }

    /// Whether a test's one argument stands here without parentheses.
    private var startsArgument: Bool {
        switch current {
        case .name(let name): !["else", "or", "and"].contains(name)
        case .string, .integer, .float, .symbol(.leftBracket), .symbol(.leftBrace): true
        default: false
        }
    }
}

extension Expression {
    /// Whether jinja2 may compute the expression while it compiles; there, and not in a rendering,
    /// a slice that Python refuses is undefined instead of an error.
    fileprivate var isConstant: Bool {
        switch kind {
        case .name, .call: false
        default: kind.children.allSatisfy(\.isConstant)
        }
    }

    /// Whether a constant and the bounds of its slice are such that Python never refuses it.
    fileprivate func isPlainlySliced(by bounds: Bounds) -> Bool {
        switch kind {
        case .constant(.string), .list, .tuple: break
        case .slice: break
        default: return false
        }
        return [bounds.start, bounds.stop, bounds.step].allSatisfy { bound in
            switch bound?.kind {
            case nil, .constant(.integer), .constant(.null), .constant(.bool), .name: true
            case .unary(.minus, let operand):
                if case .constant(.integer) = operand.kind { true } else { false }
            default: false
            }
        }
    }
}
