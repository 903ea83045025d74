internal import Foundation
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
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            texts[file.deletingPathExtension().lastPathComponent] = text
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
