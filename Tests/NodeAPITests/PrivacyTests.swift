import HTTPTypes
import Ledger
import NodeAPI
import NodeTestKit
import Synchronization
import Testing
import Wire

@Suite struct `The words of an answer` {
    private let client: APIClient
    private static let question = "a secret question about zebras"

    init() throws {
        client = APIClient(
            of: try SampleNode(hasVisitor: false, isDemonstration: false))
    }

    /// Asks the secret question; gives the receipt's path.
    private func asked() async throws -> String {
        let reply = try await client.ask(Self.question)
        #expect(reply.text.contains(#""content":"games""#))
        return "/api/receipts/" + (try #require(reply.headers[.receipt]))
    }

    private func isSilent(_ reply: APIClient.Reply) -> Bool {
        !reply.text.contains("zebra") && reply.json?["question"] ?? .null == .null
            && reply.json?["answer"] ?? .null == .null && reply.json?["opening"] ?? .null == .null
            && reply.json?["confidencePartsPerMillion"] ?? .null == .null
            && !reply.text.contains("\(SampleNode.confidence)")
    }

    @Test func `are told by no route to anybody but the payer`() async throws {
        let path = try await asked()
        let id = path.dropFirst("/api/receipts/".count)
        for headers in [[:], .key("key-poor"), .key("key-operator")] as [HTTPFields] {
            for path in [
                path, path + "/export", "/api/entries", "/api/entries/\(id)", "/api/log",
                path + "?link=" + String(repeating: "a", count: 64), path + "?link=nonsense",
                "/metrics", "/log/tile/entries/000.p/44",
            ] {
                let reply = try await client.get(path, headers)
                #expect(isSilent(reply), "\(path)")
                guard path != "/metrics" else { continue }
                let head = try await client.send(.head, path, headers)
                #expect(head.headers[.contentLength] == reply.headers[.contentLength], "\(path)")
            }
            let shown = try await client.get(path, headers)
            #expect(shown.status == 200)
            #expect(shown.json?["words"] == .string("withheld"))
            #expect(shown.json?["attribution"]?["receipt"] == .string(String(id)))
            #expect(shown.headers[.vary]?.contains("Authorization") == true)
            #expect(shown.headers[.cacheControl] == "no-cache")
        }
    }

    @Test func `are told alike whether they are there or erased, without a right to them`()
        async throws
    {
        let path = try await asked()
        let before = try await client.get(path)
        client.node.state.withLock { $0.texts = [:] }
        #expect(try await client.get(path).bytes == before.bytes)
        let payers = try await client.get(path, .key("key-payer"))
        #expect(payers.json?["words"] == .string("erased") && isSilent(payers))
    }

    @Test func `open the entry's commitments for the payer's key, and are kept by no cache`()
        async throws
    {
        let path = try await asked()
        let reply = try await client.get(
            path,
            [
                .authorization: "Bearer key-payer", .acceptEncoding: "gzip",
            ])
        #expect(reply.json?["words"] == .string("payer"))
        #expect(reply.json?["question"] == .string(Self.question))
        #expect(
            reply.json?["confidencePartsPerMillion"] == .integer(Int64(SampleNode.confidence)))
        #expect(reply.headers[.cacheControl] == "private, no-store")
        #expect(reply.headers[.contentEncoding] == nil)
        let entry = try Entry(
            decoding: try #require(reply.json?["entry"]?.stringValue.flatMap(Base64.decode)))
        guard case .answer(let answer) = entry.body else {
            Issue.record("The entry is no answer.")
            return
        }
        func salt(_ name: String) throws -> Digest {
            try #require(reply.json?["opening"]?[name]?.stringValue.flatMap { Digest(hex: $0) })
        }
        #expect(
            Commitment.request(salt: try salt("requestSalt"), bytes: Array(Self.question.utf8))
                == answer.requestCommitment)
        #expect(
            Commitment.answer(salt: try salt("answerSalt"), bytes: Array("games".utf8))
                == answer.answerCommitment)
    }

    @Test func `are asked for with a key of this node or with none`() async throws {
        let path = try await asked()
        for key in ["Bearer nonsense", "Bearer", "Bearer a b"] {
            let reply = try await client.get(path, [.authorization: key])
            #expect(reply.status == 401 && isSilent(reply))
        }
        #expect(try await client.get(path, [.authorization: "Basic Zm9v"]).status == 200)
    }

    @Test func `are shown by a link of the payer's until it is revoked`() async throws {
        let path = try await asked()
        let other =
            "/api/receipts/"
            + (try #require(try await client.ask("another").headers[.receipt]))
        let made = try await client.post(path + "/links", "", type: nil)
        #expect(made.status == 201 && made.headers[.cacheControl] == "private, no-store")
        let secret = try #require(made.json?["secret"]?.stringValue)
        let id = try #require(made.json?["link"]?.stringValue)
        #expect(secret != id && made.json?["path"]?.stringValue?.hasSuffix(secret) == true)
        let shown = try await client.get(path + "?link=" + secret)
        #expect(shown.json?["question"] == .string(Self.question))
        #expect(shown.json?["words"] == .string("link"))
        #expect(shown.headers[.cacheControl] == "private, no-store")
        #expect(shown.headers[.robots] == "noindex")
        #expect(isSilent(try await client.get(other + "?link=" + secret)))
        #expect(isSilent(try await client.get(path + "?link=" + id)))
        for malformed in ["", "nonsense", secret + "0"] {
            let refused = try await client.get(path + "?link=" + malformed)
            #expect(refused.status == 400 && refused.parameter == "link", "\(malformed)")
        }

        let listed = try await client.get(path + "/links", .key("key-payer"))
        #expect(!listed.text.contains(secret))
        #expect(listed.json?["links"]?.arrayValue?.first?["link"] == .string(id))
        for _ in 0..<2 {
            let revoked = try await client.send(.delete, path + "/links/" + id, .key("key-payer"))
            #expect(revoked.status == 200 && revoked.json?["revoked"] != .null)
        }
        let after = try await client.get(path + "?link=" + secret)
        #expect(after.bytes == (try await client.get(path)).bytes)
    }

    @Test func `are shown to everyone once they are published, and nothing takes that back`()
        async throws
    {
        let path = try await asked()
        let published = path + "/publication"
        #expect(try await client.post(published, "", type: nil).status == 201)
        #expect(try await client.post(published, "", type: nil).status == 200)
        let shown = try await client.get(path)
        #expect(shown.json?["question"] == .string(Self.question))
        #expect(shown.json?["words"] == .string("published"))
        #expect(shown.headers[.cacheControl] == "no-cache" && shown.headers[.robots] == nil)
        let reply = try await client.send(.delete, published, .key("key-payer"))
        #expect(reply.status == 405 && reply.headers[.allow] == "POST")
    }

    @Test func `are disclosed by nobody else, and only of answers`() async throws {
        let path = try await asked()
        let id = String(repeating: "0", count: 64)
        func statuses(_ path: String, _ key: String?) async throws -> [Int] {
            let headers: HTTPFields = key.map { .key($0) } ?? [:]
            return [
                try await client.post(path + "/publication", "", key: key, type: nil).status,
                try await client.post(path + "/links", "", key: key, type: nil).status,
                try await client.get(path + "/links", headers).status,
                try await client.send(.delete, path + "/links/" + id, headers).status,
            ]
        }
        for key in ["key-poor", "key-operator"] {
            #expect(try await statuses(path, key) == [403, 403, 403, 403])
        }
        #expect(try await statuses(path, nil) == [401, 401, 401, 401])
        #expect(try await statuses("/api/receipts/0", "key-payer") == [404, 404, 404, 404])
        #expect(try await statuses("/api/receipts/999", "key-payer") == [404, 404, 404, 404])
        let unknown = try await client.send(.delete, path + "/links/" + id, .key("key-payer"))
        #expect(unknown.status == 404)
        let crooked = try await client.send(.delete, path + "/links/x", .key("key-payer"))
        #expect(crooked.status == 400 && crooked.parameter == "link")
        #expect(isSilent(try await client.get(path)))
    }

    @Test func `are shown to everyone in a demonstration`() async throws {
        let client = try APIClient()
        let id = try #require(try await client.ask(Self.question).headers[.receipt])
        let shown = try await client.get("/api/receipts/\(id)")
        #expect(shown.json?["question"] == .string(Self.question))
        #expect(shown.json?["words"] == .string("demonstration"))
    }

    @Test func `and links' secrets never reach the node's log`() async throws {
        let lines = `The request log`.Lines()
        var client = client
        client.logger = lines.logger
        let reply = try await client.ask(Self.question)
        let path = "/api/receipts/" + (try #require(reply.headers[.receipt]))
        let made = try await client.post(path + "/links", "", type: nil)
        let secret = try #require(made.json?["secret"]?.stringValue)
        _ = try await client.get(path + "?link=" + secret)
        client.node.refuse(ServiceRefusal.failed(cause: "The disk is full."))
        _ = try await client.get(path + "?link=" + secret)
        _ = try await client.ask(Self.question)
        #expect(lines.text.contains("The disk is full."))
        #expect(!lines.text.contains("zebra") && !lines.text.contains(secret))
    }
}
