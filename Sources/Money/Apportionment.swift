/// Division of a whole number into whole parts that add up to it exactly.
public enum Apportionment {
    /// Divides `total` in proportion to `weights` by the method of the largest remainder
    /// (Hamilton's method).
    ///
    /// Each part is first total · weight / sum of weights rounded down. The units that are left,
    /// fewer than there are parts, go one each to the parts that lost the largest remainder; of
    /// equal remainders the lower position comes first. Products are 128 bits wide, nothing is
    /// rounded twice.
    ///
    /// - Returns: the parts in the weights' order, which add up to `total`; nil when all weights
    ///   are zero or there are none, since then nobody may get the total.
    public static func largestRemainder(_ total: UInt64, by weights: [UInt64]) -> [UInt64]? {
        let sum = weights.reduce(into: UInt128(0)) { $0 += UInt128($1) }
        guard sum > 0 else { return nil }
        return parts(of: total, by: weights, summingTo: sum)
    }

    /// The division itself; `sum` is the positive sum of the weights.
    package static func parts(
        of total: UInt64, by weights: [UInt64], summingTo sum: UInt128
    ) -> [UInt64] {
        var parts: [UInt64] = []
        var remainders: [UInt128] = []
        parts.reserveCapacity(weights.count)
        remainders.reserveCapacity(weights.count)
        var left = total
        for weight in weights {
            let product = UInt128(total) * UInt128(weight)
            let (quotient, remainder) = product.quotientAndRemainder(dividingBy: sum)
            let part = UInt64(quotient)
            parts.append(part)
            remainders.append(remainder)
            left -= part
        }
        guard left > 0 else { return parts }
        let order = weights.indices.sorted { first, second in
            remainders[first] != remainders[second]
                ? remainders[first] > remainders[second] : first < second
        }
        for position in order.prefix(Int(left)) { parts[position] += 1 }
        return parts
    }
}
