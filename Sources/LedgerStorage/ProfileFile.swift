package import Identity
internal import Machine
internal import Wire

/// Public names of accounts, `DIR/profiles.jsonl`, one JSON object per line.
package struct ProfileFile: Sendable {
    package static let name = "profiles.jsonl"

    private var profiles: [AccountAddress: AccountProfile] = [:]

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
}
