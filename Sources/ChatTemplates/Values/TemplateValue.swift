/// What an expression of a template gives: Python's values as far as templates meet them.
///
/// What has an identity (namespaces, loops, macros, iterators) stands in tables of the
/// ``Renderer`` and here by its place in them: so no value holds itself, and freeing one takes
/// no deeper stack than ``Renderer/valueDepthLimit``.
enum TemplateValue {
    case undefined(Undefined)
    case null
    case bool(Bool)
    case integer(Int)
    case float(Double)
    case string(PythonString)
    /// What the filter `safe` gives: text to be printed, which Python then joins in other ways.
    case safe(PythonString)
    case list(ElementList)
    case tuple(ElementList)
    case dictionary(PythonDictionary)
    case range(IntegerRange)
    case view(DictionaryView)
    case iterator(Int)
    case namespace(Int)
    case loop(Int)
    case macro(Int)
    case function(GlobalFunction)
    indirect case method(TemplateValue, Method)
}

/// A variable, attribute or element that is not there: prints nothing, is false, and fails
/// wherever anything else is asked of it.
struct Undefined {
    /// A clause that says what is not there.
    var reason: String
}

/// The elements of a list or a tuple, and how deeply values are nested in them.
struct ElementList {
    let values: [TemplateValue]
    let depth: Int
}

/// A dict in the order of its keys' first writing; templates cannot change one.
final class PythonDictionary {
    typealias Entry = (key: TemplateValue, value: TemplateValue)

    let entries: [Entry]
    let depth: Int
    private let places: [HashKey: Int]

    /// Takes entries whose keys' places are known.
    init(entries: [Entry], places: [HashKey: Int], depth: Int) {
        self.entries = entries
        self.places = places
        self.depth = depth
    }

    subscript(key: HashKey) -> TemplateValue? { places[key].map { entries[$0].value } }

    func place(of key: HashKey) -> Int? { places[key] }
}

/// `keys()`, `values()` or `items()` of a dict.
struct DictionaryView {
    enum Kind: String { case keys, values, items }

    let kind: Kind
    let dictionary: PythonDictionary
}

/// What `range` gives.
final class IntegerRange {
    /// The sandbox's bound, MAX_RANGE of jinja2.sandbox.
    static let limit = 100_000

    let start: Int
    let stop: Int
    let step: Int
    let count: Int

    /// A step other than 0; nil where the range has more than ``limit`` elements.
    init?(start: Int, stop: Int, step: Int) {
        let (low, high) = step > 0 ? (start, stop) : (stop, start)
        // The distance of two numbers of 64 bits has 64 bits without a sign.
        let last = low < high ? (UInt(bitPattern: high &- low) - 1) / step.magnitude : 0
        guard last < Self.limit else { return nil }
        (self.start, self.stop, self.step) = (start, stop, step)
        count = low < high ? Int(last) + 1 : 0
    }

    subscript(index: Int) -> Int { start + index * step }
}

/// A value by which a dict finds an entry: numbers that are equal are one key.
enum HashKey: Hashable {
    case null
    case string(PythonString)
    case integer(Int)
    case float(Double)
    case tuple([HashKey])
}

extension TemplateValue {
    /// How deeply values are nested in this one.
    var depth: Int {
        switch self {
        case .list(let elements), .tuple(let elements): elements.depth
        case .dictionary(let dictionary): dictionary.depth
        case .view(let view): view.dictionary.depth
        default: 0
        }
    }

    /// The text of a string, also of a safe one.
    var characters: PythonString? {
        switch self {
        case .string(let text), .safe(let text): text
        default: nil
        }
    }

    /// A whole number, or a bool as one.
    var index: Int? {
        switch self {
        case .integer(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    var isUndefined: Bool {
        guard case .undefined = self else { return false }
        return true
    }

    /// The kind of value, for sentences.
    var kind: String {
        switch self {
        case .undefined: "an undefined value"
        case .null: "None"
        case .bool: "a bool"
        case .integer: "an int"
        case .float: "a float"
        case .string: "a str"
        case .safe: "a safe string"
        case .list: "a list"
        case .tuple: "a tuple"
        case .dictionary: "a dict"
        case .range: "a range"
        case .view: "a view of a dict"
        case .iterator: "an iterator"
        case .namespace: "a namespace"
        case .loop: "a loop"
        case .macro: "a macro"
        case .function: "a function"
        case .method: "a method"
        }
    }
}
