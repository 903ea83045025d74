/// The fields of a binary package that the demonstration uses.
package struct DebianPackage: Equatable, Sendable {
    /// The binary package's name.
    package let name: String

    /// The source package's name: the first word of `Source`, or the package's own name.
    package let source: String

    /// The section without its area: `libs` for `non-free/libs`.
    package let section: String

    /// The lower-cased e-mail address of the maintainer.
    package let maintainer: String

    /// The one-line description.
    package let synopsis: String

    /// Takes the fields as they are.
    package init(
        name: String, source: String, section: String, maintainer: String, synopsis: String
    ) {
        self.name = name
        self.source = source
        self.section = section
        self.maintainer = maintainer
        self.synopsis = synopsis
    }
}
