public import Tensors

/// A low-rank adapter of a decoder, laid out for products: any of the layers' maps, each with a
/// rank and a scale of its own.
public final class DecoderAdapter: Sendable {
    let maps: [LinearSite: LowRankMap]

    /// An adapter of the given maps.
    public init(maps: [LinearSite: LowRankMap]) {
        self.maps = maps
    }

    /// Bytes in memory.
    public var byteCount: Int { maps.values.reduce(0) { $0 + $1.byteCount } }
}
