internal import Kernels

/// The keys and values of sixteen positions in all layers of a decoder.
///
/// Positions are written once, in order. What a full page holds never changes, so that sequences
/// with the same beginning can share it.
@safe public final class KeyValuePage: @unchecked Sendable {
    /// Positions of a page.
    public static let positions = Int(OL_PANEL_COLUMNS)

    /// The sizes that all pages of a model have.
    public struct Shape: Equatable, Sendable {
        /// Layers of the model.
        public let layers: Int
        /// Heads of keys and values.
        public let heads: Int
        /// Elements of a head, a multiple of sixteen.
        public let headWidth: Int

        /// The shape of a model's pages.
        public init(layers: Int, heads: Int, headWidth: Int) {
            precondition(
                layers > 0 && heads > 0 && headWidth > 0 && headWidth % 16 == 0,
                "a head has a multiple of sixteen elements")
            self.layers = layers
            self.heads = heads
            self.headWidth = headWidth
        }

        var headFloats: Int { headWidth * KeyValuePage.positions }
        /// Bytes of a page.
        public var byteCount: Int { 2 * 4 * layers * heads * headFloats }
    }

    let shape: Shape
    private let keys: UnsafeMutablePointer<Float>
    private let values: UnsafeMutablePointer<Float>

    init(shape: Shape) {
        self.shape = shape
        let count = shape.layers * shape.heads * shape.headFloats
        unsafe keys = .allocate(capacity: count)
        unsafe keys.initialize(repeating: 0, count: count)
        unsafe values = .allocate(capacity: count)
        unsafe values.initialize(repeating: 0, count: count)
    }

    deinit {
        unsafe keys.deallocate()
        unsafe values.deallocate()
    }

    /// A page of one's own with the same contents.
    func copy() -> KeyValuePage {
        let page = KeyValuePage(shape: shape)
        let count = shape.layers * shape.heads * shape.headFloats
        unsafe page.keys.update(from: keys, count: count)
        unsafe page.values.update(from: values, count: count)
        return page
    }

    /// The keys of a head, [headWidth, 16].
    func keys(layer: Int, head: Int) -> UnsafePointer<Float> {
        unsafe UnsafePointer(keys + (layer * shape.heads + head) * shape.headFloats)
    }

    /// The values of a head, [16, headWidth].
    func values(layer: Int, head: Int) -> UnsafePointer<Float> {
        unsafe UnsafePointer(values + (layer * shape.heads + head) * shape.headFloats)
    }

    /// Writes one position of a layer: all heads' keys and values, one after another.
    func write(
        layer: Int, position: Int, key: UnsafePointer<Float>, value: UnsafePointer<Float>
    ) {
        let width = shape.headWidth
        for head in 0..<shape.heads {
            let at = (layer * shape.heads + head) * shape.headFloats
            let column = unsafe keys + at + position
            for element in 0..<width {
                unsafe column[element * Self.positions] = key[head * width + element]
            }
            unsafe (values + at + position * width).update(
                from: value + head * width, count: width)
        }
    }
}

/// What a decoder keeps of the tokens of one sequence that it has read.
public struct KeyValueCache: Sendable {
    let shape: KeyValuePage.Shape
    private(set) var pages: [KeyValuePage] = []
    /// Tokens that are read.
    public private(set) var length = 0

    /// The cache of a sequence that has not begun.
    public init(shape: KeyValuePage.Shape) {
        self.shape = shape
    }

    /// The cache of a sequence that begins with full pages of another one.
    ///
    /// - Precondition: the pages are full.
    public init(shape: KeyValuePage.Shape, sharing pages: [KeyValuePage]) {
        self.shape = shape
        self.pages = pages
        length = pages.count * KeyValuePage.positions
    }

    /// The pages in which no position is free.
    public var fullPages: ArraySlice<KeyValuePage> {
        pages.prefix(length / KeyValuePage.positions)
    }

    /// Bytes that the pages take, shared ones included.
    public var byteCount: Int { pages.count * shape.byteCount }

    /// Makes room for tokens and returns the position of the first; the last page, where another
    /// sequence may have it too, becomes one's own.
    public mutating func append(_ tokens: Int) -> Int {
        let first = length
        let within = first % KeyValuePage.positions
        if within > 0, !isKnownUniquelyReferenced(&pages[pages.count - 1]) {
            pages[pages.count - 1] = pages[pages.count - 1].copy()
        }
        length += tokens
        while pages.count * KeyValuePage.positions < length {
            pages.append(KeyValuePage(shape: shape))
        }
        return first
    }

    func write(
        layer: Int, position: Int, key: UnsafePointer<Float>, value: UnsafePointer<Float>
    ) {
        unsafe pages[position / KeyValuePage.positions].write(
            layer: layer, position: position % KeyValuePage.positions, key: key, value: value)
    }
}
