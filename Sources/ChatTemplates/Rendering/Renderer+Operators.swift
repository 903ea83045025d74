extension Renderer {
    func apply(
        _ sign: UnaryOperator, to value: TemplateValue
    ) throws(ChatTemplateError) -> TemplateValue {
        switch (sign, value) {
        case (.not, _): return .bool(try !isTrue(value))
        case (.plus, .integer), (.plus, .float): return value
        case (.plus, .bool(let value)): return .integer(value ? 1 : 0)
        case (.minus, .float(let value)): return .float(-value)
        case (.minus, .integer), (.minus, .bool):
            let (result, overflow) = (0).subtractingReportingOverflow(value.index ?? 0)
            guard !overflow else { throw beyondIntegers }
            return .integer(result)
        case (_, .undefined(let undefined)): throw failed(undefined.reason)
        default: throw failed("\(value.kind) has no sign")
        }
    }

    var beyondIntegers: ChatTemplateError { unsupported("a whole number beyond 64 bits") }

    func apply(
        _ operation: BinaryOperator, _ left: TemplateValue, _ right: TemplateValue
    ) throws(ChatTemplateError) -> TemplateValue {
        if let left = left.index, let right = right.index {
            return try integers(operation, left, right)
        }
        if let left = left.number, let right = right.number {
            return try floats(operation, left, right)
        }
        switch (operation, left, right) {
        case (.modulo, .string, _): throw unsupported("'%' of a string")
        case (_, .undefined(let undefined), _), (_, _, .undefined(let undefined)):
            throw failed(undefined.reason)
        case (_, .safe, _), (_, _, .safe):
            throw unsupported("'\(operation.rawValue)' of a safe string")
        case (.add, .string(let left), .string(let right)):
            try charge(left.count)
            try charge(right.count)
            return .string(left + right)
        case (.add, .list(let left), .list(let right)):
            try charge(elements: left.values.count + right.values.count)
            return try list(left.values + right.values)
        case (.add, .tuple(let left), .tuple(let right)):
            try charge(elements: left.values.count + right.values.count)
            return try tuple(left.values + right.values)
        case (.multiply, _, _):
            if let count = right.index, let result = try repeated(left, count) { return result }
            if let count = left.index, let result = try repeated(right, count) { return result }
        case (.subtract, .view, .view): throw unsupported("'-' of views of dicts")
        default: break
        }
        throw failed("'\(operation.rawValue)' does not take \(left.kind) and \(right.kind)")
    }

    /// A string, list or tuple a number of times; nil for any other value.
    private func repeated(
        _ value: TemplateValue, _ count: Int
    ) throws(ChatTemplateError) -> TemplateValue? {
        func total(_ size: Int) throws(ChatTemplateError) -> Int {
            let (total, overflow) = size.multipliedReportingOverflow(by: max(count, 0))
            guard !overflow else { throw .tooMuchWork(line: line) }
            return total
        }
        func copies<Element>(of elements: [Element]) -> [Element] {
            Array(repeatElement(elements, count: elements.isEmpty ? 0 : max(count, 0)).joined())
        }
        switch value {
        case .string(let text):
            try charge(total(text.count))
            return .string(PythonString(copies(of: text.scalars)))
        case .list(let elements):
            try charge(elements: total(elements.values.count))
            return try list(copies(of: elements.values))
        case .tuple(let elements):
            try charge(elements: total(elements.values.count))
            return try tuple(copies(of: elements.values))
        default: return nil
        }
    }

    // MARK: Numbers

    private func integers(
        _ operation: BinaryOperator, _ left: Int, _ right: Int
    ) throws(ChatTemplateError) -> TemplateValue {
        let result: (Int, Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .divideFloor, .modulo:
            guard right != 0 else { throw failed("a division by zero") }
            let (quotient, remainder) = try quotient(left, right)
            return .integer(operation == .modulo ? remainder : quotient)
        case .power:
            guard right >= 0 else { throw unsupported("'**' with a negative exponent") }
            guard let power = PythonNumbers.power(left, right) else { throw beyondIntegers }
            return .integer(power)
        case .divide:
            guard right != 0 else { throw failed("a division by zero") }
            // Exact numbers, so that the one rounding is that of the quotient, as Python's is.
            guard let left = Double(exactly: left), let right = Double(exactly: right) else {
                throw unsupported("'/' of whole numbers beyond 53 bits")
            }
            return .float(left / right)
        }
        guard !result.1 else { throw beyondIntegers }
        return .integer(result.0)
    }

    private func quotient(
        _ left: Int, _ right: Int
    ) throws(ChatTemplateError) -> (quotient: Int, remainder: Int) {
        // The one pair whose remainder exists and whose quotient has 65 bits.
        guard let found = PythonNumbers.floorDivision(left, right) else { throw beyondIntegers }
        return found
    }

    private func floats(
        _ operation: BinaryOperator, _ left: Double, _ right: Double
    ) throws(ChatTemplateError) -> TemplateValue {
        switch operation {
        case .add: return .float(left + right)
        case .subtract: return .float(left - right)
        case .multiply: return .float(left * right)
        case .divide, .divideFloor, .modulo:
            guard right != 0 else { throw failed("a division by zero") }
            guard operation != .divide else { return .float(left / right) }
            let (quotient, remainder) = PythonNumbers.floorDivision(left, right)
            return .float(operation == .modulo ? remainder : quotient)
        case .power: throw unsupported("'**' of floats")
        }
    }

    // MARK: Truth

    func isTrue(_ value: TemplateValue) throws(ChatTemplateError) -> Bool {
        switch value {
        case .undefined, .null: false
        case .bool(let value): value
        case .integer(let value): value != 0
        case .float(let value): value != 0
        case .string(let text), .safe(let text): !text.isEmpty
        case .list(let elements), .tuple(let elements): !elements.values.isEmpty
        case .dictionary(let dictionary): !dictionary.entries.isEmpty
        case .range(let range): range.count > 0
        case .view(let view): !view.dictionary.entries.isEmpty
        case .loop(let place): try length(ofLoop: place) > 0
        case .iterator, .namespace, .macro, .function, .method: true
        }
    }
}

extension TemplateValue {
    /// A number as a float, rounded to nearest; nil for a value that is none.
    var number: Double? {
        switch self {
        case .float(let value): value
        default: index.map { Double($0) }
        }
    }
}
