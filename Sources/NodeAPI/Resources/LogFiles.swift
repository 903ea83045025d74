internal import HTTPTypes
internal import Hummingbird
internal import TransparencyLog
internal import Wire

/// `/log`: the log's static files as C2SP's tlog-tiles has them.
enum LogFileRoutes {
    static let all: [Route] = [
        .get("/log/checkpoint", checkpointing, answer: checkpoint),
        .get("/log/tile/{tile+}", tiling, answer: tile),
        .get("/log/key", keying, answer: key),
    ]

    private static func checkpoint(_ call: Call) async throws -> Response {
        guard let bytes = try await call.services.logFiles.file(at: "checkpoint") else {
            throw ServiceRefusal.notFound("The log is empty: it has no checkpoint.")
        }
        return .bytes(
            bytes, type: "text/plain; charset=utf-8", headers: [.cacheControl: "no-cache"])
    }

    /// Only what is written exactly as a tile's path is looked for.
    private static func tile(_ call: Call) async throws -> Response {
        guard let tile = Tile(path: "tile/" + call.capture("tile")) else {
            throw ServiceRefusal.notFound("A tile's path is <level>/<index>[.p/<width>].")
        }
        guard let bytes = try await call.services.logFiles.file(at: tile.path) else {
            throw ServiceRefusal.notFound("The log has no \(tile.path).")
        }
        let isFull = tile.width == Tile.fullWidth
        return .bytes(
            bytes, type: "application/octet-stream",
            headers: [
                .cacheControl: isFull
                    ? "public, max-age=31536000, immutable" : "public, max-age=60"
            ])
    }

    private static func key(_ call: Call) async throws -> Response {
        let key = try await call.services.ledger.head().verifierKey
        return .bytes(Array("\(key)\n".utf8), type: "text/plain; charset=utf-8")
    }

    private static let checkpointing = Operation(
        id: "getCheckpoint", tag: "Log", summary: "The last signed checkpoint.",
        replies: [
            Operation.Reply(
                status: 200, description: "A C2SP signed note.",
                contents: [("text/plain", Schema.string())])
        ],
        refusals: [404: "The log is empty."])

    private static let tiling = Operation(
        id: "getTile", tag: "Log", summary: "A tile of hashes or a bundle of entries.",
        parameters: [
            .path(
                "tile", Schema.string(),
                "`<level>/<index>` or `entries/<index>`, with `.p/<width>` for a partial tile.",
                example: "0/000.p/1")
        ],
        replies: [
            Operation.Reply(
                status: 200, description: "The tile's bytes; a full tile never changes.",
                contents: [("application/octet-stream", Schema.string())],
                headers: [HTTPField.Name.cacheControl.rawName])
        ],
        refusals: [404: "There is no such tile."])

    private static let keying = Operation(
        id: "getLogKey", tag: "Log", summary: "The key that verifies checkpoints.",
        replies: [
            Operation.Reply(
                status: 200, description: "A C2SP verifier key and a line feed.",
                contents: [("text/plain", Schema.string())])
        ])
}
