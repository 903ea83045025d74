/// Which names live in a scope, and what they are when it is entered.
struct Scope: Sendable {
    /// What a name of the scope begins with.
    enum Load: Sendable {
        /// Set from outside: a parameter, a loop's variable.
        case given
        /// What the context has under the name.
        case resolved
        /// What the enclosing scopes have under the name at that moment.
        case copied
        /// Nothing, also where the context has the name.
        case missing
    }

    /// The slot of each name that lives here.
    fileprivate(set) var slots: [NameIndex: Int] = [:]
    fileprivate(set) var loads: [(name: NameIndex, load: Load)] = []
}

/// Decides for each scope of a template where its names live, as jinja2.idtracking does.
///
/// Jinja compiles to Python's local variables, and what a name means depends on the order in
/// which a scope mentions it: a loop that sets a name works on a copy for each round, and a name
/// that a template sets before it reads it never comes from the context.
struct ScopeAnalysis {
    private(set) var scopes: [Scope]
    private let nameCount: Int

    init(nameCount: Int, scopeCount: Int) {
        self.nameCount = nameCount
        scopes = Array(repeating: Scope(), count: scopeCount)
    }

    /// The names of one scope while it is read.
    private struct Table {
        /// For each name what it begins with; nil for names that do not live here.
        var loads: [Scope.Load?]
        var stores: [Bool]
        /// The names that live in the enclosing scopes.
        let enclosing: [Bool]

        mutating func load(_ name: NameIndex) {
            if loads[name.value] == nil, !enclosing[name.value] { loads[name.value] = .resolved }
        }

        mutating func store(_ name: NameIndex) {
            stores[name.value] = true
            guard loads[name.value] == nil else { return }
            loads[name.value] = enclosing[name.value] ? .copied : .missing
        }

        mutating func declare(_ name: NameIndex) {
            stores[name.value] = true
            loads[name.value] = .given
        }

        /// Takes over what branches found, each from a copy of this table: a name that any of
        /// them stores, and nothing did before, begins with what it is outside.
        mutating func merge(_ branches: [Table]) {
            let before = stores
            for branch in branches {
                for name in loads.indices {
                    if let load = branch.loads[name] { loads[name] = load }
                    if branch.stores[name] { stores[name] = true }
                }
            }
            for name in loads.indices where stores[name] && !before[name] {
                loads[name] = enclosing[name] ? .copied : .resolved
            }
        }
    }

    mutating func run(_ statements: [Statement]) {
        var table = table(enclosing: [Bool](repeating: false, count: nameCount))
        visit(statements, &table)
        finish(0, table)
        descend(statements, within: table)
    }

    private func table(enclosing: [Bool]) -> Table {
        Table(
            loads: Array(repeating: nil, count: nameCount),
            stores: Array(repeating: false, count: nameCount), enclosing: enclosing)
    }

    private func table(within table: Table) -> Table {
        self.table(
            enclosing: table.enclosing.indices.map { table.enclosing[$0] || table.loads[$0] != nil }
        )
    }

    private mutating func finish(_ scope: Int, _ table: Table) {
        for (name, load) in table.loads.enumerated() {
            guard let load else { continue }
            let name = NameIndex(value: name)
            scopes[scope].slots[name] = scopes[scope].loads.count
            scopes[scope].loads.append((name, load))
        }
    }

    // MARK: The names of one scope

    private func visit(_ statements: [Statement], _ table: inout Table) {
        for statement in statements { visit(statement.kind, &table) }
    }

    private func visit(_ kind: Statement.Kind, _ table: inout Table) {
        switch kind {
        case .data, .leave, .proceed, .generation: break
        case .output(let values): visit(values, &table)
        case .conditional(let branches, let otherwise):
            visit(branches[...], otherwise, &table)
        case .loop(let loop): visit([loop.iterated], &table)
        case .assign(let target, let value):
            visit([value], &table)
            visit(target, &table)
        case .assignBlock(let target, _, _): visit(target, &table)
        case .macro(let name, _): table.store(name)
        case .call(let callee, let arguments, _): visit([callee] + arguments.all, &table)
        case .filter(let filters, _): visit(filters.flatMap(\.arguments.all), &table)
        case .with(let assignments, _): visit(assignments.map(\.value), &table)
        }
    }

    private func visit(
        _ branches: ArraySlice<(test: Expression, body: [Statement])>, _ otherwise: [Statement],
        _ table: inout Table
    ) {
        guard let first = branches.first else { return }
        visit([first.test], &table)
        var body = table
        visit(first.body, &body)
        // Each `elif` is a conditional of its own, one after another, from the same start.
        var alternatives = table
        for branch in branches.dropFirst() {
            visit([branch][...], [], &alternatives)
        }
        var rest = table
        visit(otherwise, &rest)
        table.merge([body, alternatives, rest])
    }

    private func visit(_ expressions: [Expression], _ table: inout Table) {
        for expression in expressions {
            if case .name(let name) = expression.kind { table.load(name) }
            visit(expression.kind.children, &table)
        }
    }

    private func visit(
        _ target: AssignmentTarget, asParameter: Bool = false, _ table: inout Table
    ) {
        switch target {
        case .name(let name): asParameter ? table.declare(name) : table.store(name)
        case .attribute(let name, _): table.load(name)
        case .tuple(let targets):
            for target in targets { visit(target, asParameter: asParameter, &table) }
        }
    }

    // MARK: The scopes within

    private mutating func descend(_ statements: [Statement], within table: Table) {
        for statement in statements { descend(statement.kind, within: table) }
    }

    private mutating func descend(_ kind: Statement.Kind, within table: Table) {
        switch kind {
        case .data, .leave, .proceed, .output, .assign: break
        case .conditional(let branches, let otherwise):
            for branch in branches { descend(branch.body, within: table) }
            descend(otherwise, within: table)
        case .loop(let loop): descend(loop, within: table)
        case .macro(_, let macro), .call(_, _, let macro): descend(macro, within: table)
        case .assignBlock(_, _, let block), .generation(let block):
            enter(block, within: table) { _, _ in }
        case .filter(let filters, let block):
            enter(block, within: table) { _, _ in
            } last: { analysis, inner in
                analysis.visit(filters.flatMap(\.arguments.all), &inner)
            }
        case .with(let assignments, let block):
            enter(block, within: table) { analysis, inner in
                for assignment in assignments {
                    analysis.visit(assignment.target, asParameter: true, &inner)
                }
            }
        }
    }

    private mutating func enter(
        _ block: Statement.Block, within table: Table,
        first: (ScopeAnalysis, inout Table) -> Void,
        last: (ScopeAnalysis, inout Table) -> Void = { _, _ in }
    ) {
        var inner = self.table(within: table)
        first(self, &inner)
        visit(block.body, &inner)
        last(self, &inner)
        finish(block.scope, inner)
        descend(block.body, within: inner)
    }

    private mutating func descend(_ loop: Statement.Loop, within table: Table) {
        enter(loop.body, within: table) { analysis, inner in
            inner.declare(.loop)
            analysis.visit(loop.target, asParameter: true, &inner)
        }
        if let otherwise = loop.otherwise { enter(otherwise, within: table) { _, _ in } }
        guard let test = loop.test else { return }
        var inner = self.table(within: table)
        visit(loop.target, asParameter: true, &inner)
        visit([test.condition], &inner)
        finish(test.scope, inner)
    }

    private mutating func descend(_ macro: Statement.Macro, within table: Table) {
        let special = [macro.caller, macro.keywords, macro.rest].compactMap(\.self)
        enter(macro.block, within: table) { analysis, inner in
            for parameter in macro.parameters { inner.declare(parameter) }
            for name in special { inner.declare(name) }
            analysis.visit(macro.defaults, &inner)
        }
    }
}
