/// Filters of Jinja that templates of this room may use, under each of their names.
enum Filter: String, Sendable {
    case abs, capitalize, count, d, `default`, dictsort, first, float, indent, int, items, join
    case last, length, list, lower, map, max, min, reject, rejectattr, replace, reverse, safe
    case select, selectattr, sort, string, sum, title, tojson, trim, unique, upper
}

/// Tests of Jinja that templates of this room may use, under each of their names.
enum Test: String, Sendable {
    case boolean, callable, defined, divisibleby, even, float, integer, iterable, mapping
    case number, odd, sameas, sequence, string, undefined
    case null = "none"
    case `true`, `false`, `in`
    case eq, ne, lt, le, gt, ge, equalto, lessthan, greaterthan
    case equals = "=="
    case differs = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// Methods of Python's values, and of loops, that templates of this room may call.
enum Method: String, Sendable {
    // Strings.
    case capitalize, endswith, find, join, lower, lstrip, partition, removeprefix, removesuffix
    case replace, rfind, rindex, rpartition, rsplit, rstrip, split, splitlines, startswith, strip
    case title, upper
    // Lists and tuples, and partly strings.
    case count, index
    // Dicts, and partly lists.
    case copy, get, items, keys, values
    // Loops.
    case changed, cycle
}

/// Functions that every template finds, as transformers' render_jinja_template lays them down.
enum GlobalFunction: String, CaseIterable, Sendable {
    case range, namespace
    case dictionary = "dict"
    case raiseException = "raise_exception"
    case strftimeNow = "strftime_now"
}

/// What Python's own types have under a name, beyond what begins with two underscores.
///
/// An attribute that is there hides a dict's key of that name, so even those that templates of
/// this room may not use have to be known.
enum PythonAttributes {
    /// Attributes through which a list or a dict changes: the sandbox shows them as undefined.
    static let mutating: Set<String> = [
        "append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault",
        "sort", "update",
    ]

    static let dictionary: Set<String> = [
        "clear", "copy", "fromkeys", "get", "items", "keys", "pop", "popitem", "setdefault",
        "update", "values",
    ]

    static let list: Set<String> = [
        "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove",
        "reverse", "sort",
    ]

    static let tuple: Set<String> = ["count", "index"]

    static let range: Set<String> = ["count", "index", "start", "step", "stop"]

    static let number: Set<String> = [
        "as_integer_ratio", "bit_count", "bit_length", "conjugate", "denominator", "from_bytes",
        "imag", "numerator", "real", "to_bytes", "fromhex", "hex", "is_integer",
    ]

    static let string: Set<String> = [
        "capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find",
        "format", "format_map", "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit",
        "isidentifier", "islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper",
        "join", "ljust", "lower", "lstrip", "maketrans", "partition", "removeprefix",
        "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip",
        "split", "splitlines", "startswith", "strip", "swapcase", "title", "translate", "upper",
        "zfill",
    ]

    static let stringMethods: Set<Method> = [
        .capitalize, .count, .endswith, .find, .index, .join, .lower, .lstrip, .partition,
        .removeprefix, .removesuffix, .replace, .rfind, .rindex, .rpartition, .rsplit, .rstrip,
        .split, .splitlines, .startswith, .strip, .title, .upper,
    ]

    static let listMethods: Set<Method> = [.copy, .count, .index]

    static let tupleMethods: Set<Method> = [.count, .index]

    static let dictionaryMethods: Set<Method> = [.copy, .get, .items, .keys, .values]
}
