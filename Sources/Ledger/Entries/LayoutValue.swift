import Economy
import Identity
import Money
import Wire

/// A value of fixed width that a layout's field can hold.
protocol LayoutValue: Sendable {
    /// The type in the signed struct.
    static var kind: TypedValue.Kind { get }
    /// The value in the signed struct.
    var typed: TypedValue { get }

    init(from reader: inout EntryReader) throws(EntryError)
    func write(to writer: inout WireWriter)
}

extension UInt8: LayoutValue {
    static var kind: TypedValue.Kind { .uint(bits: 8) }
    var typed: TypedValue { .uint(UInt64(self), bits: 8) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.u8() }
    func write(to writer: inout WireWriter) { writer.put(self) }
}

extension UInt16: LayoutValue {
    static var kind: TypedValue.Kind { .uint(bits: 16) }
    var typed: TypedValue { .uint(UInt64(self), bits: 16) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.u16() }
    func write(to writer: inout WireWriter) { writer.put(self) }
}

extension UInt32: LayoutValue {
    static var kind: TypedValue.Kind { .uint(bits: 32) }
    var typed: TypedValue { .uint(UInt64(self), bits: 32) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.u32() }
    func write(to writer: inout WireWriter) { writer.put(self) }
}

extension UInt64: LayoutValue {
    static var kind: TypedValue.Kind { .uint(bits: 64) }
    var typed: TypedValue { .uint(self, bits: 64) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.u64() }
    func write(to writer: inout WireWriter) { writer.put(self) }
}

extension Amount: LayoutValue {
    static var kind: TypedValue.Kind { .uint(bits: 64) }
    var typed: TypedValue { .uint(nanoOPEN, bits: 64) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.amount() }
    func write(to writer: inout WireWriter) { writer.put(nanoOPEN) }
}

extension PartsPerBillion: LayoutValue {
    static var kind: TypedValue.Kind { .uint(bits: 32) }
    var typed: TypedValue { .uint(UInt64(value), bits: 32) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.weight() }
    func write(to writer: inout WireWriter) { writer.put(value) }
}

extension Digest: LayoutValue {
    static var kind: TypedValue.Kind { .bytes32 }
    var typed: TypedValue { .bytes32(self) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.digest() }
    func write(to writer: inout WireWriter) { writer.put(self) }
}

extension AccountAddress: LayoutValue {
    static var kind: TypedValue.Kind { .address }
    var typed: TypedValue { .address(self) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.address() }
    func write(to writer: inout WireWriter) { writer.put(self) }
}

extension IdempotencyId: LayoutValue {
    static var kind: TypedValue.Kind { .bytes }
    var typed: TypedValue { .bytes(bytes) }
    init(from reader: inout EntryReader) throws(EntryError) { self = try reader.idempotencyId() }
    func write(to writer: inout WireWriter) { writer.put(raw: bytes) }
}

/// A choice that stands in one byte; an unknown byte is refused by name.
protocol CodedByte: LayoutValue, RawRepresentable where RawValue == UInt8 {
    static func unknown(_ byte: UInt8) -> EntryError
}

extension CodedByte {
    static var kind: TypedValue.Kind { .uint(bits: 8) }
    var typed: TypedValue { .uint(UInt64(rawValue), bits: 8) }

    init(from reader: inout EntryReader) throws(EntryError) {
        let byte = try reader.u8()
        guard let value = Self(rawValue: byte) else { throw Self.unknown(byte) }
        self = value
    }

    func write(to writer: inout WireWriter) { writer.put(rawValue) }
}

extension AccountRole: CodedByte {
    static func unknown(_ byte: UInt8) -> EntryError { .role(byte) }
}

extension DatanetPolicy.Trainers: CodedByte {
    static func unknown(_ byte: UInt8) -> EntryError { .trainers(byte) }
}

extension Verdict: CodedByte {
    static func unknown(_ byte: UInt8) -> EntryError { .verdict(byte) }
}

extension AccessTier: CodedByte {
    static func unknown(_ byte: UInt8) -> EntryError { .accessTier(byte) }
}

extension BeaconRule: CodedByte {
    static func unknown(_ byte: UInt8) -> EntryError { .beaconRule(byte) }
}

extension AbortReason: CodedByte {
    static func unknown(_ byte: UInt8) -> EntryError { .abortReason(byte) }
}

extension EvidenceGrade: CodedByte {
    static func unknown(_ byte: UInt8) -> EntryError { .grade(byte) }
}

extension LayoutField {
    /// The six shares of a fee; the stakers' is 0 in this version.
    static func shares(_ path: LayoutPath<Fields, FeeShares>) -> LayoutField {
        let names = ["contributors", "modelMaker", "node", "baseModel", "burn", "stakers"]
        let parts = names.enumerated().map { position, name in
            Part(name: name, kind: UInt16.kind) { $0[keyPath: path].inOrder[position].typed }
        }
        return LayoutField(parts) { reader, fields throws(EntryError) in
            fields[keyPath: path] = try reader.shares()
        } write: {
            for share in $0[keyPath: path].inOrder { $1.put(share) }
        }
    }
}
