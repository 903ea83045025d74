/// One HTTP/1.1 response as it comes in: its head is kept, of its body the length.
package struct ServingReply {
    /// The longest head that a server under test sends.
    private static let headLimit = 16_384
    private static let headEnd: [UInt8] = Array("\r\n\r\n".utf8)

    private var head: [UInt8] = []
    private var bodyLeft: Int?
    /// The status; 0 before the head is there.
    package private(set) var status = 0
    /// Whether the response names a receipt.
    package private(set) var hasReceipt = false

    /// A response of which nothing has come yet.
    package init() {}

    /// Whether the body is there to its end.
    package var isComplete: Bool { bodyLeft == 0 }

    /// Takes bytes of the response.
    ///
    /// - Throws: ``BenchError`` for a response without a length and for more than one response.
    package mutating func take(_ bytes: ArraySlice<UInt8>) throws {
        if let left = bodyLeft {
            guard bytes.count <= left else { throw BenchError("the server said more than asked") }
            bodyLeft = left - bytes.count
            return
        }
        // The head's end may lie across two parts.
        let searched = max(0, head.count - Self.headEnd.count + 1)
        head += bytes
        guard let end = Self.headEnd(in: head, from: searched) else {
            guard head.count <= Self.headLimit else {
                throw BenchError("the server's headers do not end")
            }
            return
        }
        let body = head[end...]
        try read(head[..<end])
        try take(body)
    }

    private static func headEnd(in bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        while position + headEnd.count <= bytes.count {
            if bytes[position] == headEnd[0], bytes[position + 1] == headEnd[1],
                bytes[position + 2] == headEnd[2], bytes[position + 3] == headEnd[3]
            {
                return position + headEnd.count
            }
            position += 1
        }
        return nil
    }

    private mutating func read(_ head: ArraySlice<UInt8>) throws {
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let first = lines.first?.split(separator: " ") ?? []
        guard first.count >= 2, first[0] == "HTTP/1.1", let status = Int(first[1]) else {
            throw BenchError("the server does not speak HTTP/1.1")
        }
        self.status = status
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            switch line[..<colon].lowercased() {
            case "content-length": bodyLeft = Int(value)
            case "openledger-receipt": hasReceipt = !value.isEmpty
            default: break
            }
        }
        guard let left = bodyLeft, left >= 0 else {
            throw BenchError("the server sent no Content-Length")
        }
    }
}
