internal import Kernels

extension [Float] {
    /// Multiplies every element by the other vector's.
    public mutating func multiply(by other: [Float]) {
        precondition(other.count == count, "multiplied vectors have equal lengths")
        unsafe withUnsafeMutableBufferPointer { y in
            unsafe other.withUnsafeBufferPointer { x in
                unsafe ol_multiply(x.count, x.baseAddress, y.baseAddress)
            }
        }
    }

    /// The magnitudes of the elements of all groups but one; zero for those of that one.
    ///
    /// - Parameters:
    ///   - group: the group that is left out.
    ///   - groups: each element's group.
    /// - Returns: as many elements as there are here.
    public func magnitudes(outside group: Int32, of groups: [Int32]) -> [Float] {
        precondition(groups.count == count, "each element has a group")
        guard !isEmpty else { return [] }
        return unsafe [Float](unsafeUninitializedCapacity: count) { out, initialised in
            unsafe ol_magnitudes_outside(count, group, groups, self, out.baseAddress)
            initialised = count
        }
    }

    /// The largest element of each block of so many, and of those that are left at the end.
    public func maxima(ofBlocks length: Int) -> [Float] {
        precondition(length > 0, "a block holds something")
        guard !isEmpty else { return [] }
        let blocks = (count - 1) / length + 1
        return unsafe [Float](unsafeUninitializedCapacity: blocks) { out, initialised in
            unsafe ol_block_maxima(count, length, self, out.baseAddress)
            initialised = blocks
        }
    }

    /// The positions of the elements above a threshold, ascending.
    ///
    /// - Precondition: there are at most 2³² elements.
    public func positions(above threshold: Float) -> [UInt32] {
        precondition(count <= Int(UInt32.max))
        guard !isEmpty else { return [] }
        return unsafe [UInt32](unsafeUninitializedCapacity: count) { out, initialised in
            initialised = unsafe ol_positions_above(count, self, threshold, out.baseAddress)
        }
    }
}
