// One of this room's files with unsafe code: the system's calls on sockets, for the few files that
// a command fetches from a node. A client library would bring its own threads, and TLS with them.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Fetches a file over HTTP/1.1 without TLS, as nodes speak it.
package enum HTTPFetch {
    /// How long a silent server is waited for.
    private static let patienceSeconds = 30
    /// Status line and headers, at most.
    private static let headLimit = 65_536

    /// Fetches a file.
    ///
    /// - Parameters:
    ///   - address: `http://HOST[:PORT]/PATH`.
    ///   - limit: bytes of the file, at most.
    /// - Returns: the file's bytes; nil when the server says that it has none (404 or 410).
    /// - Throws: ``OperationError`` for an address that cannot be, a server that cannot be reached,
    ///   any other status than 200, and a reply that is cut short or too long.
    package static func get(_ address: String, limit: Int) throws(OperationError) -> [UInt8]? {
        guard let target = Target(address) else {
            throw OperationError(.usage, "'\(address)' is no address of the form http://HOST/PATH")
        }
        let connection = try Connection(target, patienceSeconds)
        try connection.send(
            "GET \(target.path) HTTP/1.1\r\nHost: \(target.authority)\r\nConnection: close\r\n"
                + "Accept: */*\r\n\r\n")
        // The server closes at the end: a reply in pieces has some bytes around each.
        let reply = try connection.readToEnd(limit: headLimit + 2 * limit)
        guard let response = HTTPResponse(reply) else {
            throw OperationError(.files, "\(address) sent no whole HTTP reply: try again")
        }
        switch response.status {
        case 200: break
        case 404, 410: return nil
        default:
            throw OperationError(.files, "\(address) answers with status \(response.status)")
        }
        guard response.body.count <= limit else {
            throw OperationError(
                .files, "\(address) has more than the \(limit) bytes that it may have")
        }
        return response.body
    }

    /// Where a file is fetched from.
    private struct Target {
        let host: String
        let port: String
        /// Host and port as they were written.
        let authority: String
        let path: String

        init?(_ address: String) {
            let scheme = "http://"
            guard address.hasPrefix(scheme),
                address.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
            else { return nil }
            let rest = address.dropFirst(scheme.count)
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            authority = String(rest[..<slash])
            path = slash == rest.endIndex ? "/" : String(rest[slash...])
            var host = Substring(authority)
            var port = Substring("80")
            let bracket = host.lastIndex(of: "]")
            if let colon = host.lastIndex(of: ":"), bracket.map({ $0 < colon }) ?? true {
                port = host[host.index(after: colon)...]
                host = host[..<colon]
            }
            if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
            guard !host.isEmpty, UInt16(port) != nil else { return nil }
            self.host = String(host)
            self.port = String(port)
        }
    }

    private struct Connection: ~Copyable {
        private let descriptor: Int32
        private let name: String

        init(_ target: Target, _ patienceSeconds: Int) throws(OperationError) {
            name = target.authority
            var hints = unsafe addrinfo()
            #if canImport(Glibc)
                unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            #else
                unsafe hints.ai_socktype = SOCK_STREAM
            #endif
            var found: UnsafeMutablePointer<addrinfo>?
            guard unsafe getaddrinfo(target.host, target.port, &hints, &found) == 0 else {
                throw OperationError(.files, "there is no host \(target.host)")
            }
            defer { unsafe freeaddrinfo(found) }
            var connected: Int32?
            var next = unsafe found
            while connected == nil, let address = unsafe next {
                connected = unsafe Self.connected(to: address, patienceSeconds)
                unsafe next = address.pointee.ai_next
            }
            guard let connected else {
                throw OperationError(.files, "nobody answers at \(target.authority)")
            }
            descriptor = connected
        }

        deinit { close(descriptor) }

        private static func connected(
            to address: UnsafeMutablePointer<addrinfo>, _ patienceSeconds: Int
        ) -> Int32? {
            let made = unsafe socket(
                address.pointee.ai_family, address.pointee.ai_socktype,
                address.pointee.ai_protocol)
            guard made >= 0 else { return nil }
            var patience = timeval()
            patience.tv_sec = patienceSeconds
            for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
                _ = unsafe setsockopt(
                    made, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
            }
            guard unsafe connect(made, address.pointee.ai_addr, address.pointee.ai_addrlen) == 0
            else {
                close(made)
                return nil
            }
            return made
        }

        func send(_ text: String) throws(OperationError) {
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                let bytes = Array(rest)
                let sent = unsafe bytes.withUnsafeBytes {
                    unsafe write(descriptor, $0.baseAddress, $0.count)
                }
                guard sent > 0 else { throw failure }
                rest = rest.dropFirst(sent)
            }
        }

        func readToEnd(limit: Int) throws(OperationError) -> [UInt8] {
            var bytes: [UInt8] = []
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = unsafe piece.withUnsafeMutableBytes {
                    unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
                }
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw failure }
                guard count > 0 else { return bytes }
                bytes += piece[..<count]
                guard bytes.count <= limit else {
                    throw OperationError(.files, "\(name) sends more than it may")
                }
            }
        }

        private var failure: OperationError {
            let reason = unsafe String(cString: strerror(errno))
            return OperationError(.files, "the connection to \(name) broke: \(reason)")
        }
    }
}

/// A whole reply in HTTP/1.1, cut into its parts.
package struct HTTPResponse: Equatable, Sendable {
    /// Such as 200.
    package let status: Int
    /// The body, without the pieces that it may have come in.
    package let body: [UInt8]

    /// Cuts what a server sent before it closed; nil when that is no whole reply.
    package init?(_ bytes: [UInt8]) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
            .split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
            return nil
        }
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...]
            headers[line[..<colon].lowercased()] = String(value.drop { $0 == " " || $0 == "\t" })
        }
        let rest = bytes[end.upperBound...]
        self.status = status
        if headers["transfer-encoding"]?.lowercased() == "chunked" {
            guard let joined = Self.joined(rest) else { return nil }
            body = joined
        } else if let length = headers["content-length"] {
            guard Int(length) == rest.count else { return nil }
            body = Array(rest)
        } else {
            body = Array(rest)
        }
    }

    private static func joined(_ pieces: ArraySlice<UInt8>) -> [UInt8]? {
        var body: [UInt8] = []
        var rest = pieces
        while let line = rest.firstRange(of: Array("\r\n".utf8)) {
            let digits = String(decoding: rest[..<line.lowerBound], as: UTF8.self)
                .prefix { $0 != ";" }
            rest = rest[line.upperBound...]
            guard let length = Int(digits, radix: 16), length >= 0 else { return nil }
            if length == 0 { return body }
            guard rest.count >= length, rest.count - length >= 2 else { return nil }
            body += rest.prefix(length)
            rest = rest.dropFirst(length + 2)
        }
        return nil
    }
}
