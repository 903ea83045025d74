package import Machine
package import Wire

/// The names that models are asked by: `models/<manifest digest>/card.json`.
///
/// Names are chosen by people and so never stand in the log; a model whose card is lost is asked
/// by the index of its deploy.
package struct ModelNames: Sendable {
    /// What a card says.
    package struct Card: Equatable, Sendable {
        package let name: String
        package let datanet: String

        package init(name: String, datanet: String) {
            self.name = name
            self.datanet = datanet
        }
    }

    private let files: DataFiles

    package init(dataDirectory: String) {
        files = DataFiles(root: dataDirectory)
    }

    private func path(_ manifest: Digest) -> String { "models/\(manifest.hex)/card.json" }

    package func write(_ card: Card, manifest: Digest) throws {
        let json = JSONValue.object([
            ("name", .string(card.name)), ("datanet", .string(card.datanet)),
        ])
        try files.write(Array((json.text + "\n").utf8), to: path(manifest))
    }

    /// The card of a model; nil when there is none.
    ///
    /// - Throws: `OperationError` for a card that is damaged: to go on without it would put the
    ///   model on sale under another name.
    package func card(manifest: Digest) throws(OperationError) -> Card? {
        let path = path(manifest)
        guard files.exists(path) else { return nil }
        guard
            let json = try? JSONValue(
                parsing: files.read(path, limit: FileLimit.text), limit: 1 << 16),
            let name = json["name"]?.stringValue, Self.isName(name),
            let datanet = json["datanet"]?.stringValue
        else {
            throw OperationError(
                .altered, "\(files.root)/\(path) is damaged: restore it from a copy")
        }
        return Card(name: name, datanet: datanet)
    }

    /// Whether a text is 1 to 64 of `a–z`, `0–9` and `-`.
    package static func isName(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
