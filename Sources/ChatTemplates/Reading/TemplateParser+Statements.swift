extension TemplateParser {
    /// The whole template.
    mutating func template() throws(ChatTemplateError) -> [Statement] {
        let body = try body(until: [])
        guard current == .end else { throw malformed("\(current.description) cannot stand here") }
        return body
    }

    /// Statements up to a tag of one of these names, which is then current, or the end.
    mutating func body(until ends: Set<String>) throws(ChatTemplateError) -> [Statement] {
        var body: [Statement] = []
        while true {
            let line = line
            switch current {
            case .end:
                guard ends.isEmpty else {
                    throw malformed(
                        "the template ends before '\(ends.sorted().joined(separator: "' or '"))'")
                }
                return body
            case .data(let text):
                advance()
                body.append(Statement(kind: .data(text), line: line))
            case .variableBegin:
                advance()
                let value = try tuple()
                try expect(.variableEnd)
                body.append(Statement(kind: .output([value]), line: line))
            case .blockBegin:
                advance()
                if case .name(let name) = current, ends.contains(name) { return body }
                let kind = try nested { parser throws(ChatTemplateError) in
                    try parser.statement()
                }
                body.append(Statement(kind: kind, line: line))
                try expect(.blockEnd)
            default: throw malformed("\(current.description) cannot stand here")
            }
        }
    }

    /// The body of a statement whose head is read, and the name of the tag that ends it.
    private mutating func body(
        closedBy ends: Set<String>
    ) throws(ChatTemplateError) -> (body: [Statement], end: String) {
        // Jinja allows Python's colon.
        _ = skip(.colon)
        try expect(.blockEnd)
        let statements = try body(until: ends)
        return (statements, try expectName())
    }

    private mutating func block(_ end: String) throws(ChatTemplateError) -> Statement.Block {
        scopeCount += 1
        let scope = scopeCount - 1
        openScopes += 1
        defer { openScopes -= 1 }
        return Statement.Block(body: try body(closedBy: [end]).body, scope: scope)
    }

    private mutating func statement() throws(ChatTemplateError) -> Statement.Kind {
        let name = try expectName()
        switch name {
        case "if": return try conditional()
        case "for": return try loop()
        case "set": return try assignment()
        case "macro": return try macro()
        case "call": return try callBlock()
        case "filter":
            let filters = try filters(startsInline: true)
            return .filter(filters, try block("endfilter"))
        case "with": return try with()
        case "print": return try printing()
        case "generation":
            let block = try isolated { parser throws(ChatTemplateError) in
                try parser.block("endgeneration")
            }
            return .generation(block)
        case "break", "continue":
            guard openLoops > 0 else { throw malformed("'\(name)' stands outside of a loop") }
            return name == "break" ? .leave : .proceed
        case "block", "extends", "include", "import", "from", "autoescape":
            throw unsupported("the statement '\(name)'")
        default: throw malformed("there is no statement '\(name.shortened)'")
        }
    }

    private mutating func conditional() throws(ChatTemplateError) -> Statement.Kind {
        var branches: [(test: Expression, body: [Statement])] = []
        while true {
            let test = try tuple(allowsConditional: false)
            let (body, end) = try body(closedBy: ["elif", "else", "endif"])
            branches.append((test, body))
            if end == "endif" { return .conditional(branches, otherwise: []) }
            if end == "else" {
                return .conditional(branches, otherwise: try self.body(closedBy: ["endif"]).body)
            }
        }
    }

    private mutating func loop() throws(ChatTemplateError) -> Statement.Kind {
        let target = try target(of: tuple(isSimple: true))
        guard skip(word: "in") else { throw malformed("'in' is missing in a loop") }
        let iterated = try tuple(allowsConditional: false)
        let condition = skip(word: "if") ? try expression() : nil
        if current == .name("recursive") { throw unsupported("a recursive loop") }
        let first = scopeCount
        scopeCount += 3
        guard openLoops < Self.loopLimit else { throw .tooDeep(line: line) }
        openLoops += 1
        openScopes += 1
        let (body, end) = try body(closedBy: ["endfor", "else"])
        openLoops -= 1
        var otherwise: Statement.Block?
        if end == "else" {
            let body = try self.body(closedBy: ["endfor"]).body
            otherwise = Statement.Block(body: body, scope: first + 1)
        }
        openScopes -= 1
        return .loop(
            Statement.Loop(
                target: target, iterated: iterated, test: condition.map { ($0, first + 2) },
                body: Statement.Block(body: body, scope: first), otherwise: otherwise))
    }

    private mutating func assignment() throws(ChatTemplateError) -> Statement.Kind {
        let target = try namespaceTarget()
        if skip(.assign) { return .assign(target, try tuple()) }
        let filters = try filters(startsInline: false)
        return .assignBlock(target, filters, try block("endset"))
    }

    private mutating func with() throws(ChatTemplateError) -> Statement.Kind {
        var assignments: [(target: AssignmentTarget, value: Expression)] = []
        while current != .blockEnd {
            if !assignments.isEmpty { try expect(.comma) }
            let target = try target(of: tuple(isSimple: true))
            try refuseSpecial(target)
            try expect(.assign)
            assignments.append((target, try expression()))
        }
        return .with(assignments, try block("endwith"))
    }

    private mutating func printing() throws(ChatTemplateError) -> Statement.Kind {
        var values: [Expression] = []
        while current != .blockEnd {
            if !values.isEmpty { try expect(.comma) }
            values.append(try expression())
        }
        return .output(values)
    }

    // MARK: Macros

    /// Runs a rule for a body that becomes a function, which no `break` leaves.
    private mutating func isolated<Result>(
        _ rule: (inout TemplateParser) throws(ChatTemplateError) -> Result
    ) throws(ChatTemplateError) -> Result {
        let loops = openLoops
        openLoops = 0
        defer { openLoops = loops }
        return try rule(&self)
    }

    private mutating func macro() throws(ChatTemplateError) -> Statement.Kind {
        guard openScopes == 0 else { throw unsupported("a macro within a loop or a block") }
        let name = try index(of: targetName(expectName()))
        let parameters = try parameters()
        return .macro(name, try macroBody(parameters, end: "endmacro"))
    }

    private mutating func callBlock() throws(ChatTemplateError) -> Statement.Kind {
        let isSigned = current == .symbol(.leftParenthesis)
        let parameters = isSigned ? try parameters() : ([], [])
        guard case .call(let callee, let arguments) = try expression().kind else {
            throw malformed("'call' needs a call")
        }
        return .call(callee, arguments, try macroBody(parameters, end: "endcall"))
    }

    private mutating func macroBody(
        _ head: (names: [NameIndex], defaults: [Expression]), end: String
    ) throws(ChatTemplateError) -> Statement.Macro {
        let block = try isolated { parser throws(ChatTemplateError) in
            let scopes = parser.openScopes
            // `block` counts the macro itself as a scope, in which macros may stand.
            parser.openScopes = -1
            defer { parser.openScopes = scopes }
            return try parser.block(end)
        }
        var macro = Statement.Macro(
            parameters: head.names, defaults: head.defaults, block: block)
        let special = try ["caller", "kwargs", "varargs"].map { name throws(ChatTemplateError) in
            try index(of: name)
        }
        let used = NameUses.undeclared(special, in: block.body)
        macro.caller = used.contains(special[0]) ? special[0] : nil
        macro.keywords = used.contains(special[1]) ? special[1] : nil
        macro.rest = used.contains(special[2]) ? special[2] : nil
        return macro
    }

    private mutating func parameters() throws(ChatTemplateError) -> ([NameIndex], [Expression]) {
        try expect(.leftParenthesis)
        var parameters: [NameIndex] = []
        var defaults: [Expression] = []
        while current != .symbol(.rightParenthesis) {
            if !parameters.isEmpty { try expect(.comma) }
            let name = try index(of: targetName(expectName()))
            try refuseSpecial(.name(name))
            guard !parameters.contains(name) else { throw malformed("a parameter stands twice") }
            parameters.append(name)
            if skip(.assign) {
                defaults.append(try expression())
            } else if !defaults.isEmpty {
                throw malformed("a parameter without a default follows one with a default")
            }
        }
        try expect(.rightParenthesis)
        return (parameters, defaults)
    }
}
