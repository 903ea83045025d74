extension Renderer {
    func holds(
        _ relation: Relation, _ left: TemplateValue, _ right: TemplateValue
    ) throws(ChatTemplateError) -> Bool {
        switch relation {
        case .equal: try areEqual(left, right)
        case .notEqual: try !areEqual(left, right)
        case .less: try order(left, right, relation.rawValue).map { $0 < 0 } ?? false
        case .lessOrEqual: try order(left, right, relation.rawValue).map { $0 <= 0 } ?? false
        case .greater: try order(left, right, relation.rawValue).map { $0 > 0 } ?? false
        case .greaterOrEqual: try order(left, right, relation.rawValue).map { $0 >= 0 } ?? false
        case .isIn: try isMember(left, of: right)
        case .isNotIn: try !isMember(left, of: right)
        }
    }

    // MARK: Equality

    func areEqual(
        _ left: TemplateValue, _ right: TemplateValue
    ) throws(ChatTemplateError) -> Bool {
        try descend()
        defer { ascend() }
        if let left = left.index, let right = right.index { return left == right }
        if let order = numericOrder(left, right) { return order == 0 }
        switch (left, right) {
        case (.undefined, .undefined), (.null, .null): return true
        case (.string, .string), (.string, .safe), (.safe, .string), (.safe, .safe):
            try charge(min(left.characters?.count ?? 0, right.characters?.count ?? 0))
            return left.characters == right.characters
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            guard left.values.count == right.values.count else { return false }
            for (left, right) in zip(left.values, right.values)
            where try !areEqual(left, right) { return false }
            return true
        case (.dictionary(let left), .dictionary(let right)): return try areEqual(left, right)
        case (.range(let left), .range(let right)):
            return left.count == right.count
                && (left.count == 0
                    || left.start == right.start && (left.count == 1 || left.step == right.step))
        case (.namespace(let left), .namespace(let right)): return left == right
        case (.iterator(let left), .iterator(let right)): return left == right
        case (.view, .view), (.macro, .macro), (.function, .function), (.method, .method),
            (.loop, .loop):
            throw unsupported("a comparison of \(left.kind) and \(right.kind)")
        default: return false
        }
    }

    private func areEqual(
        _ left: PythonDictionary, _ right: PythonDictionary
    ) throws(ChatTemplateError) -> Bool {
        guard left.entries.count == right.entries.count else { return false }
        for entry in left.entries {
            guard let other = right[try hashKey(of: entry.key)], try areEqual(entry.value, other)
            else { return false }
        }
        return true
    }

    /// How two numbers compare; nil where one of them is no number or NaN.
    private func numericOrder(_ left: TemplateValue, _ right: TemplateValue) -> Int? {
        switch (left.index, right.index, left, right) {
        case (let left?, let right?, _, _): left < right ? -1 : left == right ? 0 : 1
        case (let left?, nil, _, .float(let right)): PythonNumbers.comparison(left, right)
        case (nil, let right?, .float(let left), _):
            PythonNumbers.comparison(right, left).map { -$0 }
        case (nil, nil, .float(let left), .float(let right)):
            left < right ? -1 : left == right ? 0 : left > right ? 1 : nil
        default: nil
        }
    }

    // MARK: Order

    /// Below 0, 0 or above as the left value comes before, with or after the right one; nil
    /// where NaN is one of them.
    private func order(
        _ left: TemplateValue, _ right: TemplateValue, _ sign: String
    ) throws(ChatTemplateError) -> Int? {
        if left.number != nil, right.number != nil { return numericOrder(left, right) }
        switch (left, right) {
        case (.undefined(let undefined), _), (_, .undefined(let undefined)):
            throw failed(undefined.reason)
        case (.string(let left), .string(let right)):
            try charge(min(left.count, right.count))
            return left < right ? -1 : left == right ? 0 : 1
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            for (first, second) in zip(left.values, right.values)
            where try !areEqual(first, second) {
                try descend()
                defer { ascend() }
                return try order(first, second, sign)
            }
            let (first, second) = (left.values.count, right.values.count)
            return first < second ? -1 : first == second ? 0 : 1
        case (.safe, _), (_, .safe), (.view, .view):
            throw unsupported("'\(sign)' of \(left.kind) and \(right.kind)")
        default: throw failed("'\(sign)' does not take \(left.kind) and \(right.kind)")
        }
    }

    /// Python's sort: by `<` alone, equal values in their order.
    ///
    /// A merge sort, since the standard library's promises no order of equal elements and its
    /// closures no typed errors.
    func sorted(
        _ items: [(key: TemplateValue, value: TemplateValue)]
    ) throws(ChatTemplateError) -> [(key: TemplateValue, value: TemplateValue)] {
        guard items.count > 1 else { return items }
        try charge(elements: items.count)
        let middle = items.count / 2
        let left = try sorted(Array(items[..<middle]))
        let right = try sorted(Array(items[middle...]))
        var merged: [(key: TemplateValue, value: TemplateValue)] = []
        var (first, second) = (0, 0)
        while first < left.count, second < right.count {
            if try holds(.less, right[second].key, left[first].key) {
                merged.append(right[second])
                second += 1
            } else {
                merged.append(left[first])
                first += 1
            }
        }
        return merged + left[first...] + right[second...]
    }

    // MARK: Membership

    private func isMember(
        _ value: TemplateValue, of container: TemplateValue
    ) throws(ChatTemplateError) -> Bool {
        switch container {
        case .string(let text):
            guard case .string(let part) = value else {
                if case .safe = value { throw unsupported("'in' of a safe string") }
                if case .undefined = value { throw failed("'in' needs a string on its left") }
                throw failed("'in' needs a string on its left, not \(value.kind)")
            }
            try charge(text.count)
            try charge(part.count)
            return text.contains(part)
        case .dictionary(let dictionary): return dictionary[try hashKey(of: value)] != nil
        case .view(let view) where view.kind == .keys:
            return view.dictionary[try hashKey(of: value)] != nil
        case .safe: throw unsupported("'in' of a safe string")
        case .undefined, .list, .tuple, .range, .view, .iterator:
            var cursor = try cursor(over: container)
            while let element = try next(&cursor) {
                if try areEqual(element, value) { return true }
            }
            return false
        default: throw failed("'in' needs a container on its right, not \(container.kind)")
        }
    }
}
