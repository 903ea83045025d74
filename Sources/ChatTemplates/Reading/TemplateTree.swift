/// A template that has been read: what to do, which names it uses, and where each of them lives.
struct TemplateTree: Sendable {
    var statements: [Statement]
    /// The spelling of each ``NameIndex``.
    var names: [String]
    /// The scopes, the template's own first; statements refer to them by place.
    var scopes: [Scope]
}

/// A variable's place in ``TemplateTree/names``.
struct NameIndex: Hashable, Sendable {
    /// The name `loop`, which stands first.
    static let loop = NameIndex(value: 0)

    var value: Int
}

/// An expression and how deeply expressions are nested in it, itself counted.
struct Expression: Sendable {
    let kind: Kind
    let depth: Int

    init(_ kind: Kind) {
        self.kind = kind
        depth = 1 + (kind.children.map(\.depth).max() ?? 0)
    }

    indirect enum Kind: Sendable {
        case name(NameIndex)
        case constant(Constant)
        case list([Expression])
        case tuple([Expression])
        case dictionary([(key: Expression, value: Expression)])
        case unary(UnaryOperator, Expression)
        case binary(BinaryOperator, Expression, Expression)
        case and(Expression, Expression)
        case or(Expression, Expression)
        /// `~`: the texts of all one after another.
        case concatenation([Expression])
        case comparison(Expression, [(relation: Relation, operand: Expression)])
        case conditional(test: Expression, then: Expression, otherwise: Expression?)
        case attribute(Expression, AttributeName)
        case item(Expression, Expression)
        case slice(Expression, Bounds)
        case call(Expression, ArgumentExpressions)
        case filter(Expression, FilterCall)
        case test(Expression, Test, ArgumentExpressions)
    }

    /// `[start:stop:step]`.
    struct Bounds: Sendable {
        var start: Expression?
        var stop: Expression?
        var step: Expression?
    }
}

/// What stands in a template as a value.
enum Constant: Sendable {
    case null
    case bool(Bool)
    case integer(Int)
    case float(Double)
    case string(PythonString)
}

enum UnaryOperator: String, Sendable {
    case not
    case minus = "-"
    case plus = "+"
}

enum BinaryOperator: String, Sendable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case divideFloor = "//"
    case modulo = "%"
    case power = "**"
}

enum Relation: String, Sendable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case isIn = "in"
    case isNotIn = "not in"
}

/// A name after a dot.
struct AttributeName: Sendable {
    let text: String
    let key: PythonString
    let method: Method?

    init(_ text: String) {
        self.text = text
        key = PythonString(text)
        method = Method(rawValue: text)
    }
}

/// What stands in the parentheses of a call.
struct ArgumentExpressions: Sendable {
    var positional: [Expression] = []
    var keywords: [(name: String, value: Expression)] = []

    var all: [Expression] { positional + keywords.map(\.value) }
}

/// A filter with its arguments.
struct FilterCall: Sendable {
    var filter: Filter
    var arguments: ArgumentExpressions
}

/// Where `set`, `for` and `with` write.
indirect enum AssignmentTarget: Sendable {
    case name(NameIndex)
    /// `namespace.attribute`.
    case attribute(NameIndex, PythonString)
    case tuple([AssignmentTarget])
}

/// A statement and the line on which it begins.
struct Statement: Sendable {
    let kind: Kind
    let line: Int

    indirect enum Kind: Sendable {
        case data(PythonString)
        case output([Expression])
        case conditional([(test: Expression, body: [Statement])], otherwise: [Statement])
        case loop(Loop)
        case assign(AssignmentTarget, Expression)
        case assignBlock(AssignmentTarget, [FilterCall], Block)
        case macro(NameIndex, Macro)
        case call(Expression, ArgumentExpressions, Macro)
        /// `generation`: its body, in a scope of its own.
        case generation(Block)
        case filter([FilterCall], Block)
        case with([(target: AssignmentTarget, value: Expression)], Block)
        case leave
        case proceed
    }

    /// Statements in a scope of their own.
    struct Block: Sendable {
        var body: [Statement]
        var scope: Int
    }

    /// `{% for target in iterated if test %}`.
    struct Loop: Sendable {
        var target: AssignmentTarget
        var iterated: Expression
        /// The condition and its scope.
        var test: (condition: Expression, scope: Int)?
        var body: Block
        var otherwise: Block?
    }

    /// A macro, or the body of `{% call %}`.
    struct Macro: Sendable {
        var parameters: [NameIndex]
        /// Of the last parameters.
        var defaults: [Expression]
        var block: Block
        /// The names that Jinja sets where the body reads them: `caller`, `kwargs`, `varargs`.
        var caller: NameIndex?
        var keywords: NameIndex?
        var rest: NameIndex?
    }
}

extension Expression.Kind {
    /// The expressions within, in the order in which jinja2 visits them.
    var children: [Expression] {
        switch self {
        case .name, .constant: []
        case .list(let elements), .tuple(let elements), .concatenation(let elements): elements
        case .dictionary(let entries): entries.flatMap { [$0.key, $0.value] }
        case .unary(_, let operand), .attribute(let operand, _): [operand]
        case .binary(_, let left, let right), .and(let left, let right), .or(let left, let right),
            .item(let left, let right):
            [left, right]
        case .comparison(let first, let rest): [first] + rest.map(\.operand)
        case .conditional(let test, let then, let otherwise):
            [test, then] + (otherwise.map { [$0] } ?? [])
        case .slice(let operand, let bounds):
            [operand] + [bounds.start, bounds.stop, bounds.step].compactMap(\.self)
        case .call(let callee, let arguments): [callee] + arguments.all
        case .filter(let operand, let call): [operand] + call.arguments.all
        case .test(let operand, _, let arguments): [operand] + arguments.all
        }
    }
}
