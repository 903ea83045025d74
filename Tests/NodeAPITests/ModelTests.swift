import HTTPTypes
import NodeTestKit
import Testing
import Wire

@Suite struct `The models` {
    @Test func `are listed as OpenAI lists them, with price, Datanet and deploy`() async throws {
        let client = try APIClient()
        let reply = try await client.get("/v1/models")
        #expect(reply.status == 200)
        #expect(reply.type == "application/json")
        #expect(reply.json?["object"] == .string("list"))
        let models = try #require(reply.json?["data"]?.arrayValue)
        #expect(
            models.map { $0["id"] } == [SampleNode.model, SampleNode.embedder].map { .string($0) })
        #expect(models.allSatisfy { $0["object"] == .string("model") })
        #expect(models.allSatisfy { $0["created"]?.integerValue != nil })
        #expect(models[0]["openledger"]?["price"] == .string("10000000"))
        #expect(models[0]["openledger"]?["datanet"] == .string("debian-sections"))
        #expect(models[1]["openledger"]?["price"] == .string("0"))
    }

    @Test func `are shown one by one`() async throws {
        let client = try APIClient()
        let listed = try await client.get("/v1/models").json?["data"]?.arrayValue
        #expect(try await client.get("/v1/models/sections-v3").json == listed?.first)
        #expect(try await client.get("/v1/models/%73ections-v3").json == listed?.first)
        for path in ["an/owner's", "an%2Fowner's"] {
            let reply = try await client.get("/v1/models/" + path)
            #expect(reply.json?["error"]?["message"]?.stringValue?.contains("an/owner's") == true)
        }
        let unknown = try await client.get("/v1/models/gpt-99")
        #expect(unknown.status == 404)
        #expect(unknown.code == "model_not_found")
        #expect(unknown.parameter == "model")
    }

    @Test func `are shown with what the log says of them`() async throws {
        let client = try APIClient()
        let listed = try await client.get("/api/models").json?["models"]?.arrayValue
        let shown = try await client.get("/api/models/sections-v3")
        #expect(shown.json == listed?.first)
        let metric = try #require(shown.json?["metrics"]?.arrayValue?.first)
        #expect(metric["name"] == .string("accuracy") && metric["value"] == .integer(60))
        #expect(metric["count"] == .integer(100))
        #expect(shown.json?["methods"]?.arrayValue?.count == 1)
        let datanets = shown.json?["datanets"]?.arrayValue
        #expect(datanets?.map { $0["name"] } == [.string("debian-sections")])
        #expect(
            shown.json?["files"]?.arrayValue?.map { $0["name"] }
                == [.string("manifest.json"), .string("gate.bin")])
        #expect(shown.json?["shares"]?["contributors"] == .integer(7000))
        #expect(shown.json?["verdict"] == .some(.null))
        let standings = shown.json?["standings"]
        #expect(standings?["payable"] == .integer(1) && standings?["gated"] == .integer(1))
        #expect(standings?["fewRows"] == .integer(0))
        let unknown = try await client.get("/api/models/x")
        #expect(unknown.status == 404)
        #expect(unknown.type == "application/problem+json")
    }
}

@Suite struct `Training` {
    static let order = #"{"name":"mine","datanet":"debian-sections","price":"1"}"#

    @Test func `is ordered, queued and followed`() async throws {
        let client = try APIClient()
        let reply = try await client.post("/api/models", Self.order)
        #expect(reply.status == 202)
        #expect(reply.headers[.location] == "/api/jobs/1")
        #expect(reply.json?["state"] == .string("queued"))
        #expect(try await client.get("/api/jobs/1").json == reply.json)
        let jobs = try await client.get("/api/jobs").json?["jobs"]?.arrayValue
        #expect(jobs == reply.json.map { [$0] })
        #expect(try await client.post("/api/models", Self.order).status == 409)
    }

    @Test(arguments: [
        (#"{"datanet":"debian-sections","price":"1"}"#, "name"),
        (#"{"name":"A","datanet":"debian-sections","price":"1"}"#, "name"),
        (#"{"name":"","datanet":"debian-sections","price":"1"}"#, "name"),
        (#"{"name":"mine","price":"1"}"#, "datanet"),
        (#"{"name":"mine","datanet":"debian-sections","price":1}"#, "price"),
        (#"{"name":"mine","datanet":"debian-sections","price":"01"}"#, "price"),
        (#"{"name":"mine","datanet":"debian-sections","price":"0"}"#, "price"),
        (#"{"name":"mine","datanet":"debian-sections","price":"-1"}"#, "price"),
        (#"{"name":"mine","datanet":"debian-sections","price":"18446744073709551616"}"#, "price"),
        (#"{"name":"mine","datanet":"d","price":"1","epochs":0}"#, "epochs"),
        (#"{"name":"mine","datanet":"d","price":"1","epochs":21}"#, "epochs"),
        (#"{"name":"mine","datanet":"d","price":"1","evaluation":[]}"#, "evaluation"),
        (
            #"{"name":"mine","datanet":"d","price":"1","evaluation":[{"text":"a"}]}"#,
            "evaluation[0].label"
        ),
    ])
    func `is refused by the parameter's name`(body: String, parameter: String) async throws {
        let reply = try await APIClient().post("/api/models", body)
        #expect(reply.status == 400)
        #expect(reply.parameter == parameter)
    }

    @Test func `has no job of another number`() async throws {
        let client = try APIClient()
        #expect(try await client.get("/api/jobs/7").status == 404)
        #expect(try await client.get("/api/jobs/x").status == 400)
    }

    @Test func `needs a Datanet that exists`() async throws {
        let body = #"{"name":"mine","datanet":"d","price":"1"}"#
        #expect(try await APIClient().post("/api/models", body).status == 404)
    }
}
