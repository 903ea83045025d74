internal import HTTPTypes
internal import Wire

/// The headers of responses, as the OpenAPI document describes them.
enum OpenAPIHeaders {
    private static let descriptions: [(name: HTTPField.Name, text: String)] = [
        (.requestID, "Names the request in the node's log."),
        (.receipt, "The index of the answer's entry: the receipt's id."),
        (.location, "Where the new thing is."),
        (.contentDisposition, "A name for the file."),
        (.cacheControl, "How long the response may be kept."),
        (.wwwAuthenticate, "Bearer: send an API key."),
        (.allow, "The path's methods."),
        (.retryAfter, "Seconds after which to try again; missing where that is no use."),
        (.shouldRetry, "false: the same request will be refused again."),
    ]

    static let all = JSONValue.object(
        descriptions.map { name, text in
            (
                name.rawName,
                .object([
                    ("description", .string(text)), ("schema", Schema.string()),
                ])
            )
        })
}
