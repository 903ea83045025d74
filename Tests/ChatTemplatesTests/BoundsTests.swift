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

    @Test(arguments: [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(s='x') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(99) %}{% set ns.s = ns.s + ns.s %}{% endfor %}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}",
        "{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s | tojson }}",
        "{% set ns = namespace(s=[1], t=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.s == ns.t }}",
        "{% set ns = namespace(s=(1,)) %}{% for i in range(60) %}{% set ns.s = (ns.s, ns.s) %}{% endfor %}{{ {ns.s: 1} }}",
        "{{ 'a' * 999999999999 }}", "{{ 'ab' * 9223372036854775807 }}", "{{ [1] * 999999999 }}",
        "{{ 'a' | indent(999999999, true) }}", "{{ [1] | tojson(indent=999999999) }}",
        "{{ ('a' * 1000000).replace('', 'x' * 1000000) }}",
        "{{ ('a' * 100000) | join('b' * 100000) }}",
        "{{ range(99999) | map('string') | list | map('string') | list | sort | list | sort | list }}",
        "{{ ('a' * 1000000).split('') | length if false else [('a' * 1000000).split('a')] * 9 }}",
        "{% set ns = namespace(l=range(3)|map('abs')) %}{% for i in range(99999) %}{% set ns.l = ns.l|map('abs') %}{% endfor %}{{ ns.l|list }}",
        "{% set s = 'a' * 1000000 %}{% for i in range(99999) %}{{ s.upper()|length }}{% endfor %}",
        "{% set s = 'a' * 1000000 %}{% for i in range(99999) %}{% if s[1:] == s[:-1] %}{% endif %}{% endfor %}",
    ])
    func `is stopped`(source: String) {
        let clock = ContinuousClock()
        let start = clock.now
        let error = outcome(source)
        switch error {
        case .tooMuchWork, .outputTooLarge, .tooDeep: break
        default: Issue.record("\(source): \(String(describing: error))")
        }
        #expect(clock.now - start < .seconds(10))
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
        "+1", " ~ a", ".a", "|trim", "[0]", " and a", " or a", " is defined", " < 1", "()",
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
        "{% macro m(x) %}{{ caller is defined }}{% call m(x) %}{% endcall %}{% endmacro %}{{ m(1) }}",
        "{% macro m(x) %}{{ m([x]) }}{% endmacro %}{{ m([]) }}",
        "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}",
        "{% set ns = namespace(l={}) %}{% for i in range(99999) %}{% set ns.l = {1: ns.l} %}{% endfor %}",
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
        #expect(took < .seconds(5))
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
    @Test(arguments: [
        "{% macro m(x) %}" + String(repeating: "{% if true %}", count: 40) + "{{ m([[x]]) }}"
            + String(repeating: "{% endif %}", count: 40) + "{% endmacro %}{{ m(1) }}",
        "{% macro m(x) %}{{ ((((((((((m(x)|trim)|trim)|trim)|trim)|trim)|trim)|trim)|trim)|trim)|trim) }}"
            + "{% endmacro %}{{ m(1) }}",
        "{% macro m(x) %}{% for a in [1] %}{% set y %}{% filter trim %}{{ [1]|map('string')|map('trim')|"
            + "list|sort|join(m(x))|tojson }}{% endfilter %}{% endset %}{% endfor %}{% endmacro %}{{ m(1) }}",
        "{{ " + String(repeating: "(", count: 45) + "1" + String(repeating: ")", count: 45) + " }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(98) %}{% set ns.l = [ns.l] %}{% endfor %}"
            + "{{ ns.l }}{{ ns.l|tojson }}{{ ns.l == ns.l }}{{ {'a': ns.l}|dictsort }}",
        "{% set ns = namespace(l=range(3)|map('abs')) %}{% for i in range(350) %}{% set ns.l = ns.l|map('abs') %}"
            + "{% endfor %}{{ ns.l|list }}",
    ])
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
