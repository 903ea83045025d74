/// A maintaining team, known by the address of its mailing list or tracker.
///
/// Only teams contribute in the demonstration, so that nobody's own pay is published.
package enum MaintainingTeam {
    private static let listHosts: Set<String> = [
        "lists.alioth.debian.org", "alioth-lists.debian.net",
    ]
    private static let words = ["team", "maintainers", "packagers", "devel", "-maint", "pkg-"]

    /// The team's one address, or nil for an individual's.
    ///
    /// A team is an address at a `lists.` host, at `alioth-lists.debian.net` or at a `tracker.`
    /// host, or one whose part before the @ holds `team`, `maintainers`, `packagers`, `devel`,
    /// `-maint` or `pkg-`. The two hosts of one Alioth list are one team; it is given the address
    /// that works today.
    package static func address(for maintainer: String) -> String? {
        guard let at = maintainer.lastIndex(of: "@") else { return nil }
        let local = String(maintainer[..<at])
        let host = String(maintainer[maintainer.index(after: at)...])
        guard !local.isEmpty, !host.isEmpty else { return nil }
        if listHosts.contains(host) { return local + "@alioth-lists.debian.net" }
        let isList = host.hasPrefix("lists.") || host.hasPrefix("tracker.")
        guard isList || words.contains(where: local.contains) else { return nil }
        return maintainer
    }
}
