extension Renderer {
    func holds(
        _ test: Test, for value: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> Bool {
        if let relation = test.relation {
            let given = try bind(arguments, to: [""], required: 1, of: test.rawValue)
            return try holds(relation, value, given[0] ?? .null)
        }
        switch test {
        case .divisibleby:
            let given = try bind(arguments, to: ["num"], required: 1, of: test.rawValue)
            let remainder = try apply(.modulo, value, given[0] ?? .null)
            return try areEqual(remainder, .integer(0))
        case .in:
            let given = try bind(arguments, to: ["seq"], required: 1, of: test.rawValue)
            return try holds(.isIn, value, given[0] ?? .null)
        case .sameas:
            let given = try bind(arguments, to: ["other"], required: 1, of: test.rawValue)
            return try isSame(value, given[0] ?? .null)
        default:
            _ = try bind(arguments, to: [], of: test.rawValue)
            return try holds(test, for: value)
        }
    }

    private func holds(_ test: Test, for value: TemplateValue) throws(ChatTemplateError) -> Bool {
        switch (test, value) {
        case (.even, _), (.odd, _):
            let remainder = try apply(.modulo, value, .integer(2))
            return try areEqual(remainder, .integer(test == .odd ? 1 : 0))
        case (.defined, _): return !value.isUndefined
        case (.undefined, _): return value.isUndefined
        case (.null, _): return value.isNone
        case (.boolean, .bool), (.float, .float), (.integer, .integer): return true
        case (.true, .bool(let value)): return value
        case (.false, .bool(let value)): return !value
        case (.number, _): return value.number != nil
        case (.string, _): return value.characters != nil
        case (.mapping, .dictionary): return true
        case (.sequence, .undefined), (.sequence, .string), (.sequence, .safe), (.sequence, .list),
            (.sequence, .tuple), (.sequence, .dictionary), (.sequence, .range):
            return true
        case (.iterable, .undefined), (.iterable, .string), (.iterable, .safe), (.iterable, .list),
            (.iterable, .tuple), (.iterable, .dictionary), (.iterable, .range), (.iterable, .view),
            (.iterable, .iterator), (.iterable, .loop):
            return true
        case (.callable, .undefined), (.callable, .macro), (.callable, .function),
            (.callable, .method), (.callable, .loop):
            return true
        default: return false
        }
    }

    /// `is`: decided where one value is one of Python's single ones.
    private func isSame(
        _ left: TemplateValue, _ right: TemplateValue
    ) throws(ChatTemplateError) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let left), .bool(let right)): return left == right
        case (.namespace(let left), .namespace(let right)): return left == right
        case (.null, _), (_, .null), (.bool, _), (_, .bool), (.namespace, _), (_, .namespace):
            return false
        default: throw unsupported("'sameas' of \(left.kind) and \(right.kind)")
        }
    }
}

extension Test {
    /// The operator that the test is.
    fileprivate var relation: Relation? {
        switch self {
        case .eq, .equalto, .equals: .equal
        case .ne, .differs: .notEqual
        case .lt, .lessthan, .less: .less
        case .le, .lessOrEqual: .lessOrEqual
        case .gt, .greaterthan, .greater: .greater
        case .ge, .greaterOrEqual: .greaterOrEqual
        default: nil
        }
    }
}
