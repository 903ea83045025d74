package import Identity
internal import Machine
internal import Wire

/// Public names of accounts, `DIR/profiles.jsonl`, one JSON object per line.
package struct ProfileFile: Sendable {
    package static let name = "profiles.jsonl"

    private var profiles: [AccountAddress: AccountProfile] = [:]
    /// The names as a search compares them, in the order of the file.
    private var names: [(account: AccountAddress, text: String)] = []

    /// Reads a directory's file; lines that are malformed are left out, since nothing rests on
    /// them.
    package init(dataDirectory: String) {
        let path = "\(dataDirectory)/\(Self.name)"
        let bytes = (try? PosixFile.contents(of: path, limit: FileLimit.records)) ?? []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let json = try? JSONValue(parsing: Array(line), limit: 4096),
                let account = json["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
                let name = json["name"]?.stringValue, name.utf8.count <= 200,
                let kind = json["kind"]?.stringValue.flatMap(AccountProfile.Kind.init)
            else { continue }
            profiles[account] = AccountProfile(name: name, kind: kind)
            names.append((account, name.lowercased()))
        }
    }

    /// The file's bytes.
    package static func bytes(_ profiles: [(AccountAddress, AccountProfile)]) -> [UInt8] {
        profiles.flatMap { account, profile in
            let json = JSONValue.object([
                ("account", .string("\(account)")), ("name", .string(profile.name)),
                ("kind", .string(profile.kind.rawValue)),
            ])
            return Array((json.text + "\n").utf8)
        }
    }

    package func profile(of account: AccountAddress) -> AccountProfile? { profiles[account] }

    /// The accounts in whose names the words stand, in the order of the file.
    ///
    /// - Parameters:
    ///   - words: in any case.
    ///   - limit: the most accounts that are given.
    /// - Returns: the accounts, each once.
    package func accounts(named words: String, limit: Int) -> [AccountAddress] {
        let wanted = words.lowercased()
        var found: [AccountAddress] = []
        for (account, text) in names where text.contains(wanted) && !found.contains(account) {
            found.append(account)
            guard found.count < limit else { break }
        }
        return found
    }
}
