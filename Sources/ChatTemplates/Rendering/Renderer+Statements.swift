extension Renderer {
    /// How a body ended.
    enum Flow { case normal, leave, proceed }

    func execute(_ body: [Statement], in frame: Frame) throws(ChatTemplateError) -> Flow {
        try descend()
        defer { ascend() }
        for statement in body {
            line = statement.line
            try charge(1)
            let flow = try execute(statement.kind, in: frame)
            guard flow == .normal else { return flow }
        }
        return .normal
    }

    private func execute(
        _ kind: Statement.Kind, in frame: Frame
    ) throws(ChatTemplateError) -> Flow {
        switch kind {
        case .data(let text): try write(text)
        case .output(let values):
            for value in values { try write(text(of: evaluate(value, in: frame))) }
        case .conditional(let branches, let otherwise):
            for branch in branches where try isTrue(evaluate(branch.test, in: frame)) {
                return try execute(branch.body, in: frame)
            }
            return try execute(otherwise, in: frame)
        case .loop(let loop): return try execute(loop, in: frame)
        case .assign(let target, let value):
            try assign(evaluate(value, in: frame), to: target, in: frame)
        case .assignBlock(let target, let filters, let block):
            return try capture(block, filters, in: frame) { text throws(ChatTemplateError) in
                try assign(text, to: target, in: frame)
            }
        case .macro(let name, let macro):
            frame.set(name, to: try define(macro, named: tree.names[name.value], in: frame))
        case .call(let callee, let arguments, let macro):
            try callBlock(callee, arguments, macro, in: frame)
        case .generation(let block):
            let inner = try entered(block.scope, in: frame)
            return try execute(block.body, in: inner)
        case .filter(let filters, let block):
            return try capture(block, filters, in: frame) { value throws(ChatTemplateError) in
                try write(text(of: value))
            }
        case .with(let assignments, let block):
            let inner = try entered(block.scope, in: frame)
            for assignment in assignments {
                try assign(
                    evaluate(assignment.value, in: frame), to: assignment.target, in: inner)
            }
            return try execute(block.body, in: inner)
        case .leave: return .leave
        case .proceed: return .proceed
        }
        return .normal
    }

    func entered(_ scope: Int, in frame: Frame) throws(ChatTemplateError) -> Frame {
        let inner = Frame(scope: tree.scopes[scope], parent: frame)
        try enter(inner)
        return inner
    }

    /// Runs a block, filters what it wrote, and hands that over unless the block was left.
    private func capture(
        _ block: Statement.Block, _ filters: [FilterCall], in frame: Frame,
        _ use: (TemplateValue) throws(ChatTemplateError) -> Void
    ) throws(ChatTemplateError) -> Flow {
        let inner = try entered(block.scope, in: frame)
        let (text, flow) = try captured { () throws(ChatTemplateError) in
            try execute(block.body, in: inner)
        }
        guard flow == .normal else { return flow }
        var value = TemplateValue.string(text)
        for call in filters {
            value = try apply(call.filter, to: value, arguments(call.arguments, in: inner))
        }
        try use(value)
        return .normal
    }

    private func callBlock(
        _ callee: Expression, _ arguments: ArgumentExpressions, _ macro: Statement.Macro,
        in frame: Frame
    ) throws(ChatTemplateError) {
        let caller = try define(macro, named: "caller", in: frame)
        let function = try evaluate(callee, in: frame)
        var values = try self.arguments(arguments, in: frame)
        guard !values.keywords.contains(where: { $0.name == "caller" }) else {
            throw failed("a call block's call has a caller of its own")
        }
        values.keywords.append(("caller", caller))
        try write(text(of: call(function, values)))
    }

    // MARK: Assignments

    func assign(
        _ value: TemplateValue, to target: AssignmentTarget, in frame: Frame
    ) throws(ChatTemplateError) {
        switch target {
        case .name(let name): frame.set(name, to: value)
        case .attribute(let name, let attribute):
            guard case .namespace(let place) = lookUp(name, in: frame) else {
                throw failed("an attribute can only be set on a namespace")
            }
            try set(attribute, of: place, to: value)
        case .tuple(let targets):
            let values = try unpacked(value, count: targets.count)
            for (target, value) in zip(targets, values) { try assign(value, to: target, in: frame) }
        }
    }

    private func unpacked(
        _ value: TemplateValue, count: Int
    ) throws(ChatTemplateError) -> [TemplateValue] {
        var cursor = try cursor(over: value)
        var values: [TemplateValue] = []
        while let element = try next(&cursor) {
            guard values.count < count else {
                throw failed("there are more than \(count) values to unpack")
            }
            values.append(element)
        }
        guard values.count == count else {
            throw failed("there are \(values.count) values to unpack, not \(count)")
        }
        return values
    }

    // MARK: Loops

    private func execute(
        _ loop: Statement.Loop, in frame: Frame
    ) throws(ChatTemplateError) -> Flow {
        var iterated = try evaluate(loop.iterated, in: frame)
        if let test = loop.test {
            iterated = try iterator(
                over: iterated,
                .filtered(target: loop.target, condition: test.condition, scope: test.scope, frame))
        }
        let place = loops.count
        loops.append(LoopState(iterated: iterated, cursor: try cursor(over: iterated)))
        // No value holds a loop longer than its body runs.
        defer { loops.removeLast() }
        var isEmpty = true
        rounds: while try advance(loop: place) {
            let inner = Frame(scope: tree.scopes[loop.body.scope], parent: frame)
            try enter(inner)
            inner.set(.loop, to: .loop(place))
            try assign(loops[place].current ?? .null, to: loop.target, in: inner)
            switch try execute(loop.body.body, in: inner) {
            // A round that is cut short does not count for `else`, as in jinja2's code.
            case .normal: isEmpty = false
            case .leave: break rounds
            case .proceed: break
            }
        }
        guard isEmpty, let otherwise = loop.otherwise else { return .normal }
        let inner = try entered(otherwise.scope, in: frame)
        return try execute(otherwise.body, in: inner)
    }
}
