internal import Foundation

/// One connection to a server on this machine, kept open from request to request.
///
/// It sends the bytes that it is given and cuts replies itself, so that what a server does to
/// crooked requests can be seen; no client library stands between.
package final class HTTPClient {
    /// What came back.
    package struct Reply {
        package let status: Int
        /// By lower-case name.
        package let headers: [String: String]
        package let body: [UInt8]

        package var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// Why there is no reply.
    package enum Failure: Error, Equatable {
        case system(String)
        case closed
        case malformed(String)
    }

    private let descriptor: Int32
    private var received: [UInt8] = []

    /// Connects, and works with the connection on a thread of its own: one that waits for a server
    /// in the same process must not hold the threads that the server's work needs.
    package static func connected<Result: Sendable>(
        to port: Int, _ body: @escaping @Sendable (HTTPClient) throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Swift.Result { try body(HTTPClient(port: port)) })
            }
        }
    }

    /// Connects to 127.0.0.1; a silent server is waited for at most so many seconds.
    package init(port: Int, patienceSeconds: Int = 20) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Self.failure("make a socket") }
        var patience = timeval(tv_sec: patienceSeconds, tv_usec: 0)
        _ = unsafe setsockopt(
            descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience,
            socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            let failure = Self.failure("connect to port \(port)")
            close(descriptor)
            throw failure
        }
    }

    deinit { close(descriptor) }

    /// Sends a request with its length and reads the reply.
    package func request(
        _ method: String, _ path: String, _ headers: [(String, String)] = [],
        body: [UInt8] = []
    ) throws -> Reply {
        var head = "\(method) \(path) HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        if !body.isEmpty || method == "POST" { head += "content-length: \(body.count)\r\n" }
        try send(Array((head + "\r\n").utf8) + body)
        return try reply(hasBody: method != "HEAD")
    }

    /// Sends bytes as they are.
    package func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return unsafe Foundation.send(
                    descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Failure.closed }
            sent += count
        }
    }

    /// Reads the next reply; what follows it stays for the one after.
    package func reply(hasBody: Bool = true) throws -> Reply {
        let lines = String(decoding: try take(through: "\r\n\r\n"), as: UTF8.self)
            .split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, let status = Int(words[1]) else {
            throw Failure.malformed(lines.first.map(String.init) ?? "")
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw Failure.malformed(String(line)) }
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        var body: [UInt8] = []
        if hasBody, headers["transfer-encoding"] == "chunked" {
            body = try chunks()
        } else if hasBody, let length = headers["content-length"].flatMap({ Int($0) }) {
            body = try take(length)
        }
        return Reply(status: status, headers: headers, body: body)
    }

    /// Whether the server hangs up, having sent nothing more.
    package func isHungUp() -> Bool {
        do {
            try receive()
            return false
        } catch { return error as? Failure == .closed }
    }

    private func chunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = String(decoding: try take(through: "\r\n").dropLast(2), as: UTF8.self)
            guard let length = Int(line.prefix { $0 != ";" }, radix: 16) else {
                throw Failure.malformed(line)
            }
            body += try take(length)
            _ = try take(2)
            if length == 0 { return body }
        }
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while received.count < count { try receive() }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }

    private func take(through mark: String) throws -> [UInt8] {
        while true {
            if let found = received.firstRange(of: Array(mark.utf8)) {
                return try take(found.upperBound)
            }
            try receive()
        }
    }

    private func receive() throws {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
        }
        guard count != 0 else { throw Failure.closed }
        guard count > 0 else { throw Self.failure("receive") }
        received += buffer[..<count]
    }

    private static func failure(_ what: String) -> Failure {
        .system("could not \(what): \(unsafe String(cString: strerror(errno)))")
    }
}
