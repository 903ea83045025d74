internal import HTTPTypes
internal import NIOHTTP1

/// What RFC 9112 asks of a request's head beyond its grammar, which the parser checks.
///
/// Where two readers could disagree on a request's host or on its end, one of them a proxy, it is
/// refused: what one takes for a body would be the other's next request.
enum RequestHeadRules {
    /// Why a request is refused; nil for one that is not.
    static func problem(with head: HTTPRequestHead) -> HTTPProblem? {
        hostProblem(head) ?? framingProblem(head) ?? expectationProblem(head)
    }

    /// Whether the connection may carry another request after this one; one of HTTP/1.0 never.
    static func isPersistent(_ head: HTTPRequestHead) -> Bool {
        isAtLeast11(head) && !tokens("connection", of: head).contains("close")
    }

    /// Whether the client waits for `100 Continue` before it sends the body.
    static func expectsContinue(_ head: HTTPRequestHead) -> Bool {
        isAtLeast11(head) && !tokens("expect", of: head).isEmpty && hasBody(head)
    }

    /// Whether a body follows.
    static func hasBody(_ head: HTTPRequestHead) -> Bool {
        if head.headers.contains(name: "transfer-encoding") { return true }
        return head.headers.first(name: "content-length").flatMap(Int.init) ?? 0 > 0
    }

    private static func hostProblem(_ head: HTTPRequestHead) -> HTTPProblem? {
        let hosts = head.headers["host"]
        guard hosts.count <= 1 else { return .malformedRequest("The request has two hosts.") }
        guard let host = hosts.first else {
            return isAtLeast11(head)
                ? .malformedRequest("The request has no Host, which HTTP/1.1 needs.") : nil
        }
        return host.utf8.allSatisfy(isOfAuthority)
            ? nil : .malformedRequest("The request's Host is not a host and a port.")
    }

    private static func framingProblem(_ head: HTTPRequestHead) -> HTTPProblem? {
        guard head.headers.contains(name: "transfer-encoding") else { return nil }
        guard isAtLeast11(head), !head.headers.contains(name: "content-length") else {
            return .malformedRequest(
                "Transfer-Encoding stands beside Content-Length or in HTTP/1.0, where it has no "
                    + "meaning.")
        }
        let codings = tokens("transfer-encoding", of: head)
        guard codings.last == "chunked", codings.filter({ $0 == "chunked" }).count == 1 else {
            return .malformedRequest("The last transfer coding, and no other, must be chunked.")
        }
        return codings.count == 1 ? nil : .unknownTransferCoding
    }

    private static func expectationProblem(_ head: HTTPRequestHead) -> HTTPProblem? {
        guard isAtLeast11(head) else { return nil }
        return tokens("expect", of: head).allSatisfy { $0 == "100-continue" }
            ? nil : .unknownExpectation
    }

    private static func isAtLeast11(_ head: HTTPRequestHead) -> Bool {
        (head.version.major, head.version.minor) >= (1, 1)
    }

    /// The elements of a list, in lower case.
    private static func tokens(_ name: String, of head: HTTPRequestHead) -> [String] {
        head.headers[name].flatMap { $0.split(separator: ",") }
            .map { element in
                let start = element.drop { $0 == " " || $0 == "\t" }
                let end = start.lastIndex { $0 != " " && $0 != "\t" }
                return end.map { start[...$0].lowercased() } ?? ""
            }
            .filter { !$0.isEmpty }
    }

    /// Characters of `uri-host [":" port]` (RFC 3986 §3.2.2).
    private static func isOfAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~%!$&'()*+;=:[]".utf8.contains(byte)
        }
    }
}
