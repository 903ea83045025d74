extension [Float] {
    /// The element that would stand at `rank`, from 0, if the array were sorted.
    ///
    /// Hoare's selection with the middle element as pivot, on a copy. Traps when `rank` is no index
    /// of the array.
    package func selectedSmallest(_ rank: Int) -> Float {
        precondition(indices.contains(rank), "a rank lies within the array")
        var values = self
        var (low, high) = (0, values.count - 1)
        while low < high {
            let pivot = values[(low + high) / 2]
            var (left, right) = (low, high)
            while left <= right {
                while values[left] < pivot { left += 1 }
                while values[right] > pivot { right -= 1 }
                if left <= right {
                    values.swapAt(left, right)
                    left += 1
                    right -= 1
                }
            }
            if rank <= right {
                high = right
            } else if rank >= left {
                low = left
            } else {
                break
            }
        }
        return values[rank]
    }
}
