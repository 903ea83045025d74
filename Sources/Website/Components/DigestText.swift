internal import Wire

/// A digest, shortened, with the whole of it behind.
struct DigestText: Sendable {
    let short: String
    let hex: String

    init(_ digest: Digest) {
        hex = digest.hex
        short = "\(hex.prefix(6))…\(hex.suffix(4))"
    }
}
