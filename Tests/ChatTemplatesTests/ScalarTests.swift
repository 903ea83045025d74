import ChatTemplates
import Testing
import Wire

/// Held against Python 3.11, whose Unicode is 14: scalars through each method of strings.
@Suite struct `A string of a template` {
    /// All scalars of the planes that have letters, and some of the others.
    static let scalars: [Unicode.Scalar] = (0..<0x110000).compactMap { number in
        let isTaken = number < 0x40000 || (0xE0000..<0xE1000).contains(number) || number % 64 == 0
        return isTaken ? Unicode.Scalar(UInt32(number)) : nil
    }

    @Test(arguments: [
        ("upper", "c.upper()"), ("lower", "c.lower()"), ("capitalize", "(c + c).capitalize()"),
        ("title", "(c + c).title()"), ("repr", "[c]|string"), ("strip", "c.strip()"),
        ("splitlines", "('a' + c + 'b').splitlines()|length"),
    ])
    func `does with each scalar what Python does`(name: String, expression: String) throws {
        let template = try ChatTemplate(
            source: "{% for c in v %}{{ \(expression) }}\n{% endfor %}")
        var stream = DigestStream()
        for start in stride(from: 0, to: Self.scalars.count, by: 50_000) {
            var view = String.UnicodeScalarView()
            view.append(contentsOf: Self.scalars[start..<min(start + 50_000, Self.scalars.count)])
            let text = try template.render(
                [ChatMessage(role: "user", content: "")], addGenerationPrompt: false,
                variables: ["v": .string(String(view))])
            stream.update(Array(text.utf8))
        }
        let file = try JSONValue(parsing: Fixture.bytes("scalars.json"), limit: 1 << 16)
        #expect(stream.finalize().hex == file[name]?.stringValue)
    }
}
