/// A place in what is iterated; nothing is copied to walk over it.
struct Cursor {
    let value: TemplateValue
    var index = 0
}

/// An iterator, which gives each of its elements once and makes it when it is asked for.
struct TemplateIterator {
    enum Stage {
        /// The elements as they are, or from the last to the first.
        case plain
        case reversed
        case map(ElementRule)
        /// Those for which a rule does, or does not, hold.
        case select(ElementRule, keeps: Bool)
        case unique(attribute: TemplateValue, isCaseSensitive: Bool)
        /// The elements of a loop with a condition.
        case filtered(target: AssignmentTarget, condition: Expression, scope: Int, Frame)
        /// The entries of a dict, checked when the first is asked for.
        case items
    }

    let input: TemplateValue
    let stage: Stage
    var cursor: Cursor?
    var seen: Set<HashKey> = []
    var isRunning = false
    var isDone = false
}

/// What `map`, `select` and their kin do with an element.
enum ElementRule {
    case attribute(TemplateValue, default: TemplateValue)
    case filter(Filter, Arguments)
    /// A test, or truth, of the element or of one of its attributes.
    case test(Test?, Arguments, attribute: TemplateValue?)
}

extension Renderer {
    func iterator(
        over input: TemplateValue, _ stage: TemplateIterator.Stage
    ) throws(ChatTemplateError) -> TemplateValue {
        try charge(elements: 4)
        iterators.append(TemplateIterator(input: input, stage: stage))
        return .iterator(iterators.count - 1)
    }

    // MARK: Walking over values

    /// The start of a value's elements.
    ///
    /// - Throws: ``ChatTemplateError/failed(line:reason:)`` for what Python cannot iterate.
    func cursor(over value: TemplateValue) throws(ChatTemplateError) -> Cursor {
        switch value {
        case .undefined, .string, .list, .tuple, .dictionary, .range, .view, .iterator:
            return Cursor(value: value)
        case .safe, .loop: throw unsupported("iterating \(value.kind)")
        default: throw failed("\(value.kind) cannot be iterated")
        }
    }

    func next(_ cursor: inout Cursor) throws(ChatTemplateError) -> TemplateValue? {
        try charge(1)
        if case .iterator(let place) = cursor.value { return try next(of: place) }
        let index = cursor.index
        guard index < countWalked(cursor.value) else { return nil }
        cursor.index += 1
        return try element(of: cursor.value, at: index)
    }

    func countWalked(_ value: TemplateValue) -> Int {
        switch value {
        case .string(let text): text.count
        case .list(let elements), .tuple(let elements): elements.values.count
        case .dictionary(let dictionary): dictionary.entries.count
        case .range(let range): range.count
        case .view(let view): view.dictionary.entries.count
        default: 0
        }
    }

    /// The element that iterating gives at an index within bounds.
    private func element(
        of value: TemplateValue, at index: Int
    ) throws(ChatTemplateError) -> TemplateValue {
        switch value {
        case .string(let text): return .string(PythonString([text.scalars[index]]))
        case .list(let elements), .tuple(let elements): return elements.values[index]
        case .dictionary(let dictionary): return dictionary.entries[index].key
        case .range(let range): return .integer(range[index])
        case .view(let view):
            let entry = view.dictionary.entries[index]
            switch view.kind {
            case .keys: return entry.key
            case .values: return entry.value
            case .items: return try tuple([entry.key, entry.value])
            }
        default: return .null
        }
    }

    /// All elements, each paid for.
    func elements(of value: TemplateValue) throws(ChatTemplateError) -> [TemplateValue] {
        if case .list(let elements) = value {
            try charge(elements: elements.values.count)
            return elements.values
        }
        var cursor = try cursor(over: value)
        var elements: [TemplateValue] = []
        while let element = try next(&cursor) {
            try charge(elements: 1)
            elements.append(element)
        }
        return elements
    }

    // MARK: Iterators

    private func next(of place: Int) throws(ChatTemplateError) -> TemplateValue? {
        try descend()
        defer { ascend() }
        guard !iterators[place].isDone else { return nil }
        guard !iterators[place].isRunning else { throw failed("an iterator runs already") }
        iterators[place].isRunning = true
        defer { iterators[place].isRunning = false }
        guard let found = try produce(place) else {
            iterators[place].isDone = true
            return nil
        }
        return found
    }

    private func produce(_ place: Int) throws(ChatTemplateError) -> TemplateValue? {
        // The set of what was seen stays where it is: a second reference would copy it.
        let stage = iterators[place].stage
        if case nil = iterators[place].cursor { iterators[place].cursor = try start(place) }
        guard var cursor = iterators[place].cursor else { return nil }
        // The cursor is stored after each step, also for what the step itself asks.
        while true {
            let element: TemplateValue?
            if case .reversed = stage {
                let index = countWalked(cursor.value) - 1 - cursor.index
                cursor.index += 1
                element = index >= 0 ? try self.element(of: cursor.value, at: index) : nil
            } else {
                element = try next(&cursor)
            }
            iterators[place].cursor = cursor
            guard let element else { return nil }
            if let result = try result(of: element, at: place, stage) { return result }
        }
    }

    /// The first place; nil where the iterator gives nothing whatever its input is.
    private func start(_ place: Int) throws(ChatTemplateError) -> Cursor? {
        let input = iterators[place].input
        switch iterators[place].stage {
        case .map, .select:
            guard try isTrue(input) else { return nil }
        case .items:
            if input.isUndefined { return nil }
            guard case .dictionary(let dictionary) = input else {
                throw failed("only a dict has items")
            }
            let view = DictionaryView(kind: .items, dictionary: dictionary)
            return try cursor(over: .view(view))
        case .plain, .reversed, .unique, .filtered: break
        }
        return try cursor(over: input)
    }

    /// What the iterator makes of an element; nil where it leaves it out.
    private func result(
        of element: TemplateValue, at place: Int, _ stage: TemplateIterator.Stage
    ) throws(ChatTemplateError) -> TemplateValue? {
        switch stage {
        case .plain, .reversed, .items: return element
        case .map(let rule): return try apply(rule, to: element)
        case .select(let rule, let keeps):
            return try isTrue(apply(rule, to: element)) == keeps ? element : nil
        case .unique(let attribute, let isCaseSensitive):
            let found = try self.attribute(attribute, of: element, default: .null)
            let key = try hashKey(of: isCaseSensitive ? found : withoutCase(found))
            try charge(elements: 2)
            return iterators[place].seen.insert(key).inserted ? element : nil
        case .filtered(let target, let condition, let scope, let frame):
            let inner = try entered(scope, in: frame)
            try assign(element, to: target, in: inner)
            guard try isTrue(evaluate(condition, in: inner)) else { return nil }
            return try read(target, in: inner)
        }
    }

    /// What a target holds after it was assigned.
    private func read(
        _ target: AssignmentTarget, in frame: Frame
    ) throws(ChatTemplateError) -> TemplateValue {
        switch target {
        case .name(let name), .attribute(let name, _): return lookUp(name, in: frame)
        case .tuple(let targets):
            var values: [TemplateValue] = []
            for target in targets { values.append(try read(target, in: frame)) }
            return try tuple(values)
        }
    }
}
