internal import Tensors

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

    /// The element that would stand at `rank`, from 0, if the array were sorted the other way.
    ///
    /// Where the maxima of `rank` + 1 blocks reach a value, at least as many elements do: only
    /// those that reach it are looked at. Traps when `rank` is no index of the array.
    package func selectedLargest(_ rank: Int) -> Float {
        precondition(indices.contains(rank), "a rank lies within the array")
        // With half as many blocks again as are needed, next to no more elements reach the value.
        let length = count / (rank + 1 + (rank + 1) / 2)
        guard length > 1 else { return selectedSmallest(count - 1 - rank) }
        let maxima = maxima(ofBlocks: length)
        let floor = maxima.selectedSmallest(maxima.count - 1 - rank)
        let reaching = positions(above: floor.nextDown).map { self[Int($0)] }
        // Values that are not numbers reach nothing.
        guard rank < reaching.count else { return selectedSmallest(count - 1 - rank) }
        return reaching.selectedSmallest(reaching.count - 1 - rank)
    }
}
