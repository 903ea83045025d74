internal import Foundation
internal import Machine
internal import Mustache

/// A page as a template fills it in.
protocol PageView {
    /// The template's name.
    static var template: String { get }
}

/// The pages' templates, read once.
struct Templates: Sendable {
    private let library: MustacheLibrary
    /// The templates' names.
    let names: Set<String>

    /// Reads every `.mustache` file of a directory.
    ///
    /// - Throws: ``ResourceError`` when one is malformed or includes one that is not there.
    init(directory: URL) throws {
        MustacheContentTypes.register(PageText(), named: PageText.name)
        let files = try? FileManager.default.contentsOfDirectory(
            at: directory, includingPropertiesForKeys: nil)
        var texts: [String: String] = [:]
        for file in files ?? [] where file.pathExtension == "mustache" {
            let bytes = try PosixFile.contents(of: file.path, limit: FileLimit.text)
            texts[file.deletingPathExtension().lastPathComponent] = String(
                decoding: bytes, as: UTF8.self)
        }
        guard !texts.isEmpty else { throw ResourceError.missing("templates") }
        var library = MustacheLibrary()
        for (name, text) in texts {
            for partial in text.matches(of: #/\{\{>\s*([\w-]+)\s*\}\}/#).map(\.output.1)
            where texts[String(partial)] == nil {
                throw ResourceError.missingPartial(String(partial), in: name)
            }
            library.register(try Self.template(text, named: name), named: name)
        }
        self.library = library
        names = Set(texts.keys)
    }

    /// The page as HTML.
    ///
    /// - Throws: ``ResourceError/missing(_:)``.
    func render<Page: PageView>(_ page: Page) throws -> String {
        guard let html = library.render(ViewNode(page), withTemplate: Page.template) else {
            throw ResourceError.missing("templates/\(Page.template).mustache")
        }
        return html
    }

    /// A template from its text, without the indentation that is for its readers.
    ///
    /// Every template, included ones too, must ask for the escaping by itself.
    private static func template(
        _ text: String, named name: String
    ) throws(ResourceError) -> MustacheTemplate {
        let lines = text.split(separator: "\n").map { $0.drop { $0 == " " } }
        let source = "{{% CONTENT_TYPE: \(PageText.name)}}\n" + lines.joined(separator: "\n")
        do {
            return try MustacheTemplate(string: source)
        } catch {
            throw .malformed(template: name, reason: String(describing: error))
        }
    }
}

/// A part of a page as templates look into it: its members by name.
///
/// Reflection is slow, and Mustache alone would reflect a part again for each name it looks up;
/// here each part is reflected once.
struct ViewNode {
    private let members: [String: Any]

    /// The members of a struct, whatever they hold.
    init(_ part: Any) {
        var members: [String: Any] = [:]
        for child in Mirror(reflecting: part).children {
            guard let name = child.label, let value = Self.node(child.value) else { continue }
            members[name] = value
        }
        self.members = members
    }

    /// A leaf as it is, a struct as a node, an array of either; nil for a value that is not there.
    private static func node(_ value: Any) -> Any? {
        switch value {
        case is String, is Bool, is Int, is Markup: return value
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { node($0.value) }
        case .collection: return mirror.children.compactMap { node($0.value) }
        default: return ViewNode(value)
        }
    }
}

extension ViewNode: MustacheParent {
    func child(named name: String) -> Any? { members[name] }
}

/// Why the site cannot start: something that it is built with is not there.
package enum ResourceError: Error, Equatable, Sendable {
    /// A file is missing from the folder of resources.
    case missing(String)
    /// A template includes another that does not exist.
    case missingPartial(String, in: String)
    /// A template is not Mustache.
    case malformed(template: String, reason: String)
}

extension ResourceError: CustomStringConvertible {
    /// One sentence that names the file.
    package var description: String {
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
