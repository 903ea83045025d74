extension Digest {
    /// 32 drawn bytes; the generator must be a cryptographic one where they guard anything.
    public static func random(using generator: inout some RandomNumberGenerator) -> Digest {
        var writer = WireWriter(capacity: byteCount)
        for _ in 0..<4 { writer.put(generator.next() as UInt64) }
        guard let digest = Digest(writer.bytes) else {
            preconditionFailure("four integers of 64 bits are 32 bytes")
        }
        return digest
    }
}
