internal import Mustache

/// Finished HTML that was made from numbers alone and goes into a page as it stands.
///
/// Words of people never become markup: they are strings, which every template escapes.
package struct Markup: Equatable, Sendable {
    /// The HTML.
    package let html: String

    /// HTML as given.
    init(_ html: String) {
        self.html = html
    }
}

extension Markup: MustacheCustomRenderable {
    package var renderText: String { html }
    package var isNull: Bool { false }
}
