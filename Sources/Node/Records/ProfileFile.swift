internal import FoundationEssentials
internal import Identity
internal import NodeAPI
internal import Wire

/// Public names of accounts, `DIR/profiles.jsonl`, one JSON object a line.
struct ProfileFile: Profiles {
    static let name = "profiles.jsonl"

    private var profiles: [AccountAddress: AccountProfile] = [:]

    /// Reads a directory's file; lines that are malformed are left out, since nothing rests on
    /// them.
    init(dataDirectory: String) {
        let bytes = FileManager.default.contents(atPath: "\(dataDirectory)/\(Self.name)") ?? Data()
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let json = try? JSONValue(parsing: [UInt8](line), limit: 4096),
                let account = json["account"]?.stringValue.flatMap(AccountAddress.init(hex:)),
                let name = json["name"]?.stringValue, name.utf8.count <= 200,
                let kind = json["kind"]?.stringValue.flatMap(AccountProfile.Kind.init)
            else { continue }
            profiles[account] = AccountProfile(name: name, kind: kind)
        }
    }

    /// The file's bytes.
    static func bytes(_ profiles: [(AccountAddress, AccountProfile)]) -> [UInt8] {
        profiles.flatMap { account, profile in
            let json = JSONValue.object([
                ("account", .string("\(account)")), ("name", .string(profile.name)),
                ("kind", .string(profile.kind.rawValue)),
            ])
            return Array((json.text + "\n").utf8)
        }
    }

    func profile(of account: AccountAddress) -> AccountProfile? { profiles[account] }
}
