extension Renderer {
    func evaluate(
        _ expression: Expression, in frame: Frame
    ) throws(ChatTemplateError) -> TemplateValue {
        try descend()
        defer { ascend() }
        switch expression.kind {
        case .name(let name): return lookUp(name, in: frame)
        case .constant(let constant): return TemplateValue(constant)
        case .list(let elements): return try list(values(of: elements, in: frame))
        case .tuple(let elements): return try tuple(values(of: elements, in: frame))
        case .dictionary(let entries): return try dictionary(entries, in: frame)
        case .unary(let sign, let operand):
            return try apply(sign, to: evaluate(operand, in: frame))
        case .binary(let operation, let left, let right):
            return try apply(
                operation, evaluate(left, in: frame), evaluate(right, in: frame))
        case .and(let left, let right):
            let value = try evaluate(left, in: frame)
            return try isTrue(value) ? evaluate(right, in: frame) : value
        case .or(let left, let right):
            let value = try evaluate(left, in: frame)
            return try isTrue(value) ? value : evaluate(right, in: frame)
        case .concatenation(let parts): return try concatenated(parts, in: frame)
        case .comparison(let first, let rest): return try compared(first, rest, in: frame)
        case .conditional(let test, let then, let otherwise):
            if try isTrue(evaluate(test, in: frame)) { return try evaluate(then, in: frame) }
            guard let otherwise else {
                let reason = "an inline 'if' was false and has no 'else'"
                return .undefined(Undefined(reason: reason))
            }
            return try evaluate(otherwise, in: frame)
        case .attribute(let operand, let name):
            return try attribute(name, of: evaluate(operand, in: frame))
        case .item(let operand, let key):
            return try item(evaluate(key, in: frame), of: evaluate(operand, in: frame))
        case .slice(let operand, let bounds):
            return try slice(of: evaluate(operand, in: frame), bounds, in: frame)
        case .call(let callee, let arguments):
            return try call(evaluate(callee, in: frame), self.arguments(arguments, in: frame))
        case .filter(let operand, let call):
            return try apply(
                call.filter, to: evaluate(operand, in: frame),
                arguments(call.arguments, in: frame))
        case .test(let operand, let test, let arguments):
            return .bool(
                try holds(
                    test, for: evaluate(operand, in: frame),
                    self.arguments(arguments, in: frame)))
        }
    }

    private func values(
        of expressions: [Expression], in frame: Frame
    ) throws(ChatTemplateError) -> [TemplateValue] {
        var values: [TemplateValue] = []
        values.reserveCapacity(expressions.count)
        for expression in expressions { values.append(try evaluate(expression, in: frame)) }
        return values
    }

    func arguments(
        _ expressions: ArgumentExpressions, in frame: Frame
    ) throws(ChatTemplateError) -> Arguments {
        var arguments = Arguments(positional: try values(of: expressions.positional, in: frame))
        for keyword in expressions.keywords {
            arguments.keywords.append((keyword.name, try evaluate(keyword.value, in: frame)))
        }
        return arguments
    }

    private func dictionary(
        _ entries: [(key: Expression, value: Expression)], in frame: Frame
    ) throws(ChatTemplateError) -> TemplateValue {
        var builder = DictionaryBuilder()
        for entry in entries {
            let key = try evaluate(entry.key, in: frame)
            try add(evaluate(entry.value, in: frame), under: key, to: &builder)
        }
        return try finished(builder)
    }

    private func concatenated(
        _ parts: [Expression], in frame: Frame
    ) throws(ChatTemplateError) -> TemplateValue {
        var values: [TemplateValue] = []
        for part in parts { values.append(try evaluate(part, in: frame)) }
        var result: [Unicode.Scalar] = []
        for value in values {
            let text = try text(of: value)
            try charge(text.count)
            result += text.scalars
        }
        return .string(PythonString(result))
    }

    private func compared(
        _ first: Expression, _ rest: [(relation: Relation, operand: Expression)], in frame: Frame
    ) throws(ChatTemplateError) -> TemplateValue {
        var left = try evaluate(first, in: frame)
        for (relation, operand) in rest {
            let right = try evaluate(operand, in: frame)
            guard try holds(relation, left, right) else { return .bool(false) }
            left = right
        }
        return .bool(true)
    }
}

extension TemplateValue {
    init(_ constant: Constant) {
        self =
            switch constant {
            case .null: .null
            case .bool(let value): .bool(value)
            case .integer(let value): .integer(value)
            case .float(let value): .float(value)
            case .string(let value): .string(value)
            }
    }
}
