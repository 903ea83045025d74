import Foundation
import Machine
import Node
import NodeAPI
import Testing

@Suite struct `A node's configuration` {
    private func read(_ text: String) throws -> NodeConfiguration {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "openledger-\(UUID().uuidString).json").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try NodeConfiguration(file: path)
    }

    @Test func `has defaults for everything`() throws {
        #expect(try read("{}") == NodeConfiguration())
    }

    @Test func `takes every setting`() throws {
        let settings = try read(
            """
            {"data": "/srv/data", "listen": "[::1]:9000", "threads": 3, "queue": 10,
             "logLevel": "debug", "corsOrigins": ["https://app.example"],
             "limits": {"bodyBytes": 4096, "texts": 7, "allBodiesBytes": 40000000,
                        "embeddingTokens": 512, "embeddingTokensPerMinute": 1024,
                        "connections": 50, "connectionsPerAddress": 5, "headSeconds": 3,
                        "idleSeconds": 4, "sendSeconds": 6}}
            """)
        #expect(settings.data == "/srv/data")
        #expect(settings.listen == ListenAddress(host: "::1", port: 9000))
        #expect(settings.listen.description == "[::1]:9000")
        #expect(settings.threads == 3)
        #expect(settings.queue == 10)
        #expect(settings.logLevel == "debug")
        #expect(settings.limits.bodyBytes == 4096)
        #expect(settings.limits.texts == 7)
        #expect(settings.limits.allBodiesBytes == 40_000_000)
        #expect(settings.crossOrigin == CrossOrigin(["https://app.example"]))
        let serving = settings.serving
        #expect(serving.connections == 50 && serving.connectionsPerAddress == 5)
        #expect(serving.headSeconds == 3 && serving.idleSeconds == 4 && serving.sendSeconds == 6)
        #expect(settings.limits.embeddingTokens == 512)
        #expect(settings.limits.embeddingTokensPerMinute == 1_024)
    }

    @Test(arguments: [
        (#"{"lisen": "a:1"}"#, "did you mean 'listen'"),
        (#"{"listen": "nowhere"}"#, "'listen'"),
        (#"{"listen": "a:70000"}"#, "'listen'"),
        (#"{"threads": 0}"#, "1 to 1024"),
        (#"{"threads": "two"}"#, "'threads'"),
        (#"{"limits": {"rows": -1}}"#, "'limits.rows'"),
        (#"{"limits": 3}"#, "limits"),
        (
            #"{"limits": {"allBodiesBytes": 1048576}}"#,
            "at least twice bodyBytes and contributionBytes"
        ),
        (#"{"limits": {"connections": 0}}"#, "'limits.connections'"),
        (#"{"corsOrigins": "https://a"}"#, "an array of texts"),
        (#"{"corsOrigins": ["https://a", 7]}"#, "an array of texts"),
        (#"{"corsOrigins": ["https://a/b"]}"#, "as browsers write them"),
        (#"{"logLevel": "loud"}"#, "warning"),
        ("[]", "JSON object"),
        ("{", "no JSON"),
    ])
    func `names the setting that is wrong`(text: String, words: String) throws {
        let error = #expect(throws: OperationError.self) { try read(text) }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
    }

    @Test(arguments: ["127.0.0.1:80", "localhost:0", "[::1]:443"])
    func `knows loopback addresses`(text: String) throws {
        #expect(try #require(ListenAddress(text)).isLoopback)
    }

    @Test(arguments: ["0.0.0.0:80", "10.0.0.1:80"])
    func `knows that others are reachable`(text: String) throws {
        #expect(try #require(ListenAddress(text)).isLoopback == false)
    }

    @Test(arguments: ["", "a", ":80", "a:", "a:-1", "a:b", "::1:80"])
    func `refuses what is no address`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
