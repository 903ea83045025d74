internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import Wire

extension Response {
    /// A response with a JSON body.
    static func json(
        _ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:],
        type: String = "application/json"
    ) -> Response {
        .bytes(value.textBytes, type: type, status: status, headers: headers)
    }

    /// A response with a body of any kind.
    static func bytes(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.contentLength] = String(bytes.count)
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
