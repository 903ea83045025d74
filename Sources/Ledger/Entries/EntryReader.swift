import Economy
import Identity
import Money
import Wire

/// Reads an entry's fields, with the entry's own errors.
struct EntryReader {
    private var wire: WireReader

    init(_ bytes: [UInt8]) {
        wire = WireReader(bytes)
    }

    mutating func u8() throws(EntryError) -> UInt8 {
        do { return try wire.u8() } catch { throw .wire(error) }
    }

    mutating func u16() throws(EntryError) -> UInt16 {
        do { return try wire.u16() } catch { throw .wire(error) }
    }

    mutating func u32() throws(EntryError) -> UInt32 {
        do { return try wire.u32() } catch { throw .wire(error) }
    }

    mutating func u64() throws(EntryError) -> UInt64 {
        do { return try wire.u64() } catch { throw .wire(error) }
    }

    mutating func digest() throws(EntryError) -> Digest {
        do { return try wire.digest() } catch { throw .wire(error) }
    }

    mutating func bytes(_ count: Int) throws(EntryError) -> [UInt8] {
        do { return try wire.bytes(count) } catch { throw .wire(error) }
    }

    mutating func address() throws(EntryError) -> AccountAddress {
        let offset = wire.offset
        guard let address = AccountAddress(try bytes(20)) else {
            throw .wire(.truncated(offset: offset))
        }
        return address
    }

    mutating func amount() throws(EntryError) -> Amount {
        Amount(nanoOPEN: try u64())
    }

    mutating func signature() throws(EntryError) -> SignatureBytes {
        let offset = wire.offset
        guard let signature = SignatureBytes(try bytes(SignatureBytes.byteCount)) else {
            throw .wire(.truncated(offset: offset))
        }
        return signature
    }

    mutating func weight() throws(EntryError) -> PartsPerBillion {
        guard let weight = PartsPerBillion(try u32()) else { throw .answer(.weightOutOfRange) }
        return weight
    }

    mutating func idempotencyId() throws(EntryError) -> IdempotencyId {
        guard let id = IdempotencyId(try bytes(IdempotencyId.byteCount)) else {
            throw .wire(.invalid("An idempotency id has 16 bytes."))
        }
        return id
    }

    /// Six basis-point shares, the stakers' being 0.
    mutating func shares() throws(EntryError) -> FeeShares {
        let contributors = try u16()
        let modelMaker = try u16()
        let node = try u16()
        let baseModel = try u16()
        let burn = try u16()
        let stakers = try u16()
        let shares: FeeShares
        do {
            shares = try FeeShares(
                contributors: contributors, modelMaker: modelMaker, node: node,
                baseModel: baseModel, burn: burn, stakers: stakers)
        } catch {
            throw .shares
        }
        guard stakers == 0 else { throw .stakers }
        return shares
    }

    func finish() throws(EntryError) {
        do { try wire.finish() } catch { throw .wire(error) }
    }
}

extension WireWriter {
    mutating func put(_ address: AccountAddress) {
        put(raw: address.bytes)
    }

    mutating func put(_ amount: Amount) {
        put(amount.nanoOPEN)
    }

    mutating func put(_ signature: SignatureBytes) {
        put(raw: signature.bytes)
    }
}
