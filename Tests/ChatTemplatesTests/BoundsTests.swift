import ChatTemplates
import Foundation
import Testing
import Wire

/// Templates are programs of strangers: each of these would not end, or would take all memory.
@Suite struct `A hostile template` {
    func outcome(_ source: String, variables: [String: JSONValue] = [:]) -> ChatTemplateError? {
        do throws(ChatTemplateError) {
            _ = try ChatTemplate(source: source).render(
                [ChatMessage(role: "user", content: "x")], addGenerationPrompt: false,
                variables: variables)
            return nil
        } catch {
            return error
        }
    }

    /// A namespace's attribute, changed by an assignment again and again.
    static func repeating(_ assignment: String, from start: String, _ count: Int) -> String {
        "{% set ns = namespace(s=\(start), t=\(start)) %}{% for i in range(\(count)) %}"
            + assignment + "{% endfor %}"
    }

    static let pairing = "{% set ns.s = [ns.s, ns.s] %}"
    static let letters = "{% set s = 'a' * 1000000 %}{% for i in range(99999) %}"

    static let endless: [String] = [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        repeating("{% set ns.s = ns.s + ns.s %}", from: "'x'", 99),
        repeating("{% set ns.s = ns.s ~ ns.s %}", from: "'x'", 99),
        repeating("{% set ns.s = ns.s + ns.s %}", from: "[1]", 99),
        repeating(pairing, from: "[1]", 60) + "{{ ns.s }}",
        repeating(pairing, from: "[1]", 60) + "{{ ns.s | tojson }}",
        repeating(pairing + "{% set ns.t = [ns.t, ns.t] %}", from: "[1]", 60)
            + "{{ ns.s == ns.t }}",
        repeating("{% set ns.s = (ns.s, ns.s) %}", from: "(1,)", 60) + "{{ {ns.s: 1} }}",
        "{{ 'a' * 999999999999 }}", "{{ 'ab' * 9223372036854775807 }}", "{{ [1] * 999999999 }}",
        "{{ 'a' | indent(999999999, true) }}", "{{ [1] | tojson(indent=999999999) }}",
        "{{ ('a' * 1000000).replace('', 'x' * 1000000) }}",
        "{{ ('a' * 100000) | join('b' * 100000) }}",
        "{{ range(99999) | map('string') | list | sort | map('string') | list | sort | sort }}",
        "{{ [('a' * 3000000).split('a')] * 9 }}", "{{ ('a ' * 3000000).split() }}",
        "{{ ('a\\n' * 3000000).splitlines() }}", "{{ ('a\\n' * 3000000)|indent }}",
        "{{ [1]|sort(attribute=',' * 3000000) }}", "{{ [1]|map(attribute='.' * 3000000)|list }}",
        repeating("{% set ns.s = ns.s|map('abs') %}", from: "[1]", 99_999) + "{{ ns.s|list }}",
        letters + "{{ s.upper()|length }}{% endfor %}",
        letters + "{% if s[1:] == s[:-1] %}{% endif %}{% endfor %}",
    ]

    @Test(arguments: endless)
    func `is stopped`(source: String) {
        let clock = ContinuousClock()
        let start = clock.now
        let error = outcome(source)
        switch error {
        case .tooMuchWork, .outputTooLarge, .tooDeep: break
        default: Issue.record("\(source): \(String(describing: error))")
        }
        #expect(clock.now - start < .seconds(60))
    }

    @Test(arguments: [
        "(", "[", "{1:", "not ", "-", "+", "a[", "f(", "a if b else ", "{% if a %}",
        "{% for a in b %}",
        "{% set a %}", "{% filter trim %}", "{% macro m() %}", "{% call f() %}", "{% with %}",
        "{% generation %}", "{{ a(b(c[", "a is divisibleby ", "a[1:",
    ])
    func `is not read when it is nested without end`(unit: String) {
        let count = 100_000 / unit.utf8.count
        let body = String(repeating: unit, count: count)
        let source = unit.hasPrefix("{%") || unit.hasPrefix("{{") ? body : "{{ " + body
        #expect(outcome(source) != nil)
    }

    @Test(arguments: [
        "+1", " ~ a", ".a", "|trim", "[0]", " and a", " or a", " is defined", " < 1",
        "()",
    ])
    func `is not read when its operators form a chain without end`(unit: String) {
        let source = "{{ range" + String(repeating: unit, count: 10_000) + " }}"
        let error = outcome(source)
        // Flat chains are read; nothing overflows the stack either way.
        if ![" ~ a", " < 1"].contains(unit) { #expect(error != nil) }
    }

    @Test(arguments: [
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% macro m(x) %}{{ caller is defined }}{% call m(x) %}{% endcall %}{% endmacro %}"
            + "{{ m(1) }}",
        "{% macro m(x) %}{{ m([x]) }}{% endmacro %}{{ m([]) }}",
        repeating("{% set ns.s = [ns.s] %}", from: "[]", 99_999),
        repeating("{% set ns.s = {1: ns.s} %}", from: "{}", 99_999),
    ])
    func `does not nest calls or values without end`(source: String) {
        guard case .tooDeep = outcome(source) else {
            Issue.record("\(source): \(String(describing: outcome(source)))")
            return
        }
    }

    @Test func `cannot make values that hold themselves`() {
        let source = """
            {% set ns = namespace() %}{% for i in range(9999) %}{% set n = namespace(next=ns.l) %}
            {%- set ns.l = n %}{% set n.me = n %}{% endfor %}{{ ns.l.me.me.next.next is defined }}
            """
        #expect(outcome(source) == nil)
    }

    @Test func `is bounded in size and names`() {
        let long = String(repeating: "x", count: ChatTemplate.sourceLimit)
        #expect(outcome(long) == nil)
        #expect(outcome(long + "x") == .sourceTooLarge(limit: ChatTemplate.sourceLimit))
        let names = (0..<600).map { "{{ v\($0) }}" }.joined()
        #expect(outcome(names) == .tooManyNames(limit: ChatTemplate.nameLimit))
    }

    @Test(arguments: [
        "{% if a %}{% set x = 1 %}{% elif b %}{% endif %}", "{% for a in [] %}{% endfor %}",
        "{{ a }}", "{# #}", "{% raw %}{% endraw %}", "{{ '' }}", "{% if 0 %}{% else %}{% endif %}",
        "{{ [] }}", "{%- set x = '\\n' -%}", "{", "{{ 0", "{% ", "{% raw %}", "{#", "  \n",
        "{% macro m(a, b=1) %}{{ a }}{% endmacro %}",
    ])
    func `is read in time that grows with its size`(unit: String) {
        let names = (0..<400).map { "{% set v\($0) = 1 %}" }.joined()
        let room = (ChatTemplate.sourceLimit - names.utf8.count) / unit.utf8.count
        let clock = ContinuousClock()
        let took = clock.measure { _ = outcome(names + String(repeating: unit, count: room)) }
        #expect(took < .seconds(30))
    }

    @Test func `may have a conversation that is nested too deeply`() {
        var value = JSONValue.null
        for _ in 0..<5_000 { value = .array([value]) }
        guard case .tooDeep = outcome("{{ v }}", variables: ["v": value]) else {
            Issue.record("a value of 5,000 levels is rendered")
            return
        }
    }

    @Test func `leaves room for long conversations`() throws {
        let template = try ChatTemplate(source: Fixture.template("qwen3"))
        let text = String(repeating: "Größe 👩‍👧 ", count: 20_000)
        let messages = (0..<200).map {
            ChatMessage(role: $0 % 2 == 0 ? "user" : "assistant", content: $0 < 20 ? text : "x")
        }
        let rendered = try template.render(messages, addGenerationPrompt: true)
        #expect(rendered.unicodeScalars.count > 20 * text.unicodeScalars.count)
    }
}

/// A rendering needs no more stack than a thread of half a megabyte has.
@Suite struct `The stack` {
    static let deep: [String] = [
        "{% macro m(x) %}" + String(repeating: "{% if true %}", count: 40) + "{{ m([[x]]) }}"
            + String(repeating: "{% endif %}", count: 40) + "{% endmacro %}{{ m(1) }}",
        "{% macro m(x) %}{{ " + String(repeating: "(", count: 20) + "m(x)"
            + String(repeating: "|trim)", count: 20) + " }}{% endmacro %}{{ m(1) }}",
        "{% macro m(x) %}{% for a in [1] %}{% set y %}{% filter trim %}{{ [1]|map('string')|"
            + "map('trim')|list|sort|join(m(x))|tojson }}{% endfilter %}{% endset %}{% endfor %}"
            + "{% endmacro %}{{ m(1) }}",
        "{{ " + String(repeating: "(", count: 45) + "1" + String(repeating: ")", count: 45)
            + " }}",
        `A hostile template`.repeating("{% set ns.s = [ns.s] %}", from: "[1]", 98)
            + "{{ ns.s }}{{ ns.s|tojson }}{{ ns.s == ns.s }}{{ {'a': ns.s}|dictsort }}",
        `A hostile template`.repeating("{% set ns.s = ns.s|map('abs') %}", from: "[1]", 350)
            + "{{ ns.s|list }}",
    ]

    @Test(arguments: deep)
    func `suffices`(source: String) throws {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            _ = Outcome {
                try ChatTemplate(source: source).render(
                    [ChatMessage(role: "user", content: "x")], addGenerationPrompt: false)
            }
            done.signal()
        }
        thread.stackSize = 512 << 10
        thread.start()
        #expect(done.wait(timeout: .now() + 60) == .success)
    }
}
