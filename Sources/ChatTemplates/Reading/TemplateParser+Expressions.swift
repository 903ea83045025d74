extension TemplateParser {
    /// An expression, with or without `… if … else …`.
    mutating func expression(
        allowsConditional: Bool = true
    ) throws(ChatTemplateError) -> Expression {
        try nested { parser throws(ChatTemplateError) in
            allowsConditional ? try parser.conditionalExpression() : try parser.or()
        }
    }

    /// Expressions between commas make a tuple; one without a comma is itself.
    ///
    /// A simple one has names and literals only, as before a loop's `in`.
    mutating func tuple(
        isSimple: Bool = false, allowsConditional: Bool = true, isInParentheses: Bool = false
    ) throws(ChatTemplateError) -> Expression {
        var elements: [Expression] = []
        var isTuple = false
        while true {
            if !elements.isEmpty { try expect(.comma) }
            if isTupleEnd { break }
            elements.append(
                isSimple
                    ? try primary() : try expression(allowsConditional: allowsConditional))
            guard current == .symbol(.comma) else { break }
            isTuple = true
        }
        if !isTuple, let only = elements.first { return only }
        guard isTuple || isInParentheses else {
            throw malformed("\(current.description) stands where an expression must")
        }
        return try made(.tuple(elements))
    }

    var isTupleEnd: Bool {
        switch current {
        case .variableEnd, .blockEnd, .symbol(.rightParenthesis): true
        default: false
        }
    }

    private mutating func conditionalExpression() throws(ChatTemplateError) -> Expression {
        var value = try or()
        while skip(word: "if") {
            let test = try or()
            var otherwise: Expression?
            if skip(word: "else") {
                otherwise = try nested { parser throws(ChatTemplateError) in
                    try parser.conditionalExpression()
                }
            }
            value = try made(.conditional(test: test, then: value, otherwise: otherwise))
        }
        return value
    }

    private mutating func or() throws(ChatTemplateError) -> Expression {
        var left = try and()
        while skip(word: "or") { left = try made(.or(left, and())) }
        return left
    }

    private mutating func and() throws(ChatTemplateError) -> Expression {
        var left = try not()
        while skip(word: "and") { left = try made(.and(left, not())) }
        return left
    }

    private mutating func not() throws(ChatTemplateError) -> Expression {
        guard skip(word: "not") else { return try comparison() }
        let operand = try nested { parser throws(ChatTemplateError) in try parser.not() }
        return try made(.unary(.not, operand))
    }

    private mutating func comparison() throws(ChatTemplateError) -> Expression {
        let first = try sum()
        var rest: [(relation: Relation, operand: Expression)] = []
        while let relation = relation() { rest.append((relation, try sum())) }
        return rest.isEmpty ? first : try made(.comparison(first, rest))
    }

    private mutating func relation() -> Relation? {
        if case .symbol(let symbol) = current,
            let relation = Relation(rawValue: symbol.rawValue)
        {
            advance()
            return relation
        }
        if skip(word: "in") { return .isIn }
        guard current == .name("not"), next == .name("in") else { return nil }
        advance()
        advance()
        return .isNotIn
    }

    private mutating func sum() throws(ChatTemplateError) -> Expression {
        var left = try concatenation()
        while let found = binary(.add, .subtract) {
            left = try made(.binary(found, left, concatenation()))
        }
        return left
    }

    private mutating func concatenation() throws(ChatTemplateError) -> Expression {
        let first = try product()
        guard current == .symbol(.tilde) else { return first }
        var parts = [first]
        while skip(.tilde) { parts.append(try product()) }
        return try made(.concatenation(parts))
    }

    private mutating func product() throws(ChatTemplateError) -> Expression {
        var left = try power()
        while let found = binary(.multiply, .divide, .divideFloor, .modulo) {
            left = try made(.binary(found, left, power()))
        }
        return left
    }

    private mutating func power() throws(ChatTemplateError) -> Expression {
        var left = try unary(withFilters: true)
        while let found = binary(.power) {
            left = try made(.binary(found, left, unary(withFilters: true)))
        }
        return left
    }

    private mutating func binary(_ operators: BinaryOperator...) -> BinaryOperator? {
        guard case .symbol(let symbol) = current,
            let found = BinaryOperator(rawValue: symbol.rawValue), operators.contains(found)
        else { return nil }
        advance()
        return found
    }

    /// A sign binds closer than filters, tests and powers: `-1|abs` is 1.
    private mutating func unary(withFilters: Bool) throws(ChatTemplateError) -> Expression {
        var operand: Expression
        if current == .symbol(.subtract) || current == .symbol(.add) {
            let sign: UnaryOperator = current == .symbol(.subtract) ? .minus : .plus
            advance()
            let inner = try nested { parser throws(ChatTemplateError) in
                try parser.unary(withFilters: false)
            }
            operand = try made(.unary(sign, inner))
        } else {
            operand = try primary()
        }
        operand = try postfix(of: operand)
        return withFilters ? try filtersAndTests(of: operand) : operand
    }

    // MARK: Primary expressions

    static func constant(_ name: String) -> Constant? {
        switch name {
        case "true", "True": .bool(true)
        case "false", "False": .bool(false)
        case "none", "None": Constant.null
        default: nil
        }
    }

    mutating func primary() throws(ChatTemplateError) -> Expression {
        switch current {
        case .name(let name):
            advance()
            if let constant = Self.constant(name) { return try made(.constant(constant)) }
            return try made(.name(index(of: name)))
        case .string(var text):
            advance()
            while case .string(let more) = current {
                text = text + more
                advance()
            }
            return try made(.constant(.string(text)))
        case .integer(let value):
            advance()
            return try made(.constant(.integer(value)))
        case .float(let value):
            advance()
            return try made(.constant(.float(value)))
        case .symbol(.leftParenthesis):
            advance()
            let value = try tuple(isInParentheses: true)
            try expect(.rightParenthesis)
            return value
        case .symbol(.leftBracket): return try list()
        case .symbol(.leftBrace): return try dictionary()
        default: throw malformed("\(current.description) stands where an expression must")
        }
    }

    private mutating func list() throws(ChatTemplateError) -> Expression {
        try expect(.leftBracket)
        var elements: [Expression] = []
        while current != .symbol(.rightBracket) {
            if !elements.isEmpty { try expect(.comma) }
            if current == .symbol(.rightBracket) { break }
            elements.append(try expression())
        }
        try expect(.rightBracket)
        return try made(.list(elements))
    }

    private mutating func dictionary() throws(ChatTemplateError) -> Expression {
        try expect(.leftBrace)
        var entries: [(key: Expression, value: Expression)] = []
        while current != .symbol(.rightBrace) {
            if !entries.isEmpty { try expect(.comma) }
            if current == .symbol(.rightBrace) { break }
            let key = try expression()
            try expect(.colon)
            entries.append((key, try expression()))
        }
        try expect(.rightBrace)
        return try made(.dictionary(entries))
    }
}
