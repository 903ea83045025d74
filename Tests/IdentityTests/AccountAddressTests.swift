import Identity
import Testing
import Wire

@Suite struct `An account's address` {
    /// The examples of EIP-55, two of them all upper and two all lower case.
    static let checksummed = [
        "0x52908400098527886E0F7030069857D2E4169EE7", "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77", "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ]

    @Test(arguments: checksummed)
    func `is written and read with its checksum`(text: String) throws {
        let address = try #require(AccountAddress(hex: text))
        #expect(address.description == text)
        #expect(AccountAddress(hex: text.lowercased()) == address)
        #expect(AccountAddress(address.bytes) == address)
    }

    @Test func `is refused when one letter's case is wrong`() throws {
        let text = Array("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed".utf8)
        for position in 2..<text.count where text[position] >= 0x41 {
            var wrong = text
            wrong[position] ^= 0x20
            #expect(AccountAddress(hex: String(decoding: wrong, as: UTF8.self)) == nil)
        }
    }

    @Test(arguments: [
        "", "0x", "de709f2102306220921060314715629080e2fb77",
        "0Xde709f2102306220921060314715629080e2fb77",
        "0xde709f2102306220921060314715629080e2fb7",
        "0xde709f2102306220921060314715629080e2fb770",
        "0xde709f2102306220921060314715629080e2fb7g",
        "0x\u{302}de709f2102306220921060314715629080e2fb77",
        "0xde709f2102306220921060314715629080e2fb77\u{302}",
        " 0xde709f2102306220921060314715629080e2fb77",
        "0xDE709F2102306220921060314715629080E2FB77",
    ])
    func `is refused in other forms`(text: String) {
        #expect(AccountAddress(hex: text) == nil)
    }

    @Test func `takes 20 bytes and no other number`() {
        #expect(AccountAddress([UInt8](repeating: 0, count: 19)) == nil)
        #expect(AccountAddress([UInt8](repeating: 0, count: 21)) == nil)
        #expect(AccountAddress([UInt8](0..<20))?.bytes == [UInt8](0..<20))
    }

    @Test(arguments: 0..<20)
    func `is ordered as its bytes are`(position: Int) throws {
        var low = [UInt8](repeating: 7, count: 20)
        var high = low
        high[position] = 8
        for later in (position + 1)..<21 where later < 20 { low[later] = 255 }
        let smaller = try #require(AccountAddress(low))
        let greater = try #require(AccountAddress(high))
        #expect(smaller < greater)
        #expect(!(greater < smaller))
    }
}
