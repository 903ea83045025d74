/// Reads tokens into a tree, by the grammar of jinja2.parser and the names that this room has.
///
/// What jinja2 would only notice when it comes to it in a rendering, such as an unknown filter
/// in a branch, is refused here.
struct TemplateParser {
    /// How deeply expressions and statements may be nested, together.
    static let nestingLimit = 50
    /// How deep an expression's tree may be, chains of operators and filters included.
    static let depthLimit = 120
    /// CPython's limit of blocks in one function, CO_MAXBLOCKS, which a loop of Jinja counts for.
    static let loopLimit = 20

    private let tokens: [TemplateToken]
    private var position = 0
    private var nesting = 0
    var names = NameTable()
    /// Scopes so far; the template's own is the first.
    var scopeCount = 1
    /// Loops around this place, up to the next macro.
    var openLoops = 0
    /// Blocks around this place in which a macro would outlive what it sees.
    var openScopes = 0

    init(tokens: [TemplateToken]) {
        self.tokens = tokens
    }

    // MARK: Tokens

    var current: TemplateToken.Kind { tokens[position].kind }

    var line: Int { tokens[position].line }

    var next: TemplateToken.Kind { tokens[min(position + 1, tokens.count - 1)].kind }

    mutating func advance() {
        if position < tokens.count - 1 { position += 1 }
    }

    mutating func skip(_ kind: TemplateToken.Kind) -> Bool {
        guard current == kind else { return false }
        advance()
        return true
    }

    mutating func skip(_ symbol: TemplateToken.Symbol) -> Bool { skip(.symbol(symbol)) }

    mutating func skip(word: String) -> Bool { skip(.name(word)) }

    mutating func expect(_ kind: TemplateToken.Kind) throws(ChatTemplateError) {
        guard skip(kind) else {
            throw malformed("\(current.description) stands where \(kind.description) must")
        }
    }

    mutating func expect(_ symbol: TemplateToken.Symbol) throws(ChatTemplateError) {
        try expect(.symbol(symbol))
    }

    mutating func expectName() throws(ChatTemplateError) -> String {
        guard case .name(let name) = current else {
            throw malformed("\(current.description) stands where a name must")
        }
        advance()
        return name
    }

    // MARK: Refusals

    func malformed(_ reason: String) -> ChatTemplateError {
        .malformed(line: line, reason: reason)
    }

    func unsupported(_ construct: String) -> ChatTemplateError {
        .unsupported(line: line, construct: construct)
    }

    /// Runs a rule that may contain itself.
    mutating func nested<Result>(
        _ rule: (inout TemplateParser) throws(ChatTemplateError) -> Result
    ) throws(ChatTemplateError) -> Result {
        guard nesting < Self.nestingLimit else { throw .tooDeep(line: line) }
        nesting += 1
        defer { nesting -= 1 }
        return try rule(&self)
    }

    func made(_ kind: Expression.Kind) throws(ChatTemplateError) -> Expression {
        let expression = Expression(kind)
        guard expression.depth <= Self.depthLimit else { throw .tooDeep(line: line) }
        return expression
    }

    mutating func index(of name: String) throws(ChatTemplateError) -> NameIndex {
        guard let index = names.index(of: name) else {
            throw .tooManyNames(limit: ChatTemplate.nameLimit)
        }
        return index
    }
}

/// The variables of a template in the order of their first mention.
struct NameTable {
    private(set) var names = ["loop"]
    private var places = ["loop": NameIndex.loop.value]

    /// The place of a name; nil where the template has too many.
    mutating func index(of name: String) -> NameIndex? {
        if let place = places[name] { return NameIndex(value: place) }
        guard names.count < ChatTemplate.nameLimit else { return nil }
        places[name] = names.count
        names.append(name)
        return NameIndex(value: names.count - 1)
    }
}

extension TemplateTree {
    /// Reads a template.
    init(source: String) throws(ChatTemplateError) {
        var lexer = TemplateLexer(source)
        var parser = TemplateParser(tokens: try lexer.run())
        let statements = try parser.template()
        self.init(statements: statements, names: parser.names.names, scopes: [])
        try checkNames()
        var analysis = ScopeAnalysis(nameCount: names.count, scopeCount: parser.scopeCount)
        analysis.run(statements)
        scopes = analysis.scopes
    }
}
