import NodeAPI
import NodeTestKit
import Testing
import Wire

@Suite struct `A parameter of a question` {
    /// OpenAI's API reference, "Create chat completion", but for model and messages.
    static let all = [
        "audio", "frequency_penalty", "function_call", "functions", "logit_bias", "logprobs",
        "max_completion_tokens", "max_tokens", "metadata", "modalities", "n",
        "parallel_tool_calls", "prediction", "presence_penalty", "prompt_cache_key",
        "prompt_cache_retention", "reasoning_effort", "response_format", "safety_identifier",
        "seed", "service_tier", "stop", "store", "stream", "stream_options", "temperature",
        "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
    ]

    @Test(arguments: all)
    func `is known, and null leaves it out`(name: String) async throws {
        #expect(try await APIClient().ask("a", #""\#(name)":null,"#).status == 200)
    }

    @Test func `is described where the document is`() async throws {
        let path = [
            "paths", "/v1/chat/completions", "post", "requestBody", "content", "application/json",
            "schema",
        ]
        let document = try await APIClient().get("/openapi.json").json
        let schema = path.reduce(document) { $0?[$1] }
        #expect(schema?["additionalProperties"] == .bool(false))
        let names = schema?["properties"]?.members?.map(\.0) ?? []
        #expect(Set(names) == Set(Self.all + ["model", "messages"]))
    }

    @Test(arguments: [
        #""temperature":0,"top_p":0.1,"#, #""temperature":0.2,"max_tokens":1,"#,
        #""max_completion_tokens":16,"#, #""logprobs":false,"top_logprobs":0,"#,
        #""frequency_penalty":0.0,"presence_penalty":0,"logit_bias":{},"#,
        #""response_format":{"type":"text"},"modalities":["text"],"#,
        #""tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"auto","#,
        #""tools":[],"tool_choice":"none","parallel_tool_calls":true,"#,
        #""stop":[],"user":"x","store":false,"metadata":{},"service_tier":"auto","#,
        #""stream_options":{"include_usage":true,"include_obfuscation":false},"#,
    ])
    func `is taken with a value that is honoured`(members: String) async throws {
        #expect(try await APIClient().ask("a", members).status == 200)
    }

    @Test(arguments: [
        ("logprobs", "true"), ("logprobs", "1"), ("top_logprobs", "5"),
        (
            "response_format",
            #"{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{}}}"#
        ),
        ("response_format", #"{"type":"json_object"}"#), ("response_format", #""text""#),
        ("tool_choice", #""required""#),
        ("tool_choice", #"{"type":"function","function":{"name":"f"}}"#),
        ("tools", #""f""#), ("tools", "[1]"), ("functions", "{}"), ("function_call", "{}"),
        ("max_tokens", "0"), ("max_tokens", "-1"), ("max_tokens", "1.5"), ("max_tokens", "[]"),
        ("max_completion_tokens", "0"), ("temperature", #""hot""#), ("temperature", "2.1"),
        ("temperature", "-0.1"), ("top_p", #""x""#), ("top_p", "1.01"), ("seed", #""x""#),
        ("seed", "1.5"), ("frequency_penalty", "0.5"), ("presence_penalty", "-2"),
        ("logit_bias", #"{"50256":-100}"#), ("stop", #""a""#), ("stop", #"["a"]"#),
        ("audio", "{}"), ("modalities", #"["text","audio"]"#), ("modalities", #"["audio"]"#),
        ("prediction", #"{"type":"content","content":"a"}"#), ("reasoning_effort", #""high""#),
        ("verbosity", #""high""#), ("web_search_options", "{}"), ("store", "true"),
        ("metadata", #"{"a":"b"}"#), ("service_tier", #""priority""#), ("user", "7"),
        ("parallel_tool_calls", #""yes""#), ("top_k", "40"), ("temprature", "1"),
        ("stream_options.include_obfuscation", "true"), ("stream_options.x", "1"),
    ])
    func `whose value cannot be honoured is named, and nothing is asked`(
        name: String, value: String
    ) async throws {
        let client = try APIClient()
        let parts = name.split(separator: ".")
        let member =
            parts.count == 1
            ? #""\#(name)":\#(value),"# : #""\#(parts[0])":{"\#(parts[1])":\#(value)},"#
        let reply = try await client.ask("a", member)
        #expect(reply.status == 400)
        #expect(reply.parameter == name)
        #expect(reply.json?["error"]?["type"] == .string("invalid_request_error"))
        #expect(client.node.orders.isEmpty)
    }
}
