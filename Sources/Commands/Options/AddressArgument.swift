internal import ArgumentParser
internal import Identity

/// An account's address: `0x` and 40 hexadecimal digits, lower case or with the checksum of EIP-55.
struct AddressArgument: ExpressibleByArgument {
    let address: AccountAddress

    init?(argument: String) {
        guard let address = AccountAddress(hex: argument) else { return nil }
        self.address = address
    }
}
