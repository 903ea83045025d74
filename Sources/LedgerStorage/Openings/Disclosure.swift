package import Wire

/// One act by which a payer shows an answer's words to others, or takes a link's right away.
package struct Disclosure: Equatable, Sendable {
    /// What the payer did.
    package enum Act: Equatable, Sendable {
        /// Showed the words to everyone, for good.
        case publish
        /// Made the link whose secret has this digest.
        case link(Digest)
        /// Took that link's right away.
        case revoke(Digest)
    }

    /// The answer's entry.
    package let index: UInt64
    /// What the payer did.
    package let act: Act
    /// When, in seconds since 1970.
    package let seconds: UInt64

    package init(index: UInt64, act: Act, seconds: UInt64) {
        self.index = index
        self.act = act
        self.seconds = seconds
    }
}

extension Disclosure {
    /// The act as canonical JSON, without a line end.
    var line: [UInt8] {
        let (word, digest): (String, JSONValue) =
            switch act {
            case .publish: ("publish", .null)
            case .link(let digest): ("link", .string(digest.hex))
            case .revoke(let digest): ("revoke", .string(digest.hex))
            }
        return CanonicalJSON.encode(
            .object([
                ("answer", .string(String(index))), ("act", .string(word)), ("link", digest),
                ("seconds", .string(String(seconds))),
            ]))
    }

    /// Reads a line; nil when it is malformed.
    init?(line: ArraySlice<UInt8>) {
        guard let json = try? JSONValue(parsing: Array(line), limit: 1 << 12),
            let index = json["answer"]?.stringValue.flatMap({ DecimalText.parse($0) }),
            let seconds = json["seconds"]?.stringValue.flatMap({ DecimalText.parse($0) })
        else { return nil }
        let link = json["link"]?.stringValue.flatMap { Digest(hex: $0) }
        switch (json["act"]?.stringValue, link) {
        case ("publish", nil): self.init(index: index, act: .publish, seconds: seconds)
        case ("link", let link?): self.init(index: index, act: .link(link), seconds: seconds)
        case ("revoke", let link?): self.init(index: index, act: .revoke(link), seconds: seconds)
        default: return nil
        }
    }
}

/// What payers have disclosed of one answer.
package struct DisclosedAnswer: Equatable, Sendable {
    /// A link, by the digest of its secret.
    package struct Link: Equatable, Sendable {
        package let digest: Digest
        package let madeSeconds: UInt64
        /// When its right was taken away; nil while it has it.
        package fileprivate(set) var revokedSeconds: UInt64?
    }

    /// Whether everyone sees the words.
    package private(set) var isPublished = false
    /// The links that there have been, the first one first.
    package private(set) var links: [Link] = []

    /// Whether a link with this digest has the right to the words.
    package func shows(_ digest: Digest) -> Bool {
        links.contains { $0.digest == digest && $0.revokedSeconds == nil }
    }

    /// Nothing disclosed.
    package init() {}

    /// Takes an act into account; acts that change nothing are nothing.
    mutating func take(_ act: Disclosure.Act, at seconds: UInt64) {
        switch act {
        case .publish: isPublished = true
        case .link(let digest):
            guard !links.contains(where: { $0.digest == digest }) else { return }
            links.append(Link(digest: digest, madeSeconds: seconds, revokedSeconds: nil))
        case .revoke(let digest):
            guard
                let position = links.firstIndex(where: {
                    $0.digest == digest && $0.revokedSeconds == nil
                })
            else { return }
            links[position].revokedSeconds = seconds
        }
    }
}
