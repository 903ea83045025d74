internal import Wire

extension AccountAddress {
    /// Reads `0x` and 40 hexadecimal digits, either all lower case or with the checksum of EIP-55.
    ///
    /// Nil for anything else, upper-case `0X` and a wrong checksum included.
    public init?(hex text: String) {
        guard text.utf8.starts(with: "0x".utf8) else { return nil }
        // By bytes: a combining character after the x would hide in the x's Character.
        let digits = String(Substring(text.utf8.dropFirst(2)))
        guard let bytes = Hex.decode(digits.lowercased()), let address = AccountAddress(bytes)
        else { return nil }
        let isLowerCase = Hex.decode(digits) != nil
        guard isLowerCase || text.utf8.elementsEqual(address.description.utf8) else { return nil }
        self = address
    }
}

extension AccountAddress: CustomStringConvertible {
    /// `0x` and 40 hexadecimal digits whose case is the checksum of EIP-55.
    public var description: String {
        let digits = Array(Hex.encode(bytes).utf8)
        let checksum = Keccak256.digest(digits).bytes
        var text = Array("0x".utf8)
        for (position, digit) in digits.enumerated() {
            let byte = checksum[position / 2]
            let nibble = position.isMultiple(of: 2) ? byte >> 4 : byte & 15
            let isLetter = digit >= UInt8(ascii: "a")
            text.append(isLetter && nibble >= 8 ? digit - 32 : digit)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
