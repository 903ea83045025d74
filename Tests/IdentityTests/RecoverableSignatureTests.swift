import Identity
import Testing
import Wire

@Suite struct `A recoverable signature` {
    static let order = Hex.decode(
        "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
    static let halfOrder = Hex.decode(
        "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0")
    static let one = [UInt8](repeating: 0, count: 31) + [1]

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `names its signer`(seed: UInt64) throws {
        let key = AccountKey.derived(seed: seed, label: "signer")
        let digest = Digest.sha256(tag: "signed", [UInt8(seed)])
        let signature = key.sign(digest)
        #expect(try signature.signer(of: digest) == key.address)
        #expect(try RecoverableSignature(signature.bytes) == signature)
        #expect(key.sign(digest) == signature)
    }

    @Test func `names another signer for another digest`() throws {
        let key = AccountKey.derived(seed: 1, label: "signer")
        let signature = key.sign(.sha256([1]))
        #expect(try signature.signer(of: .sha256([2])) != key.address)
    }

    @Test(arguments: 0..<520)
    func `with one bit changed is refused or names another signer`(bit: Int) throws {
        let key = AccountKey.derived(seed: 2, label: "signer")
        let digest = Digest.sha256([3])
        var bytes = key.sign(digest).bytes
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        guard let forged = try? RecoverableSignature(bytes) else { return }
        #expect((try? forged.signer(of: digest)) != key.address)
    }

    @Test(arguments: [0, 1, 64, 66, 130])
    func `is refused at another length`(count: Int) {
        #expect(throws: IdentityError.signatureLength(count)) {
            try RecoverableSignature([UInt8](repeating: 27, count: count))
        }
    }

    @Test(arguments: [0, 1, 26, 29, 30, 255] as [UInt8])
    func `is refused with another last byte`(last: UInt8) {
        #expect(throws: IdentityError.recoveryByte(last)) {
            try RecoverableSignature(Self.one + Self.one + [last])
        }
    }

    @Test func `is refused when a scalar is out of range`() throws {
        let order = try #require(Self.order)
        let zero = [UInt8](repeating: 0, count: 32)
        let full = [UInt8](repeating: 255, count: 32)
        for wrong in [zero, order, full] {
            #expect(throws: IdentityError.scalarOutOfRange) {
                try RecoverableSignature(wrong + Self.one + [27])
            }
            #expect(throws: IdentityError.scalarOutOfRange) {
                try RecoverableSignature(Self.one + wrong + [27])
            }
        }
    }

    @Test func `is taken up to half the order and refused above`() throws {
        var s = try #require(Self.halfOrder)
        #expect(throws: Never.self) { try RecoverableSignature(Self.one + s + [27]) }
        s[31] += 1
        #expect(throws: IdentityError.highS) { try RecoverableSignature(Self.one + s + [27]) }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `of random bytes is refused or names someone, never fatal`(seed: UInt64) throws {
        var random = SeededBytes(seed: seed, label: "forged")
        var bytes = random.bytes(65)
        bytes[32] &= 0x7F
        bytes[64] = 27 + bytes[64] % 2
        let digest = Digest.sha256(random.bytes(8))
        guard let signature = try? RecoverableSignature(bytes),
            let signer = try? signature.signer(of: digest)
        else { return }
        #expect(try signature.signer(of: digest) == signer)
        // The other recovery byte is another key.
        bytes[64] = 27 + 28 - bytes[64]
        #expect((try? RecoverableSignature(bytes).signer(of: digest)) != signer)
    }

    @Test func `has no twin`() throws {
        let key = AccountKey.derived(seed: 4, label: "signer")
        let signature = key.sign(.sha256([5])).bytes
        let order = try #require(Self.order)
        // n - s, from the last byte up.
        var twin = signature
        var borrow = 0
        for position in (0..<32).reversed() {
            let difference = Int(order[position]) - Int(signature[32 + position]) - borrow
            borrow = difference < 0 ? 1 : 0
            twin[32 + position] = UInt8(difference + 256 * borrow)
        }
        twin[64] = 27 + 28 - twin[64]
        #expect(throws: IdentityError.highS) { try RecoverableSignature(twin) }
    }

    @Test func `is refused where no point has its r`() throws {
        // x³ + 7 is no square for x = 5.
        let five = [UInt8](repeating: 0, count: 31) + [5]
        let signature = try RecoverableSignature(five + Self.one + [27])
        #expect(throws: IdentityError.unrecoverable) { try signature.signer(of: .sha256([])) }
    }
}
