import ChatTemplates
import Testing
import Wire

@Suite struct `A chat template` {
    /// What a template makes of one message.
    func rendered(
        _ source: String, _ message: ChatMessage = ChatMessage(role: "user", content: "Hi"),
        now: CivilTime? = nil, variables: [String: JSONValue] = [:]
    ) throws -> String {
        try ChatTemplate(source: source).render(
            [message], addGenerationPrompt: true, now: now, variables: variables)
    }

    @Test func `sees a message's members, and only those that are there`() throws {
        let call = JSONValue.object([("id", .string("c"))])
        let full = ChatMessage(
            role: "assistant", content: "x", name: "n", toolCalls: [call],
            toolCallIdentifier: "c", reasoning: "r")
        #expect(
            try rendered("{{ messages[0] }}", full)
                == "{'thinking': 'r', 'role': 'assistant', 'content': 'x', 'name': 'n', "
                + "'tool_calls': [{'id': 'c'}], 'tool_call_id': 'c', 'reasoning_content': 'r'}")
        #expect(
            try rendered("{{ messages[0] }}", ChatMessage(role: "tool", content: nil))
                == "{'role': 'tool'}")
    }

    @Test func `sees what transformers passes, and tokens only when they are given`() throws {
        let source =
            "{{ tools }}{{ documents }}{{ add_generation_prompt }}{{ bos_token is defined }}"
        #expect(try rendered(source) == "NoneNoneTrueFalse")
        let template = try ChatTemplate(source: "{{ bos_token }}{{ eos_token }}{{ tools }}")
        let message = ChatMessage(role: "user", content: "")
        let text = try template.render(
            [message], addGenerationPrompt: false, beginToken: "<s>", endToken: "</s>",
            tools: [.object([])], variables: ["eos_token": .string("<e>"), "tools": .null])
        #expect(text == "<s><e>[{}]")
    }

    @Test func `needs a conversation`() throws {
        let template = try ChatTemplate(source: "x")
        #expect(throws: ChatTemplateError.malformedConversation("it has no message")) {
            try template.render([], addGenerationPrompt: false)
        }
        #expect(throws: ChatTemplateError.malformedConversation("a message is no object")) {
            try template.render(messages: [.string("Hi")], addGenerationPrompt: false)
        }
        #expect(throws: ChatTemplateError.malformedConversation("a tool is no object")) {
            try template.render(
                [ChatMessage(role: "user", content: "")], addGenerationPrompt: false,
                tools: [.null])
        }
    }

    @Test(arguments: [1e19, -0x1p63, 1e300])
    func `refuses numbers that may have been whole and lost digits`(value: Double) {
        #expect(throws: ChatTemplateError.self) {
            try rendered("{{ v }}", variables: ["v": .decimal(value)])
        }
    }

    @Test func `may refuse a conversation in its own words`() {
        #expect(throws: ChatTemplateError.raised(message: "No é!")) {
            try rendered("{{ raise_exception('No é!') }}")
        }
        let error = ChatTemplateError.raised(message: "No!")
        #expect(error.description == "The chat template refuses the conversation: No!")
    }

    @Test func `takes the date from its caller`() throws {
        let source = "{{ strftime_now('%d %b %Y') }}"
        let day = CivilTime(year: 2024, month: 2, day: 29)
        #expect(try rendered(source, now: day) == "29 Feb 2024")
        #expect(throws: ChatTemplateError.self) { try rendered(source) }
        #expect(throws: ChatTemplateError.self) {
            try rendered("{{ strftime_now('%Q') }}", now: day)
        }
        #expect(CivilTime(year: 2023, month: 2, day: 29) == nil)
        #expect(CivilTime(year: 2024, month: 13, day: 1) == nil)
        #expect(CivilTime(year: 2024, month: 1, day: 1, hour: 24) == nil)
    }

    @Test(arguments: [
        (1900, 3, 1, "Thu 060"), (2000, 2, 29, "Tue 060"), (2100, 12, 31, "Fri 365"),
        (2024, 12, 31, "Tue 366"), (1000, 1, 1, "Wed 001"), (9999, 12, 31, "Fri 365"),
    ])
    func `knows the days`(year: Int, month: Int, day: Int, text: String) throws {
        let day = CivilTime(year: year, month: month, day: day)
        #expect(try rendered("{{ strftime_now('%a %j') }}", now: day) == text)
    }

    @Test func `keeps what looks alike apart`() throws {
        let message = ChatMessage(role: "user", content: "e\u{301}\r\n👩‍👧")
        let source =
            "{{ messages[0].content | length }}{{ messages[0].content[0] }}"
            + "{{ messages[0].content == '\u{E9}\\r\\n👩‍👧' }}{{ messages[0].content[-1] }}"
        #expect(try rendered(source, message) == "7eFalse👧")
        let member = JSONValue.object([("e\u{301}", .integer(1)), ("\u{E9}", .integer(2))])
        #expect(try rendered("{{ v['\u{E9}'] }}", variables: ["v": member]) == "2")
    }
}

@Suite struct `A template that is refused` {
    func error(_ source: String) -> ChatTemplateError? {
        do {
            _ = try ChatTemplate(source: source)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("{% include 'a' %}", "the statement 'include'"),
        ("{{ a | batch(2) }}", "the filter 'batch'"),
        ("{{ a is upper }}", "the test 'upper'"), ("{{ a.encode('x') }}", "the method 'encode'"),
        ("{% set a = cycler %}", "'cycler'"), ("{{ lookup('x') }}", "the function 'lookup'"),
        ("{% for a in b recursive %}{% endfor %}", "a recursive loop"),
        ("{{ f(*a) }}", "'*' or '**' before an argument"),
        ("{{ a.__class__ }}", "the attribute '__class__'"), ("{{ é }}", "a name beyond ASCII"),
        ("{{ a | map('wordcount') }}", "the filter 'wordcount'"),
        ("{{ a | selectattr('b', 'escaped') }}", "the test 'escaped'"),
        (
            "{% for a in b %}{% macro c() %}{% endmacro %}{% endfor %}",
            "a macro within a loop or a block"
        ),
        ("{{ '\\ud800' }}", "half of a surrogate pair in a string"),
        ("{{ 99999999999999999999 }}", "the number 99999999999999999999"),
        ("{{ 1e999 }}", "the number 1e999"), ("{{ a[1:2, 3] }}", "a slice of several dimensions"),
        ("{% macro m(caller) %}{% endmacro %}", "a parameter named 'caller'"),
        ("{% if false %}{{ a | nothing }}{% endif %}", "the filter 'nothing'"),
    ])
    func `is refused by name when it is read`(source: String, construct: String) {
        #expect(error("\n" + source) == .unsupported(line: 2, construct: construct))
    }

    @Test(arguments: [
        "{{ d.fromkeys }}", "{{ m.role.format }}", "{{ m | string | safe + 'x' }}",
        "{{ [m.items] }}",
        "{{ m.items }}", "{{ namespace() }}", "{{ range(3)[1:] }}", "{{ 9223372036854775807 + n }}",
        "{{ 2 ** (0 - n) }}", "{{ '%s' % n }}", "{{ n / 9007199254740993 }}",
    ])
    func `is refused by name when it comes to it`(source: String) throws {
        let template = try ChatTemplate(source: "{% set m = messages[0] %}{% set d = m %}" + source)
        let outcome = Outcome {
            try template.render(
                [ChatMessage(role: "user", content: "")], addGenerationPrompt: false,
                variables: ["n": .integer(1)])
        }
        guard case .unsupported = outcome else {
            Issue.record("\(source): \(outcome)")
            return
        }
    }

    @Test func `says where and why in a sentence`() {
        let errors: [ChatTemplateError] = [
            .sourceTooLarge(limit: 1), .tooManyNames(limit: 1), .malformed(line: 1, reason: "x"),
            .unsupported(line: 1, construct: "x"), .tooDeep(line: 1),
            .malformedConversation("x"), .failed(line: 1, reason: "x"), .tooMuchWork(line: 1),
            .outputTooLarge(limit: 1),
        ]
        for error in errors {
            #expect(error.description.hasSuffix("."), "\(error.description)")
            #expect(error.description.first?.isUppercase == true)
        }
        let long = String(repeating: "a", count: 1_000)
        #expect(error("{{ x | \(long) }}")?.description.count ?? 0 < 200)
    }
}
