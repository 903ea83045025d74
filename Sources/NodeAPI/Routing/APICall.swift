internal import Hummingbird
internal import Wire

/// One request, found and checked, on its way to a route.
struct APICall: Sendable {
    let services: NodeServices
    let limits: APILimits
    let metrics: NodeMetrics
    let request: Request
    /// What the path's captures hold, decoded.
    let parameters: [String: String]
    let query: QueryFields
    /// Whom the API key stands for, where the route asks for one.
    let identified: Caller?
    /// The body; null for routes without one.
    let body: JSONValue

    /// Who calls; only routes that ask for a key have one.
    var caller: Caller {
        get throws {
            guard let identified else { throw HTTPProblem.invalidKey }
            return identified
        }
    }

    /// A capture of the path.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// A capture of the path that is an index of the log or a number of a job.
    func index(_ name: String) throws(HTTPProblem) -> UInt64 {
        guard let index = DecimalText.parse(parameter(name)) else {
            throw .invalid(name, "\(name) must be a number in decimal.")
        }
        return index
    }
}
