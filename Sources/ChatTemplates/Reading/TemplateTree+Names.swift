extension TemplateTree {
    /// Globals of Jinja that this room does not have, and the names that blocks would give.
    static let unsupportedGlobals: Set<String> = ["cycler", "joiner", "lipsum", "self", "super"]

    /// Refuses names that only a part of Jinja gives which is not here, and functions that
    /// neither the template nor this room defines.
    func checkNames() throws(ChatTemplateError) {
        var check = NameCheck(names: names)
        NameUses { [names] name, use in
            if use != .read { check.defined.insert(names[name.value]) }
        }.statements(statements)
        try check.statements(statements, inLoop: false)
    }
}

/// One pass over a template's names, with the lines on which they stand.
private struct NameCheck {
    let names: [String]
    /// What the template sets, takes as a parameter, or defines as a macro.
    var defined: Set<String> = []
    private var line = 1

    init(names: [String]) {
        self.names = names
    }

    mutating func statements(
        _ statements: [Statement], inLoop: Bool
    ) throws(ChatTemplateError) {
        for statement in statements {
            line = statement.line
            try check(statement.kind, inLoop: inLoop)
        }
    }

    private mutating func check(
        _ kind: Statement.Kind, inLoop: Bool
    ) throws(ChatTemplateError) {
        switch kind {
        case .data, .leave, .proceed: break
        case .output(let values): try check(values)
        case .conditional(let branches, let otherwise):
            for branch in branches {
                try check([branch.test])
                try statements(branch.body, inLoop: inLoop)
            }
            try statements(otherwise, inLoop: inLoop)
        case .loop(let loop):
            try check(loop.target, inLoop: true)
            try check([loop.iterated] + (loop.test.map { [$0.condition] } ?? []))
            try statements(loop.body.body, inLoop: true)
            try statements(loop.otherwise?.body ?? [], inLoop: true)
        case .assign(let target, let value):
            try check(target, inLoop: inLoop)
            try check([value])
        case .assignBlock(let target, let filters, let block):
            try check(target, inLoop: inLoop)
            try check(filters.flatMap(\.arguments.all))
            try statements(block.body, inLoop: inLoop)
        case .macro(_, let macro): try check(macro, inLoop: inLoop)
        case .call(let callee, let arguments, let macro):
            try checkCallee(callee)
            try check([callee] + arguments.all)
            try check(macro, inLoop: inLoop)
        case .generation(let block): try statements(block.body, inLoop: inLoop)
        case .filter(let filters, let block):
            try check(filters.flatMap(\.arguments.all))
            try statements(block.body, inLoop: inLoop)
        case .with(let assignments, let block):
            try check(assignments.map(\.value))
            try statements(block.body, inLoop: inLoop)
        }
    }

    private mutating func check(
        _ macro: Statement.Macro, inLoop: Bool
    ) throws(ChatTemplateError) {
        try check(macro.defaults)
        try statements(macro.block.body, inLoop: inLoop)
    }

    private func check(_ target: AssignmentTarget, inLoop: Bool) throws(ChatTemplateError) {
        switch target {
        case .name(let name):
            if inLoop, name == .loop {
                throw .malformed(line: line, reason: "'loop' cannot be set within a loop")
            }
        case .attribute: break
        case .tuple(let targets):
            for target in targets { try check(target, inLoop: inLoop) }
        }
    }

    private func check(_ expressions: [Expression]) throws(ChatTemplateError) {
        for expression in expressions {
            switch expression.kind {
            case .name(let name):
                let name = names[name.value]
                if TemplateTree.unsupportedGlobals.contains(name), !defined.contains(name) {
                    throw .unsupported(line: line, construct: "'\(name)'")
                }
            case .call(let callee, _): try checkCallee(callee)
            default: break
            }
            try check(expression.kind.children)
        }
    }

    private func checkCallee(_ callee: Expression) throws(ChatTemplateError) {
        guard case .name(let index) = callee.kind else { return }
        let name = names[index.value]
        guard index != .loop else {
            throw .unsupported(line: line, construct: "a recursive loop")
        }
        guard
            defined.contains(name) || name == "caller"
                || GlobalFunction(rawValue: name) != nil
        else {
            throw .unsupported(line: line, construct: "the function '\(name.shortened)'")
        }
    }
}
