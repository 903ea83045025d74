package import Identity
internal import NodeAPI
internal import Wire

/// An account as a link: its picture and its public name.
struct AccountChip: Sendable {
    let href: String
    let address: String
    let name: String
    let icon: Markup
    let largeIcon: Markup
}

/// Makes chips with the names that are known.
struct AccountNames: Sendable {
    let profiles: any Profiles

    /// The public name; for an account without one, six digits of a digest.
    func name(of account: AccountAddress) -> String {
        if let profile = profiles.profile(of: account) { return ClippedText.name(profile.name) }
        return "account " + Identicon(account: account, kind: .person).label
    }

    func chip(_ account: AccountAddress) -> AccountChip {
        let profile = profiles.profile(of: account)
        let icon = Identicon(account: account, kind: profile?.kind ?? .person)
        return AccountChip(
            href: "/accounts/\(account)", address: account.description,
            name: profile.map { ClippedText.name($0.name) } ?? "account " + icon.label,
            icon: icon.markup(18), largeIcon: icon.markup(30))
    }
}

/// A picture that helps to recognise an account, and never proves it.
///
/// Five by five cells, mirrored, from a digest of the address; a square is a team, a circle a
/// person, a hexagon a program.
package struct Identicon: Equatable, Sendable {
    private static let palette = [
        "#155E75", "#3F6212", "#2A5FD0", "#7A2E7E", "#0A6B4D", "#9A3324",
    ]

    private let color: String
    private let outline: String
    private let cells: String
    /// Six hexadecimal digits that name an account without a name.
    package let label: String

    package init(account: AccountAddress, kind: AccountProfile.Kind) {
        let digest = Digest.sha256(tag: "openledger/identicon/v1", account.bytes)
        let bytes = digest.bytes
        label = String(digest.hex.suffix(6))
        color = Self.palette[Int(bytes[0]) % Self.palette.count]
        outline =
            switch kind {
            case .team: "<rect width=\"16\" height=\"16\" rx=\"3.5\" fill=\"\(color)\"/>"
            case .person: "<circle cx=\"8\" cy=\"8\" r=\"8\" fill=\"\(color)\"/>"
            case .program: "<path d=\"M8 0 15 4v8l-7 4-7-4V4z\" fill=\"\(color)\"/>"
            }
        var cells = ""
        for row in 0..<5 {
            for column in 0..<3 where bytes[1 + row * 3 + column] & 1 == 1 {
                for mirrored in Set([column, 4 - column]).sorted() {
                    cells += "M\(3 + 2 * mirrored) \(3 + 2 * row)h2v2h-2z"
                }
            }
        }
        self.cells = cells
    }

    /// The picture at a size in pixels.
    package func markup(_ size: Int) -> Markup {
        Markup(
            "<svg width=\"\(size)\" height=\"\(size)\" viewBox=\"0 0 16 16\" aria-hidden=\"true\">"
                + outline + "<path d=\"\(cells)\" fill=\"#fff\"/></svg>")
    }
}
