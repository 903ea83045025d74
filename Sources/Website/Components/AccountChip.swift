internal import Identity
internal import NodeAPI

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
