import HTTPTypes
import NodeAPI
import NodeTestKit
import Testing
import Wire

@Suite struct `Embedding` {
    static func embed(
        _ client: APIClient, _ input: String, _ members: String = ""
    ) async throws -> APIClient.Reply {
        try await client.post(
            "/v1/embeddings",
            #"{"model":"\#(SampleNode.embedder)",\#(members)"input":\#(input)}"#)
    }

    /// What the small node computes for a text.
    static func vector(_ text: String) -> [Float] {
        let first = Float(text.utf8.first ?? 0)
        return (0..<384).map { (first + Float($0)) / 1000 - 0.3 }
    }

    @Test func `come as numbers that read back exactly`() async throws {
        let reply = try await Self.embed(APIClient(), #"["b","a"]"#)
        #expect(reply.status == 200)
        #expect(reply.json?["object"] == .string("list"))
        #expect(reply.json?["model"] == .string("sentence-transformers/all-MiniLM-L6-v2"))
        #expect(reply.json?["usage"]?.text == #"{"prompt_tokens":2,"total_tokens":2}"#)
        let data = try #require(reply.json?["data"]?.arrayValue)
        #expect(data.map { $0["index"] } == [.integer(0), .integer(1)])
        for (item, text) in zip(data, ["b", "a"]) {
            let numbers = item["embedding"]?.arrayValue?.compactMap(\.doubleValue).map(Float.init)
            #expect(numbers == Self.vector(text))
        }
    }

    @Test func `come as base64 of little-endian floats`() async throws {
        let reply = try await Self.embed(APIClient(), #""a""#, #""encoding_format":"base64","#)
        let text = reply.json?["data"]?.arrayValue?.first?["embedding"]?.stringValue
        let bytes = try #require(text.flatMap(Base64.decode))
        let numbers = stride(from: 0, to: bytes.count, by: 4).map { start in
            Float(
                bitPattern: (0..<4).reduce(UInt32(0)) {
                    $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1)
                })
        }
        #expect(numbers == Self.vector("a"))
    }

    @Test func `take as many texts as the limit`() async throws {
        var limits = RequestLimits()
        limits.texts = 2
        let client = try APIClient(limits: limits)
        #expect(try await Self.embed(client, #"["a","b"]"#).status == 200)
        #expect(try await Self.embed(client, #"["a","b","c"]"#).status == 400)
    }

    @Test(arguments: [
        ("7", "input"), ("[]", "input"), (#""""#, "input"), (#"["a",""]"#, "input"),
        ("null", "input"), ("[[]]", "input"), ("[[-1]]", "input"), ("[1.5]", "input"),
        (#"[1,"a"]"#, "input"), (#"[[1,"a"]]"#, "input"), ("[[[1]]]", "input"),
        ("{}", "input"), ("[true]", "input"),
    ])
    func `are refused without texts`(input: String, parameter: String) async throws {
        let reply = try await Self.embed(APIClient(), input)
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }

    @Test(arguments: [
        (#""dimensions":383,"#, "dimensions"), (#""dimensions":"384","#, "dimensions"),
        (#""encoding_format":"int8","#, "encoding_format"),
        (#""encoding_format":1,"#, "encoding_format"),
    ])
    func `are refused in another form`(members: String, parameter: String) async throws {
        let reply = try await Self.embed(APIClient(), #""a""#, members)
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }

    @Test func `may be of texts in tokens, one or many`() async throws {
        let client = try APIClient()
        for input in ["[1,2]", "[1.0,2]", "[[1.0]]", "[[1,2],[3]]", #"["a",[4]]"#] {
            #expect(try await Self.embed(client, input).status == 200, "\(input)")
        }
        #expect(
            client.node.embedded == [
                [.tokens([1, 2])], [.tokens([1, 2])], [.tokens([1])],
                [.tokens([1, 2]), .tokens([3])], [.text("a"), .tokens([4])],
            ])
        let longest = Array(repeating: "9", count: 8_192).joined(separator: ",")
        #expect(try await Self.embed(client, "[\(longest)]").status == 200)
        #expect(try await Self.embed(client, "[\(longest),9]").status == 400)
    }

    @Test func `may be of 2,048 texts at once`() async throws {
        let client = try APIClient()
        let texts = Array(repeating: #""a""#, count: 2_048).joined(separator: ",")
        let reply = try await Self.embed(client, "[\(texts)]", #""encoding_format":"base64","#)
        #expect(reply.status == 200)
        #expect(reply.json?["data"]?.arrayValue?.count == 2_048)
        #expect(try await Self.embed(client, #"[\#(texts),"a"]"#).status == 400)
    }

    @Test func `take no parameter that is not theirs`() async throws {
        let client = try APIClient()
        #expect(try await Self.embed(client, #""a""#, #""user":"x","#).status == 200)
        let reply = try await Self.embed(client, #""a""#, #""truncate":"none","#)
        #expect(reply.status == 400)
        #expect(reply.parameter == "truncate")
        #expect(client.node.embedded.count == 1)
    }

    @Test func `have one length`() async throws {
        let client = try APIClient()
        #expect(try await Self.embed(client, #""a""#, #""dimensions":384,"#).status == 200)
        #expect(try await Self.embed(client, #""a""#, #""dimensions":null,"#).status == 200)
    }

    @Test func `are the embedding model's only`() async throws {
        let reply = try await APIClient().post(
            "/v1/embeddings", #"{"model":"sections-v3","input":"a"}"#)
        #expect(reply.status == 404)
        #expect(reply.code == "model_not_found")
    }
}
