internal import ArgumentParser
internal import Wire

/// The index of an entry, which is also the id of its receipt.
struct EntryIndex: ExpressibleByArgument {
    let value: UInt64

    init?(argument: String) {
        guard let value = DecimalText.parse(argument) else { return nil }
        self.value = value
    }
}
