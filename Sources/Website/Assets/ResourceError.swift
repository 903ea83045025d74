/// Why the site cannot start: something that it is built with is not there.
public enum ResourceError: Error, Equatable, Sendable {
    /// A file is missing from the folder of resources.
    case missing(String)
    /// A template includes another that does not exist.
    case missingPartial(String, in: String)
    /// A template is not Mustache.
    case malformed(template: String, reason: String)
}

extension ResourceError: CustomStringConvertible {
    /// One sentence that names the file.
    public var description: String {
        switch self {
        case .missing(let path):
            "The website's resource \(path) is missing; build the program again."
        case .missingPartial(let name, let template):
            "The template \(template).mustache includes \(name).mustache, which is missing."
        case .malformed(let template, let reason):
            "The template \(template).mustache is malformed: \(reason)."
        }
    }
}
