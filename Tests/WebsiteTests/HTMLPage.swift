/// A page read strictly: every element is closed in its order, every attribute quoted once.
struct HTMLPage {
    struct Element {
        let name: String
        let attributes: [String: String]
        /// Positions of the elements around it, the outermost first.
        let path: [Int]
        /// What stands inside it, as written.
        fileprivate(set) var contents: ArraySlice<UInt8> = []

        /// All text inside it, as written, without tags.
        var text: String {
            guard !HTMLPage.raw.contains(name) else {
                return String(decoding: contents, as: UTF8.self)
            }
            var isTag = false
            let bytes = contents.filter { byte in
                if byte == UInt8(ascii: "<") { isTag = true }
                defer { if byte == UInt8(ascii: ">") { isTag = false } }
                return !isTag
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    struct Malformation: Error, CustomStringConvertible {
        let description: String
    }

    private static let void: Set = ["meta", "link", "input", "br", "hr", "img"]
    /// Elements whose contents are no markup.
    fileprivate static let raw: Set = ["script", "textarea", "title"]

    private(set) var elements: [Element] = []
    private let bytes: [UInt8]
    private var at: Int
    /// Open elements with the positions where their contents begin.
    private var open: [(position: Int, start: Int)] = []

    init(_ html: String) throws {
        let doctype = "<!doctype html>\n"
        guard html.hasPrefix(doctype) else {
            throw Malformation(description: "There is no doctype.")
        }
        bytes = Array(html.utf8)
        at = doctype.utf8.count
        while at < bytes.count {
            if bytes[at] != UInt8(ascii: "<") {
                guard bytes[at] != UInt8(ascii: ">") else { throw malformation("A stray >") }
                at += 1
            } else if at + 1 < bytes.count, bytes[at + 1] == UInt8(ascii: "/") {
                try close()
            } else {
                try begin()
            }
        }
        guard open.isEmpty else { throw malformation("Elements that are never closed") }
    }

    private func malformation(_ what: String) -> Malformation {
        let near = String(decoding: bytes[at...].prefix(80), as: UTF8.self)
        return Malformation(description: "\(what) at '\(near)'.")
    }

    /// The bytes of a name at the cursor, which moves behind it.
    private mutating func name() -> String {
        let start = at
        while at < bytes.count,
            Character(Unicode.Scalar(bytes[at])).isLetter
                || at > start
                    && (Character(Unicode.Scalar(bytes[at])).isNumber
                        || bytes[at] == UInt8(ascii: "-"))
        {
            at += 1
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private func sees(_ character: Unicode.Scalar) -> Bool {
        at < bytes.count && bytes[at] == UInt8(ascii: character)
    }

    private mutating func close() throws {
        let end = at
        at += 2
        let name = name()
        guard sees(">"), let last = open.popLast(), elements[last.position].name == name else {
            throw malformation("</\(name)> closes another element")
        }
        at += 1
        elements[last.position].contents = bytes[last.start..<end]
    }

    private mutating func begin() throws {
        at += 1
        let name = name()
        var attributes: [String: String] = [:]
        while sees(" ") || sees("\n") {
            at += 1
            guard !sees(">"), !sees("/"), !sees(" ") else { continue }
            let (key, value) = try attribute()
            guard attributes.updateValue(value, forKey: key) == nil else {
                throw malformation("\(key) twice")
            }
        }
        let closesItself = sees("/")
        if closesItself { at += 1 }
        guard sees(">"), !name.isEmpty else { throw malformation("No start tag <\(name)") }
        at += 1
        elements.append(Element(name: name, attributes: attributes, path: open.map(\.position)))
        if Self.raw.contains(name) {
            try skipRaw(name)
        } else if !Self.void.contains(name), !closesItself {
            open.append((elements.count - 1, at))
        }
    }

    private mutating func attribute() throws -> (key: String, value: String) {
        let key = name()
        guard !key.isEmpty else { throw malformation("No attribute") }
        guard sees("=") else { return (key, "") }
        at += 1
        guard sees("\""), let end = bytes[(at + 1)...].firstIndex(of: UInt8(ascii: "\"")) else {
            throw malformation("An attribute without quotation marks")
        }
        let value = bytes[(at + 1)..<end]
        guard !value.contains(UInt8(ascii: "<")) else { throw malformation("< in an attribute") }
        at = end + 1
        return (key, String(decoding: value, as: UTF8.self))
    }

    private mutating func skipRaw(_ name: String) throws {
        let end = Array("</\(name)>".utf8)
        let start = at
        while at < bytes.count, !bytes[at...].starts(with: end) { at += 1 }
        guard at < bytes.count else { throw malformation("<\(name)> is never closed") }
        elements[elements.count - 1].contents = bytes[start..<at]
        at += end.count
    }
}

// MARK: - Looking inside

extension HTMLPage {
    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    func with(_ attribute: String) -> [Element] {
        elements.filter { $0.attributes[attribute] != nil }
    }

    func element(id: String) -> Element? { elements.first { $0.attributes["id"] == id } }

    /// The elements inside the one with an id.
    func inside(id: String) -> [Element] {
        guard let outer = elements.firstIndex(where: { $0.attributes["id"] == id }) else {
            return []
        }
        return elements.filter { $0.path.contains(outer) }
    }

    /// The exact amounts inside the element with an id, in their order; stated sums are left out.
    func amounts(inside id: String) -> [UInt64] {
        inside(id: id).filter { $0.name == "data" && $0.attributes["class"] == "number" }
            .compactMap { UInt64($0.attributes["value"] ?? "") }
    }
}
