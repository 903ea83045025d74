import ChatTemplates
import Testing
import Wire

/// Held against transformers 5.23.0 and jinja2 3.1.6, to the byte.
@Suite struct `The templates of models` {
    @Test func `render conversations as transformers does`() throws {
        let lines = try Fixture.lines("conversations.jsonl")
        let corpus = try #require(lines.first)
        let options = try #require(corpus["options"]?.arrayValue)
        var templates: [String: ChatTemplate] = [:]
        var rendered = 0
        for line in lines.dropFirst() {
            let name = try #require(line["template"]?.stringValue)
            let messages = try #require(line["messages"]?.stringValue)
            let outcomes = try #require(line["outcomes"]?.arrayValue).map(Outcome.init)
            let places = try #require(line["options"]?.arrayValue)
            if templates[name] == nil {
                templates[name] = try ChatTemplate(source: Fixture.template(name))
            }
            let template = try #require(templates[name])
            let conversation = try #require(corpus["conversations"]?[messages]?.arrayValue)
            for (place, given) in zip(places, options) {
                let expected = try outcomes[Int(#require(place.integerValue))]
                let outcome = Outcome { try template.render(conversation, options: given) }
                if case .text = expected { rendered += 1 }
                #expect(outcome == expected, "\(name), \(messages), \(given)")
            }
        }
        #expect(templates.count == 22)
        #expect(rendered > 1_500)
    }
}

@Suite struct `Small templates` {
    /// Python's failures are failures here; what it prints with an address is refused by name.
    @Test(arguments: ["snippets.jsonl", "generated.jsonl"])
    func `render or fail as jinja2 does`(name: String) throws {
        let variables = try #require(Fixture.lines("snippets.jsonl").first?["variables"])
        var unsupported: [String] = []
        for line in try Fixture.lines(name) {
            guard let source = line["source"]?.stringValue else { continue }
            let outcome = Outcome {
                try ChatTemplate(source: source).render(
                    [ChatMessage(role: "user", content: "")], addGenerationPrompt: false,
                    now: Fixture.now, variables: variables.variables)
            }
            switch (outcome, Outcome(line)) {
            case (.unsupported, .text): unsupported.append(source)
            case (.unsupported, _), (.raised, .failed): break
            case (_, let expected): #expect(outcome == expected, "\(source)")
            }
        }
        if name == "generated.jsonl" {
            #expect(unsupported.count < 20, "\(unsupported.joined(separator: "\n"))")
        } else {
            #expect(unsupported == Self.known)
        }
    }

    /// What jinja2 renders and this room refuses by name.
    static let known: [String] = [
        "{{ 2 ** -1 }}", "{{ 2.0 ** 2 }}", "{{ 9223372036854775807 + 1 }}",
        "{{ 9223372036854775808 }}", #"{{ '\N{DIGIT ONE}' }}"#, "{{ none[1:] }}",
        "{{ l[::-9223372036854775808] }}", "{{ l[-9223372036854775808:9223372036854775807] }}",
        "{{ range(5)[1:3] }}", "{{ '0x1f' | int(0, 16) }}", #"{{ strftime_now('%H\0%M') }}"#,
        "{{ s.format(1) }}",
        "{{ 'a%s' % 1 }}", "{{ self }}", "{{ lipsum() }}", "{% block a %}{% endblock %}",
        "{% autoescape true %}{% endautoescape %}",
        "{% for i in nested recursive %}{% if i is iterable %}{{ loop(i) }}{% endif %}{% endfor %}",
        "{{ range(*[1, 2]) | list }}", "{{ dict(**d) }}",
        "{{ l | batch(2) | list }}",
        "{{ 2.5 | round }}", "{{ s | truncate(5) }}", "{{ tags | escape }}",
        "{{ '%s' | format(1) }}", "{{ s | wordcount }}", "{{ l | random }}", "{{ s is upper }}",
        "{{ 'upper' is filter }}", "{{ s.isdigit() }}", "{{ s.zfill(20) }}", "{{ ü }}",
        "{{ d.ü }}", "{{ 1.5.real is defined }}",
    ]
}

extension Outcome {
    init(_ line: JSONValue) {
        if let text = line["text"]?.stringValue {
            self = .text(text)
        } else if let message = line["raised"]?.stringValue {
            self = .raised(message)
        } else {
            self = .failed
        }
    }
}

extension ChatTemplate {
    func render(_ conversation: [JSONValue], options: JSONValue) throws -> String {
        var variables = options.variables
        let tools = variables.removeValue(forKey: "tools")?.arrayValue
        let prompt = variables.removeValue(forKey: "add_generation_prompt")?.boolValue
        return try render(
            messages: conversation, addGenerationPrompt: prompt ?? false, beginToken: "<s>",
            endToken: "</s>", tools: tools, now: Fixture.now, variables: variables)
    }
}
