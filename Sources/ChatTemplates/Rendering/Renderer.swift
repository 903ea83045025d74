/// One rendering of a template: its variables, its output, and how much it may still do.
///
/// A template is a stranger's program. Every step and every scalar that is copied is paid for
/// from a bound that grows with the input; calls, loops and values are nested to a limit.
final class Renderer {
    /// Steps of work that every rendering may take.
    static let baseWork = 10_000_000
    /// Steps of work for each unit of input.
    static let workPerUnit = 64
    /// What one element of a list costs, in steps.
    static let elementWork = 8
    /// How deeply expressions, bodies and macro calls may be nested while they run.
    static let depthLimit = 250
    /// How deeply values may be nested.
    static let valueDepthLimit = 100

    let tree: TemplateTree
    /// What the template is given, and its globals, by the places of their names.
    let context: [TemplateValue?]
    /// What `strftime_now` tells; nil where the caller did not say.
    let now: CivilTime?

    var line = 1
    var output: [Unicode.Scalar] = []
    var namespaces: [[PythonString: TemplateValue]] = []
    var loops: [LoopState] = []
    var iterators: [TemplateIterator] = []
    var macros: [MacroValue] = []
    private var work: Int
    private var depth = 0

    init(
        tree: TemplateTree, context: [TemplateValue?], now: CivilTime?, inputUnits: Int
    ) {
        self.tree = tree
        self.context = context
        self.now = now
        let (extra, overflow) = inputUnits.multipliedReportingOverflow(by: Self.workPerUnit)
        work = Self.baseWork + (overflow ? 0 : min(extra, .max - Self.baseWork))
    }

    /// The whole text.
    func run() throws(ChatTemplateError) -> String {
        let frame = Frame(scope: tree.scopes[0], parent: nil)
        try enter(frame)
        _ = try execute(tree.statements, in: frame)
        return PythonString(output).text
    }

    // MARK: Bounds

    /// Pays for work before it is done.
    func charge(_ steps: Int) throws(ChatTemplateError) {
        guard steps <= work else { throw .tooMuchWork(line: line) }
        work -= steps
    }

    /// Pays for the elements of a list.
    func charge(elements count: Int) throws(ChatTemplateError) {
        let (steps, overflow) = count.multipliedReportingOverflow(by: Self.elementWork)
        try charge(overflow ? .max : steps)
    }

    /// Goes one level deeper; ``ascend()`` comes back.
    func descend() throws(ChatTemplateError) {
        guard depth < Self.depthLimit else { throw .tooDeep(line: line) }
        depth += 1
        do {
            try charge(1)
        } catch {
            depth -= 1
            throw error
        }
    }

    func ascend() { depth -= 1 }

    // MARK: Output

    func write(_ text: PythonString) throws(ChatTemplateError) {
        guard text.count <= ChatTemplate.outputLimit - output.count else {
            throw .outputTooLarge(limit: ChatTemplate.outputLimit)
        }
        try charge(text.count)
        output += text.scalars
    }

    /// What is written while a body runs, instead of writing it.
    func captured<Result>(
        _ body: () throws(ChatTemplateError) -> Result
    ) throws(ChatTemplateError) -> (text: PythonString, result: Result) {
        let outer = output
        output = []
        let result = try body()
        let text = PythonString(output)
        output = outer
        return (text, result)
    }

    // MARK: Refusals

    func failed(_ reason: String) -> ChatTemplateError { .failed(line: line, reason: reason) }

    func unsupported(_ construct: String) -> ChatTemplateError {
        .unsupported(line: line, construct: construct)
    }
}

/// The variables of a scope while it runs.
final class Frame {
    let scope: Scope
    let parent: Frame?
    /// By the scope's slots; nil for a name that has no value.
    var values: [TemplateValue?]

    init(scope: Scope, parent: Frame?) {
        self.scope = scope
        self.parent = parent
        values = Array(repeating: nil, count: scope.loads.count)
    }

    /// Sets a name that lives in this frame.
    func set(_ name: NameIndex, to value: TemplateValue) {
        if let slot = scope.slots[name] { values[slot] = value }
    }
}

extension Renderer {
    /// Gives the names of a frame what they begin with.
    func enter(_ frame: Frame) throws(ChatTemplateError) {
        try charge(elements: frame.values.count)
        for (slot, (name, load)) in frame.scope.loads.enumerated() {
            switch load {
            case .given, .missing: break
            case .resolved: frame.values[slot] = context[name.value]
            case .copied: frame.values[slot] = frame.parent.flatMap { value(of: name, in: $0) }
            }
        }
    }

    /// What the innermost scope in which a name lives has under it.
    private func value(of name: NameIndex, in frame: Frame) -> TemplateValue? {
        var frame: Frame? = frame
        while let current = frame {
            if let slot = current.scope.slots[name] { return current.values[slot] }
            frame = current.parent
        }
        return nil
    }

    func lookUp(_ name: NameIndex, in frame: Frame) -> TemplateValue {
        value(of: name, in: frame)
            ?? .undefined(Undefined(reason: "'\(tree.names[name.value].shortened)' is undefined"))
    }
}
