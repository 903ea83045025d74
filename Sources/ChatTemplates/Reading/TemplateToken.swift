/// A piece of a template: text between tags, an end of a tag, or a piece of an expression.
struct TemplateToken {
    enum Kind: Equatable {
        case data(PythonString)
        case variableBegin
        case variableEnd
        case blockBegin
        case blockEnd
        case name(String)
        case string(PythonString)
        case integer(Int)
        case float(Double)
        case symbol(Symbol)
        /// Behind the last one.
        case end
    }

    /// An operator or a bracket.
    enum Symbol: String, CaseIterable {
        case floorDivide = "//"
        case power = "**"
        case equal = "=="
        case notEqual = "!="
        case greaterOrEqual = ">="
        case lessOrEqual = "<="
        case add = "+"
        case subtract = "-"
        case divide = "/"
        case multiply = "*"
        case modulo = "%"
        case tilde = "~"
        case leftBracket = "["
        case rightBracket = "]"
        case leftParenthesis = "("
        case rightParenthesis = ")"
        case leftBrace = "{"
        case rightBrace = "}"
        case greater = ">"
        case less = "<"
        case assign = "="
        case dot = "."
        case colon = ":"
        case pipe = "|"
        case comma = ","
        case semicolon = ";"
    }

    let kind: Kind
    let line: Int
}

extension TemplateToken.Kind {
    /// The token in a sentence.
    var description: String {
        switch self {
        case .data: "text"
        case .variableBegin: "'{{'"
        case .variableEnd: "'}}'"
        case .blockBegin: "'{%'"
        case .blockEnd: "'%}'"
        case .name(let name): "'\(name.shortened)'"
        case .string: "a string"
        case .integer, .float: "a number"
        case .symbol(let symbol): "'\(symbol.rawValue)'"
        case .end: "the end of the template"
        }
    }
}

extension String {
    /// What a stranger wrote, cut to a length that fits a sentence.
    var shortened: String {
        unicodeScalars.count <= 60
            ? self : PythonString(Array(unicodeScalars.prefix(60))).text + "…"
    }
}
