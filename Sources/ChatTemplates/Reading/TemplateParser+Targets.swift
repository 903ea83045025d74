extension TemplateParser {
    /// Where `set` writes: names, attributes of namespaces, and tuples of these.
    mutating func namespaceTarget() throws(ChatTemplateError) -> AssignmentTarget {
        var targets: [AssignmentTarget] = []
        var isTuple = false
        while true {
            if !targets.isEmpty { try expect(.comma) }
            if isTupleEnd { break }
            targets.append(try namespacePart())
            guard current == .symbol(.comma) else { break }
            isTuple = true
        }
        guard let first = targets.first else { throw malformed("'set' has nothing to set") }
        return isTuple ? .tuple(targets) : first
    }

    private mutating func namespacePart() throws(ChatTemplateError) -> AssignmentTarget {
        guard case .name(let name) = current, next == .symbol(.dot) else {
            return try target(of: primary())
        }
        _ = try targetName(name)
        advance()
        advance()
        return .attribute(try index(of: name), PythonString(try expectName()))
    }

    /// An expression that was read where a target stands.
    func target(of expression: Expression) throws(ChatTemplateError) -> AssignmentTarget {
        switch expression.kind {
        case .name(let name): return .name(name)
        case .tuple(let elements):
            var targets: [AssignmentTarget] = []
            for element in elements { targets.append(try target(of: element)) }
            return .tuple(targets)
        default: throw malformed("an expression stands where a name is set")
        }
    }

    /// A name, but none that is a constant.
    func targetName(_ name: String) throws(ChatTemplateError) -> String {
        guard Self.constant(name) == nil else { throw malformed("'\(name)' cannot be set") }
        return name
    }

    /// Refuses parameters with the names that Jinja declares itself.
    func refuseSpecial(_ target: AssignmentTarget) throws(ChatTemplateError) {
        switch target {
        case .name(let name):
            let name = names.names[name.value]
            if ["loop", "caller", "varargs", "kwargs"].contains(name) {
                throw unsupported("a parameter named '\(name)'")
            }
        case .attribute: break
        case .tuple(let targets):
            for target in targets { try refuseSpecial(target) }
        }
    }
}
