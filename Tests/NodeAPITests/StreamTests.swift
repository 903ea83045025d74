import HTTPTypes
import NodeAPI
import NodeTestKit
import Testing
import Wire

@Suite struct `A stream` {
    /// The events between their frames; nil where the framing is broken.
    static func events(_ text: String) -> [String]? {
        guard text.hasSuffix("\n\n") else { return nil }
        let events = text.dropLast(2).split(separator: "\n\n", omittingEmptySubsequences: false)
        guard events.allSatisfy({ $0.hasPrefix("data: ") && !$0.contains("\n") }) else {
            return nil
        }
        return events.map { String($0.dropFirst(6)) }
    }

    @Test func `brings role, content and end in chunks`() async throws {
        let reply = try await APIClient().ask("a web server", #""stream":true,"#)
        #expect(reply.status == 200)
        #expect(reply.type.hasPrefix("text/event-stream"))
        #expect(reply.headers[.receipt] == "43")
        #expect(reply.headers[.contentLength] == String(reply.bytes.count))
        let events = try #require(Self.events(reply.text))
        #expect(events.last == "[DONE]")
        let chunks = try events.dropLast().map {
            try JSONValue(parsing: Array($0.utf8), limit: 1 << 20)
        }
        try #require(chunks.count == 3)
        #expect(chunks.allSatisfy { $0["id"] == .string("chatcmpl-43") })
        #expect(chunks.allSatisfy { $0["object"] == .string("chat.completion.chunk") })
        let choices = chunks.compactMap { $0["choices"]?.arrayValue?.first }
        #expect(choices[0]["delta"]?["role"] == .string("assistant"))
        #expect(choices[1]["delta"]?["content"] == .string("games"))
        #expect(choices.map { $0["finish_reason"] } == [.null, .null, .string("stop")])
        #expect(chunks[0]["attribution"] == nil)
        #expect(chunks[2]["attribution"]?["receipt"] == .string("43"))
        let confidence = chunks.map { $0["confidencePartsPerMillion"] }
        #expect(confidence == [nil, nil, .integer(Int64(SampleNode.confidence))])
        #expect(chunks.allSatisfy { $0["usage"] == nil })
    }

    @Test func `brings its usage on demand`() async throws {
        let reply = try await APIClient().ask(
            "a", #""stream":true,"stream_options":{"include_usage":true},"#)
        let events = try #require(Self.events(reply.text))
        try #require(events.count == 5)
        let last = try JSONValue(parsing: Array(events[3].utf8), limit: 1 << 20)
        #expect(last["choices"] == .array([]))
        #expect(last["usage"]?["completion_tokens"] == .integer(7))
        #expect(last["usage"]?["total_tokens"] == .integer(8))
        #expect(last["attribution"]?["receipt"] == .string("43"))
        for event in events.prefix(3) {
            let chunk = try JSONValue(parsing: Array(event.utf8), limit: 1 << 20)
            #expect(chunk["usage"] == .null)
            #expect(chunk["attribution"] == nil)
        }
    }

    @Test func `keeps its frames whatever the words hold`() async throws {
        let client = try APIClient()
        let reply = try await client.ask("a\n\ndata: [DONE]\n\n", #""stream":true,"#)
        #expect(Self.events(reply.text)?.count == 4)
    }

    @Test func `is refused before it begins`() async throws {
        let reply = try await APIClient().ask("a", #""stream":true,"#, key: "key-poor")
        #expect(reply.status == 402)
        #expect(reply.type == "application/json")
    }
}
