/// Visits the variables of statements in the order in which jinja2 visits them.
struct NameUses {
    enum Use {
        case read, written, parameter
        /// Set by a macro's definition, which jinja2's visitors do not see.
        case macro
    }

    let visit: (NameIndex, Use) -> Void

    /// Which of some names are read in statements without having been written before.
    static func undeclared(
        _ names: [NameIndex], in statements: [Statement]
    ) -> Set<NameIndex> {
        var open = Set(names)
        var found: Set<NameIndex> = []
        NameUses { name, use in
            if use == .read, open.contains(name) {
                found.insert(name)
            } else if use != .macro {
                open.remove(name)
            }
        }.statements(statements)
        return found
    }

    func statements(_ statements: [Statement]) {
        for statement in statements { self.statement(statement.kind) }
    }

    func expression(_ expression: Expression) {
        if case .name(let name) = expression.kind { visit(name, .read) }
        for child in expression.kind.children { self.expression(child) }
    }

    func target(_ target: AssignmentTarget, _ use: Use = .written) {
        switch target {
        case .name(let name): visit(name, use)
        // jinja2's visitors take a namespace for no name.
        case .attribute: break
        case .tuple(let targets): for target in targets { self.target(target, use) }
        }
    }

    private func expressions(_ expressions: [Expression]) {
        for expression in expressions { self.expression(expression) }
    }

    private func statement(_ kind: Statement.Kind) {
        switch kind {
        case .data, .leave, .proceed: break
        case .output(let values): expressions(values)
        case .conditional(let branches, let otherwise):
            for branch in branches {
                expression(branch.test)
                statements(branch.body)
            }
            statements(otherwise)
        case .loop(let loop):
            target(loop.target)
            expression(loop.iterated)
            statements(loop.body.body)
            statements(loop.otherwise?.body ?? [])
            if let test = loop.test { expression(test.condition) }
        case .assign(let target, let value):
            self.target(target)
            expression(value)
        case .assignBlock(let target, let filters, let block):
            self.target(target)
            expressions(filters.flatMap(\.arguments.all))
            statements(block.body)
        case .macro(let name, let macro):
            visit(name, .macro)
            self.macro(macro)
        case .call(let callee, let arguments, let macro):
            expressions([callee] + arguments.all)
            self.macro(macro)
        case .generation(let block): statements(block.body)
        case .filter(let filters, let block):
            statements(block.body)
            expressions(filters.flatMap(\.arguments.all))
        case .with(let assignments, let block):
            for assignment in assignments { target(assignment.target, .parameter) }
            for assignment in assignments { expression(assignment.value) }
            statements(block.body)
        }
    }

    private func macro(_ macro: Statement.Macro) {
        for parameter in macro.parameters { visit(parameter, .parameter) }
        expressions(macro.defaults)
        statements(macro.block.body)
    }
}
