/// A text on its way to tokens that knows, for each of its bytes, what part of the original it
/// stands for.
struct AlignedText {
    private(set) var bytes: [UInt8]
    /// The original's range behind each byte; nil where the text is the original itself.
    private var ranges: [Range<Int>]?

    /// The original.
    init(original: [UInt8]) {
        bytes = original
    }

    /// A text that is put together from parts of the original, empty so far.
    init(derivedFrom other: AlignedText) {
        bytes = []
        ranges = []
    }

    /// The range of the original that the bytes of this range stand for.
    ///
    /// An inserted byte stands for the empty range before its neighbour; bytes of a scalar that was
    /// composed stand for all of its parts.
    func origin(of range: Range<Int>) -> Range<Int> {
        guard let ranges else { return range }
        guard let first = range.first else {
            let place = range.lowerBound < ranges.count ? ranges[range.lowerBound].lowerBound : 0
            return place..<place
        }
        var lower = ranges[first].lowerBound
        var upper = ranges[first].upperBound
        for position in range.dropFirst() {
            lower = min(lower, ranges[position].lowerBound)
            upper = max(upper, ranges[position].upperBound)
        }
        return lower..<upper
    }

    /// Appends bytes that all stand for the range.
    mutating func append(_ added: some Collection<UInt8>, for range: Range<Int>) {
        bytes.append(contentsOf: added)
        ranges?.append(contentsOf: repeatElement(range, count: added.count))
    }

    /// Appends a scalar that stands for the range.
    mutating func append(scalar: UInt32, for range: Range<Int>) {
        let before = bytes.count
        UTF8Scalar.append(scalar, to: &bytes)
        ranges?.append(contentsOf: repeatElement(range, count: bytes.count - before))
    }

    /// Appends a part of another text, byte for byte.
    mutating func append(_ other: AlignedText, _ range: Range<Int>) {
        bytes.append(contentsOf: other.bytes[range])
        if let known = other.ranges {
            ranges?.append(contentsOf: known[range])
        } else {
            ranges?.append(contentsOf: range.lazy.map { $0..<$0 + 1 })
        }
    }
}
