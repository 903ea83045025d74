package import Identity
import Wire

/// The fields of one type of entry, with the signature over those that its signer chose.
package protocol SignedFields: Equatable, Sendable {
    /// The signature, ``SignatureBytes/unsigned`` until it is made.
    var signature: SignatureBytes { get set }

    /// The EIP-712 message that the signature covers (docs/formats/ledger-entry.md).
    var message: TypedMessage { get }
}

extension SignedFields {
    /// The same fields with a signature by `key`, valid in the log of `domain`.
    package func signed(by key: AccountKey, in domain: SigningDomain) -> Self {
        var copy = self
        let signature = key.sign(message.signingDigest(in: domain))
        guard let bytes = SignatureBytes(signature.bytes) else {
            preconditionFailure("A recoverable signature has 65 bytes.")
        }
        copy.signature = bytes
        return copy
    }

    /// Whether the signature was made by `signer` for the log of `domain`.
    package func isSigned(by signer: AccountAddress, in domain: SigningDomain) -> Bool {
        guard let signature = try? RecoverableSignature(signature.bytes),
            let recovered = try? signature.signer(of: message.signingDigest(in: domain))
        else { return false }
        return recovered == signer
    }
}

/// All there is to one type of entry: its fields, the tables by which they stand in bytes, its
/// words and its rules.
protocol EntryFields: SignedFields {
    /// The type.
    static var type: EntryType { get }

    /// What entries of the type are called and say.
    static var words: EntryWords { get }

    /// The type's layouts, from layout 1 on.
    static var layouts: [EntryLayout<Self>] { get }

    /// What a reader fills in.
    static func blank(_ layout: UInt8) -> Self

    /// The layout that the entry came in or was made for; its first byte.
    var layoutNumber: UInt8 { get }

    /// The rules over several fields that can be checked in the entry alone.
    func check() throws(EntryError)

    /// The entry of these fields.
    var body: EntryBody { get }

    /// Reads an entry of this type.
    static func body(
        from reader: inout EntryReader, layout: UInt8
    ) throws(EntryError) -> EntryBody

    /// Checks the entry against the state, in the order of the type's rules, and then changes the
    /// state; a refused entry changes nothing.
    ///
    /// - Returns: the money that it moves.
    func apply(
        to state: inout LedgerState, _ signatures: LedgerState.SignatureCheck
    ) throws(Refusal) -> [Posting]
}

extension EntryFields {
    static func body(
        from reader: inout EntryReader, layout: UInt8
    ) throws(EntryError) -> EntryBody {
        try Self(from: &reader, layout: layout).body
    }

    var layoutNumber: UInt8 { 1 }

    var layout: EntryLayout<Self> { Self.layouts[Int(layoutNumber) - 1] }

    func check() throws(EntryError) {}

    init(from reader: inout EntryReader, layout: UInt8) throws(EntryError) {
        guard (1...Self.layouts.count).contains(Int(layout)) else { throw .unknownVersion(layout) }
        self = Self.blank(layout)
        try Self.layouts[Int(layout) - 1].read(&reader, into: &self)
        signature = try reader.signature()
        try check()
    }

    func write(to writer: inout WireWriter) {
        layout.write(self, to: &writer)
        writer.put(signature)
    }

    var listed: [EntryField] { layout.listed(self) }
}

/// A type of entry in words, for people who read a log.
package struct EntryWords: Equatable, Sendable {
    /// What entries of the type are about; several types may share it.
    package let title: String
    /// What an entry of the type does.
    package let sentence: String

    init(_ title: String, _ sentence: String) {
        self.title = title
        self.sentence = sentence
    }
}
