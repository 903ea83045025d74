internal import FoundationEssentials
internal import Ledger
internal import LedgerStorage
package import Machine
package import NodeAPI
internal import Wire

/// What a node is told: by its configuration file, over which the command line has the last word.
///
/// The file is one JSON object; every member may be left out:
///
/// ```json
/// {"data": "/var/lib/openledger", "listen": "127.0.0.1:8080", "threads": 1, "queue": 256,
///  "logLevel": "info", "corsOrigins": ["https://app.example"],
///  "limits": {"bodyBytes": 1048576, "concurrentRequests": 256}}
/// ```
package struct NodeConfiguration: Equatable, Sendable {
    /// The data directory; nil when the file does not say.
    package var data: String?
    /// A file outside the data directory that has the last acknowledged checkpoint, or an address
    /// with one that others have seen; the log must have reached it.
    package var atLeast: String?
    /// Where requests are taken.
    package var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    /// Compute threads; nil for one less than the machine's cores, at least one.
    package var threads: Int?
    /// Questions that may wait to be computed.
    package var queue = 256
    /// `trace`, `debug`, `info`, `notice`, `warning`, `error` or `critical`.
    package var logLevel = "info"
    /// Which other sites' pages may read what the routes for programs answer.
    package var crossOrigin = CrossOrigin.none
    /// What requests may hold.
    package var limits = RequestLimits()
    /// How long and how many connections may be.
    package var serving = HTTPServing()

    static let logLevels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

    /// The defaults.
    package init() {}

    /// Reads a file.
    ///
    /// - Throws: `OperationError` that names the file and the setting, and says what it may be.
    package init(file path: String) throws(OperationError) {
        guard let bytes = try? PosixFile.contents(of: path, limit: FileLimit.text) else {
            throw OperationError(.files, "cannot read the configuration \(path)")
        }
        try self.init(json: bytes, path: path)
    }

    init(json bytes: [UInt8], path: String) throws(OperationError) {
        let json: JSONValue
        do { json = try JSONValue(parsing: bytes, limit: 1 << 16) } catch {
            throw OperationError(.usage, "\(path) is no JSON: \(error)")
        }
        var settings = try Settings(json, path: path, prefix: "")
        data = try settings.text("data")
        atLeast = try settings.text("atLeast")
        if let text = try settings.text("listen") {
            guard let address = ListenAddress(text) else {
                throw settings.refusal("listen", "a host and a port, as 127.0.0.1:8080")
            }
            listen = address
        }
        threads = try settings.number("threads", 1...1024)
        queue = try settings.number("queue", 1...65_536) ?? queue
        if let level = try settings.text("logLevel") {
            guard Self.logLevels.contains(level) else {
                throw settings.refusal("logLevel", Self.logLevels.joined(separator: ", "))
            }
            logLevel = level
        }
        if let texts = try settings.texts("corsOrigins") {
            try allow(origins: texts, setting: "'corsOrigins' in \(path)")
        }
        if let object = settings.take("limits") { try readLimits(object, path) }
        try settings.finish()
    }

    /// Lets the pages of other sites read what the routes for programs answer.
    ///
    /// - Parameters:
    ///   - origins: as browsers write them, or `*`.
    ///   - setting: what said so, for the refusal.
    /// - Throws: `OperationError` for an origin that no browser would write so.
    package mutating func allow(
        origins: [String], setting: String
    ) throws(OperationError) {
        guard let known = CrossOrigin(origins) else {
            throw OperationError(.usage, "\(setting) must be \(CrossOrigin.form)")
        }
        crossOrigin = known
    }

    private mutating func readLimits(
        _ json: JSONValue, _ path: String
    ) throws(OperationError) {
        var settings = try Settings(json, path: path, prefix: "limits.")
        limits.bodyBytes = try settings.number("bodyBytes", 1024...1 << 28) ?? limits.bodyBytes
        limits.contributionBytes =
            try settings.number("contributionBytes", 1024...1 << 28) ?? limits.contributionBytes
        limits.allBodiesBytes =
            try settings.number("allBodiesBytes", 1024...1 << 32) ?? limits.allBodiesBytes
        guard limits.allBodiesBytes / 2 >= max(limits.bodyBytes, limits.contributionBytes) else {
            throw settings.refusal(
                "allBodiesBytes", "at least twice bodyBytes and contributionBytes")
        }
        limits.contributedBytesPerHour =
            try settings.number("contributedBytesPerHour", 1024...1 << 40)
            ?? limits.contributedBytesPerHour
        limits.datanetBytes =
            try settings.number("datanetBytes", 1 << 20...1 << 30) ?? limits.datanetBytes
        limits.rows = try settings.number("rows", 1...1_000_000) ?? limits.rows
        limits.questionBytes =
            try settings.number("questionBytes", 1...AnswerOpening.textLimit)
            ?? limits.questionBytes
        limits.texts = try settings.number("texts", 1...10_000) ?? limits.texts
        limits.embeddingTokens =
            try settings.number("embeddingTokens", 256...1 << 30) ?? limits.embeddingTokens
        limits.embeddingTokensPerMinute =
            try settings.number("embeddingTokensPerMinute", 256...1 << 30)
            ?? limits.embeddingTokensPerMinute
        limits.modelsPerAccount =
            try settings.number("modelsPerAccount", 1...1 << 20) ?? limits.modelsPerAccount
        limits.bodySeconds = try settings.number("bodySeconds", 1...3600) ?? limits.bodySeconds
        limits.concurrentRequests =
            try settings.number("concurrentRequests", 1...65_536) ?? limits.concurrentRequests
        serving.connections =
            try settings.number("connections", 1...65_536) ?? serving.connections
        serving.connectionsPerAddress =
            try settings.number("connectionsPerAddress", 1...65_536)
            ?? serving.connectionsPerAddress
        serving.unreadBytes =
            try settings.number("unreadBytes", 65_536...1 << 40) ?? serving.unreadBytes
        serving.headSeconds = try settings.number("headSeconds", 1...3600) ?? serving.headSeconds
        serving.idleSeconds = try settings.number("idleSeconds", 1...3600) ?? serving.idleSeconds
        serving.sendSeconds = try settings.number("sendSeconds", 1...3600) ?? serving.sendSeconds
        try settings.finish()
    }
}

/// A host and a port.
package struct ListenAddress: Equatable, Sendable, CustomStringConvertible {
    /// A name or an address; an IPv6 address stands without brackets.
    package let host: String
    /// 0 lets the system choose one.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT` or `[IPV6]:PORT`; nil for anything else.
    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...])
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: Int(port))
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }

    /// `HOST:PORT`.
    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// Members of a JSON object that are taken out one by one; what is left over is unknown.
private struct Settings {
    private var members: [(String, JSONValue)]
    private var known: [String] = []
    private let path: String
    private let prefix: String

    init(_ json: JSONValue, path: String, prefix: String) throws(OperationError) {
        guard let members = json.members else {
            let place = prefix.isEmpty ? path : "\(prefix.dropLast()) in \(path)"
            throw OperationError(.usage, "\(place) must be a JSON object")
        }
        self.members = members
        self.path = path
        self.prefix = prefix
    }

    mutating func take(_ name: String) -> JSONValue? {
        known.append(name)
        guard let position = members.firstIndex(where: { $0.0 == name }) else { return nil }
        return members.remove(at: position).1
    }

    mutating func text(_ name: String) throws(OperationError) -> String? {
        guard let value = take(name) else { return nil }
        guard let text = value.stringValue, !text.isEmpty else { throw refusal(name, "a text") }
        return text
    }

    mutating func texts(_ name: String) throws(OperationError) -> [String]? {
        guard let value = take(name) else { return nil }
        let texts = value.arrayValue?.compactMap(\.stringValue)
        guard let texts, texts.count == value.arrayValue?.count else {
            throw refusal(name, "an array of texts")
        }
        return texts
    }

    mutating func number(_ name: String, _ range: ClosedRange<Int>) throws(OperationError) -> Int? {
        guard let value = take(name) else { return nil }
        guard let number = value.integerValue.flatMap({ Int(exactly: $0) }), range ~= number else {
            throw refusal(name, "a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func refusal(_ name: String, _ expected: String) -> OperationError {
        OperationError(.usage, "'\(prefix)\(name)' in \(path) must be \(expected)")
    }

    func finish() throws(OperationError) {
        guard let (name, _) = members.first else { return }
        let nearest = NearestNames.of(name, among: known).first ?? ""
        throw OperationError(
            .usage,
            "\(path) has the unknown setting '\(prefix)\(name.prefix(80))'; did you mean "
                + "'\(prefix)\(nearest)'?")
    }
}
