/// The values in the parentheses of a call.
struct Arguments {
    var positional: [TemplateValue] = []
    var keywords: [(name: String, value: TemplateValue)] = []
}

extension Renderer {
    /// Puts arguments in the places of a function's parameters, as Python does.
    ///
    /// - Parameters:
    ///   - arguments: What the call gives.
    ///   - parameters: The names; an empty one can only be given by its place.
    ///   - required: How many have no default.
    ///   - function: The function's name, for sentences.
    /// - Returns: A value for each parameter, nil for those that were not given.
    /// - Throws: ``ChatTemplateError/failed(line:reason:)`` where Python raises a TypeError.
    func bind(
        _ arguments: Arguments, to parameters: [String], required: Int = 0, of function: String
    ) throws(ChatTemplateError) -> [TemplateValue?] {
        guard arguments.positional.count <= parameters.count else {
            throw failed("'\(function)' has too many arguments")
        }
        var values: [TemplateValue?] = arguments.positional
        values += Array(repeating: nil, count: parameters.count - values.count)
        for (name, value) in arguments.keywords {
            guard let place = parameters.firstIndex(of: name), !name.isEmpty else {
                throw failed("'\(function)' has no argument '\(name.shortened)'")
            }
            guard case nil = values[place] else {
                throw failed("'\(function)' is given '\(name.shortened)' twice")
            }
            values[place] = value
        }
        guard values.prefix(required).allSatisfy(\.isGiven) else {
            throw failed("'\(function)' has too few arguments")
        }
        return values
    }

    /// A string that a function needs; nil where it was not given.
    func string(
        _ value: TemplateValue?, of function: String
    ) throws(ChatTemplateError) -> PythonString? {
        guard let value else { return nil }
        guard let text = value.characters else {
            if case .undefined(let undefined) = value { throw failed(undefined.reason) }
            throw failed("'\(function)' needs a string, not \(value.kind)")
        }
        return text
    }

    /// A whole number that a function needs; nil where it was not given.
    func integer(
        _ value: TemplateValue?, of function: String
    ) throws(ChatTemplateError) -> Int? {
        guard let value else { return nil }
        guard let number = value.index else {
            if case .undefined(let undefined) = value { throw failed(undefined.reason) }
            throw failed("'\(function)' needs a whole number, not \(value.kind)")
        }
        return number
    }
}

extension TemplateValue? {
    /// Whether there is a value at all, which may be Python's None.
    var isGiven: Bool {
        guard case nil = self else { return true }
        return false
    }
}
