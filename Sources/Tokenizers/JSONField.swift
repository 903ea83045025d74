internal import Wire

/// A value of `tokenizer.json` that knows where it stands, for errors that name the field.
struct JSONField {
    let value: JSONValue
    let path: String

    init(_ value: JSONValue, path: String) {
        self.value = value
        self.path = path
    }

    /// The member, or `null` where it is absent.
    func field(_ name: String) -> JSONField {
        JSONField(value[name] ?? .null, path: nameOf(name))
    }

    func object(_ name: String) throws(TokenizerError) -> JSONField {
        let field = field(name)
        guard case .object = field.value else { throw .invalidField(field.path) }
        return field
    }

    /// The elements of the member, an array of at most `limit`, each under the member's name.
    func elements(_ name: String, limit: Int) throws(TokenizerError) -> [JSONField] {
        let field = field(name)
        guard let elements = field.value.arrayValue, elements.count <= limit else {
            throw .invalidField(field.path)
        }
        return elements.map { JSONField($0, path: field.path) }
    }

    /// The member's text; the default stands in for an absent member and for `null`.
    func string(_ name: String, default: String? = nil) throws(TokenizerError) -> String {
        let field = field(name)
        if case .null = field.value, let `default` { return `default` }
        guard let text = field.value.stringValue else { throw .invalidField(field.path) }
        return text
    }

    func boolean(_ name: String, default: Bool? = nil) throws(TokenizerError) -> Bool {
        let field = field(name)
        if case .null = field.value, let `default` { return `default` }
        guard let flag = field.value.boolValue else { throw .invalidField(field.path) }
        return flag
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(TokenizerError) -> Int64 {
        let field = field(name)
        guard let number = field.value.integerValue, range.contains(number) else {
            throw .invalidField(field.path)
        }
        return number
    }

    /// Refuses any other text than the one that is done here.
    func require(
        _ name: String, is done: String, default: String? = nil
    ) throws(TokenizerError) {
        let text = try string(name, default: `default`)
        guard text.utf8.elementsEqual(done.utf8) else {
            throw .unsupported(field: nameOf(name), value: text)
        }
    }

    /// Refuses a flag that is set otherwise than is done here; absent or `null` it is as done.
    func require(_ name: String, is done: Bool) throws(TokenizerError) {
        let flag = try boolean(name, default: done)
        guard flag == done else { throw .unsupported(field: nameOf(name), value: "\(flag)") }
    }

    private func nameOf(_ name: String) -> String {
        path.isEmpty ? name : "\(path).\(name)"
    }
}
