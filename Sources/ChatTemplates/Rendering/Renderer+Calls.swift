/// A macro and the frame in which it was defined.
struct MacroValue {
    let name: String
    let macro: Statement.Macro
    let frame: Frame
}

extension Renderer {
    func define(
        _ macro: Statement.Macro, named name: String, in frame: Frame
    ) throws(ChatTemplateError) -> TemplateValue {
        try charge(elements: 16)
        macros.append(MacroValue(name: name, macro: macro, frame: frame))
        return .macro(macros.count - 1)
    }

    func call(
        _ callee: TemplateValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        switch callee {
        case .macro(let place): return try invoke(macros[place], arguments)
        case .function(let function): return try call(function, arguments)
        case .method(let receiver, let method):
            return try call(method, of: receiver, arguments)
        case .undefined(let undefined): throw failed(undefined.reason)
        case .loop: throw unsupported("a recursive loop")
        default: throw failed("\(callee.kind) cannot be called")
        }
    }

    // MARK: Macros

    /// Runs a macro, whose text is its value, in the steps and the order of jinja2.runtime.
    private func invoke(
        _ value: MacroValue, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        try descend()
        defer { ascend() }
        let macro = value.macro
        let frame = Frame(scope: tree.scopes[macro.block.scope], parent: value.frame)
        try enter(frame)
        var keywords = arguments.keywords
        func take(_ name: NameIndex) -> TemplateValue? {
            let name = tree.names[name.value]
            guard let place = keywords.firstIndex(where: { $0.name == name }) else { return nil }
            return keywords.remove(at: place).value
        }
        var given: [TemplateValue?] = []
        for (place, parameter) in macro.parameters.enumerated() {
            let isPositional = place < arguments.positional.count
            given.append(isPositional ? arguments.positional[place] : take(parameter))
        }
        if let caller = macro.caller {
            let value = take(caller) ?? .null
            frame.set(
                caller,
                to: value.isNone ? .undefined(Undefined(reason: "no caller is defined")) : value)
        }
        try setRest(of: value, arguments.positional, keywords, in: frame)
        let call = line
        try setParameters(of: macro, given, in: frame)
        let (text, _) = try captured { () throws(ChatTemplateError) in
            try execute(macro.block.body, in: frame)
        }
        line = call
        return .string(text)
    }

    /// What no parameter takes: `kwargs` and `varargs`, or an error.
    private func setRest(
        of value: MacroValue, _ positional: [TemplateValue],
        _ keywords: [(name: String, value: TemplateValue)], in frame: Frame
    ) throws(ChatTemplateError) {
        let macro = value.macro
        if let name = macro.keywords {
            var builder = DictionaryBuilder()
            for (name, value) in keywords {
                try add(value, under: .string(PythonString(name)), to: &builder)
            }
            frame.set(name, to: try finished(builder))
        } else if let keyword = keywords.first {
            throw failed("the macro '\(value.name)' has no argument '\(keyword.name.shortened)'")
        }
        if let name = macro.rest {
            frame.set(name, to: try tuple(Array(positional.dropFirst(macro.parameters.count))))
        } else if positional.count > macro.parameters.count {
            throw failed("the macro '\(value.name)' has too many arguments")
        }
    }

    private func setParameters(
        of macro: Statement.Macro, _ given: [TemplateValue?], in frame: Frame
    ) throws(ChatTemplateError) {
        for (parameter, value) in zip(macro.parameters, given) {
            if let value { frame.set(parameter, to: value) }
        }
        let firstDefault = macro.parameters.count - macro.defaults.count
        for (place, value) in given.enumerated() where !value.isGiven {
            let parameter = macro.parameters[place]
            guard place >= firstDefault else {
                let name = tree.names[parameter.value].shortened
                let reason = "the parameter '\(name)' was not given"
                frame.set(parameter, to: .undefined(Undefined(reason: reason)))
                continue
            }
            frame.set(parameter, to: try evaluate(macro.defaults[place - firstDefault], in: frame))
        }
    }

    // MARK: Functions

    private func call(
        _ function: GlobalFunction, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        switch function {
        case .range: return try range(arguments)
        case .namespace:
            try charge(elements: 4)
            namespaces.append([:])
            let place = namespaces.count - 1
            for entry in try entries(arguments, of: "namespace") {
                guard case .string(let name) = entry.key else {
                    throw unsupported("a namespace's attribute that is no string")
                }
                try set(name, of: place, to: entry.value)
            }
            return .namespace(place)
        case .dictionary:
            var builder = DictionaryBuilder()
            for entry in try entries(arguments, of: "dict") {
                try add(entry.value, under: entry.key, to: &builder)
            }
            return try finished(builder)
        case .raiseException:
            let message = try bind(arguments, to: ["message"], required: 1, of: function.rawValue)
            throw .raised(message: try text(of: message[0] ?? .null).text)
        case .strftimeNow:
            let format = try bind(arguments, to: ["format"], required: 1, of: function.rawValue)
            guard let pattern = try string(format[0], of: function.rawValue) else {
                throw failed("'strftime_now' needs a format")
            }
            guard let now else {
                throw unsupported("the date, which 'now' gives; without it 'strftime_now'")
            }
            return .string(try now.text(by: pattern, line: line))
        }
    }

    private func range(_ arguments: Arguments) throws(ChatTemplateError) -> TemplateValue {
        let given = try bind(arguments, to: ["", "", ""], required: 1, of: "range")
        var numbers: [Int] = []
        for value in given {
            if let number = try integer(value, of: "range") { numbers.append(number) }
        }
        let step = numbers.count > 2 ? numbers[2] : 1
        guard step != 0 else { throw failed("a range has a step of zero") }
        let (start, stop) = numbers.count > 1 ? (numbers[0], numbers[1]) : (0, numbers[0])
        guard let range = IntegerRange(start: start, stop: stop, step: step) else {
            throw failed("a range has more than \(IntegerRange.limit) elements")
        }
        return .range(range)
    }

    /// What `dict(…)` is made of: a dict, or pairs, and then named values.
    private func entries(
        _ arguments: Arguments, of function: String
    ) throws(ChatTemplateError) -> [PythonDictionary.Entry] {
        guard arguments.positional.count <= 1 else {
            throw failed("'\(function)' has too many arguments")
        }
        var entries: [PythonDictionary.Entry] = []
        if case .dictionary(let dictionary)? = arguments.positional.first {
            entries = dictionary.entries
        } else if let first = arguments.positional.first {
            for pair in try elements(of: first) {
                let parts = try elements(of: pair)
                guard parts.count == 2 else { throw failed("'\(function)' needs pairs") }
                entries.append((parts[0], parts[1]))
            }
        }
        return entries
            + arguments.keywords.map { (.string(PythonString($0.name)), $0.value) }
    }
}
