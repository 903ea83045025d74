extension Renderer {
    func call(
        _ method: Method, of text: PythonString, _ arguments: Arguments
    ) throws(ChatTemplateError) -> TemplateValue {
        let name = method.rawValue
        switch method {
        case .upper, .lower, .title, .capitalize:
            _ = try bind(arguments, to: [], of: name)
            return .string(changed(text, method))
        case .strip, .lstrip, .rstrip:
            let given = try bind(arguments, to: [""], of: name)
            let set = try given[0].flatMap { $0.isNone ? nil : $0 }
                .flatMap { value throws(ChatTemplateError) in try string(value, of: name) }
            try charge(set?.count ?? 0)
            let ends: PythonString.Ends =
                method == .strip ? .both : method == .lstrip ? .left : .right
            return .string(text.stripped(ends, of: set))
        case .split, .rsplit: return try split(text, arguments, method)
        case .splitlines:
            let given = try bind(arguments, to: ["keepends"], of: name)
            let keepsEnds = try integer(given[0], of: name) ?? 0
            try charge(elements: text.scalars.count(where: \.endsPythonLine))
            return try strings(text.lines(keepingEnds: keepsEnds != 0))
        case .startswith, .endswith: return try matches(text, arguments, method)
        case .find, .index, .rfind, .rindex, .count: return try find(text, arguments, method)
        case .replace:
            let given = try bind(arguments, to: ["", "", ""], required: 2, of: name)
            return .string(
                try replaced(
                    text, string(given[0], of: name) ?? "", string(given[1], of: name) ?? "",
                    limit: integer(given[2], of: name) ?? -1))
        case .join:
            let given = try bind(arguments, to: [""], required: 1, of: name)
            var parts: [PythonString] = []
            for part in try elements(of: given[0] ?? .null) {
                parts.append(try string(part, of: name) ?? "")
            }
            return .string(try joined(parts, by: text))
        case .partition, .rpartition: return try partition(text, arguments, method)
        case .removeprefix, .removesuffix:
            let given = try bind(arguments, to: [""], required: 1, of: name)
            let part = try string(given[0], of: name) ?? ""
            if method == .removeprefix {
                guard text.scalars.starts(with: part.scalars) else { return .string(text) }
                return .string(PythonString(text.scalars[part.count...]))
            }
            guard !part.isEmpty, text.ends(with: part) else { return .string(text) }
            return .string(PythonString(text.scalars[..<(text.count - part.count)]))
        case .copy, .get, .items, .keys, .values, .changed, .cycle:
            throw unsupported("the method '\(name)' of a str")
        }
    }

    private func changed(_ text: PythonString, _ method: Method) -> PythonString {
        switch method {
        case .upper: text.uppercased
        case .lower: text.lowercased
        case .title: text.titlecased
        default: text.capitalized
        }
    }

    func joined(
        _ parts: [PythonString], by separator: PythonString
    ) throws(ChatTemplateError) -> PythonString {
        var result: [Unicode.Scalar] = []
        for (place, part) in parts.enumerated() {
            try charge(part.count)
            if place > 0 {
                try charge(separator.count)
                result += separator.scalars
            }
            result += part.scalars
        }
        return PythonString(result)
    }

    /// `replace`, at most `limit` times; a negative limit is none.
    func replaced(
        _ text: PythonString, _ old: PythonString, _ new: PythonString, limit: Int
    ) throws(ChatTemplateError) -> PythonString {
        try charge(text.count)
        try charge(old.count)
        let places = text.places(
            of: old, within: 0..<text.count, limit: limit < 0 ? .max : limit)
        return try joined(pieces(of: text, between: places, old.count), by: new)
    }

    /// The pieces between places, paid for before they are made.
    func pieces(
        of text: PythonString, between places: [Int], _ separator: Int
    ) throws(ChatTemplateError) -> [PythonString] {
        try charge(elements: places.count + 1)
        return text.pieces(between: places, separator: separator)
    }

    private func split(
        _ text: PythonString, _ arguments: Arguments, _ method: Method
    ) throws(ChatTemplateError) -> TemplateValue {
        let name = method.rawValue
        let given = try bind(arguments, to: ["sep", "maxsplit"], of: name)
        let asked = try integer(given[1], of: name) ?? -1
        let limit = asked < 0 ? Int.max : asked
        guard let value = given[0], !value.isNone else {
            try charge(elements: text.scalars.count(where: \.isPythonSpace))
            return try strings(
                method == .split ? text.words(limit: limit) : text.wordsFromEnd(limit: limit))
        }
        let separator = try string(value, of: name) ?? ""
        guard !separator.isEmpty else { throw failed("'\(name)' has an empty separator") }
        try charge(separator.count)
        let places =
            method == .split
            ? text.places(of: separator, within: 0..<text.count, limit: limit)
            : text.placesFromEnd(of: separator, limit: limit).reversed()
        return try strings(pieces(of: text, between: places, separator.count))
    }

    private func matches(
        _ text: PythonString, _ arguments: Arguments, _ method: Method
    ) throws(ChatTemplateError) -> TemplateValue {
        let name = method.rawValue
        let given = try bind(arguments, to: ["", "", ""], required: 1, of: name)
        let range = try range(given[1], given[2], count: text.count, of: name)
        var candidates = [given[0] ?? .null]
        if case .tuple(let elements)? = given[0] { candidates = elements.values }
        for candidate in candidates {
            let part = try string(candidate, of: name) ?? ""
            guard range.lowerBound >= 0, part.count <= range.count else { continue }
            let start =
                method == .startswith ? range.lowerBound : range.upperBound - part.count
            try charge(part.count)
            if text.scalars[start..<start + part.count].elementsEqual(part.scalars) {
                return .bool(true)
            }
        }
        return .bool(false)
    }

    private func find(
        _ text: PythonString, _ arguments: Arguments, _ method: Method
    ) throws(ChatTemplateError) -> TemplateValue {
        let name = method.rawValue
        let given = try bind(arguments, to: ["", "", ""], required: 1, of: name)
        let part = try string(given[0], of: name) ?? ""
        let range = try range(given[1], given[2], count: text.count, of: name)
        try charge(part.count)
        guard range.lowerBound >= 0 else {
            return try found(nil, method)
        }
        switch method {
        case .count:
            return .integer(text.places(of: part, within: range).count)
        case .find, .index:
            return try found(text.places(of: part, within: range, limit: 1).first, method)
        default:
            let within = PythonString(text.scalars[range])
            let place =
                part.isEmpty ? within.count : within.placesFromEnd(of: part, limit: 1).first
            return try found(place.map { $0 + range.lowerBound }, method)
        }
    }

    private func found(
        _ place: Int?, _ method: Method
    ) throws(ChatTemplateError) -> TemplateValue {
        if let place { return .integer(place) }
        switch method {
        case .count: return .integer(0)
        case .find, .rfind: return .integer(-1)
        default: throw failed("'\(method.rawValue)' found nothing")
        }
    }

    private func partition(
        _ text: PythonString, _ arguments: Arguments, _ method: Method
    ) throws(ChatTemplateError) -> TemplateValue {
        let name = method.rawValue
        let given = try bind(arguments, to: [""], required: 1, of: name)
        let separator = try string(given[0], of: name) ?? ""
        guard !separator.isEmpty else { throw failed("'\(name)' has an empty separator") }
        try charge(separator.count)
        let isFirst = method == .partition
        let place =
            isFirst
            ? text.places(of: separator, within: 0..<text.count, limit: 1).first
            : text.placesFromEnd(of: separator, limit: 1).first
        guard let place else {
            let parts: [PythonString] = isFirst ? [text, "", ""] : ["", "", text]
            return try tuple(parts.map { .string($0) })
        }
        let parts = text.pieces(between: [place], separator: separator.count)
        return try tuple([.string(parts[0]), .string(separator), .string(parts[1])])
    }
}

extension PythonString {
    fileprivate func ends(with other: PythonString) -> Bool {
        other.count <= count && scalars.suffix(other.count).elementsEqual(other.scalars)
    }
}
