internal import Kernels

extension Matrix {
    /// Gaussian error linear unit of every element, x · Φ(x) (arXiv 1606.08415).
    public var gelu: Matrix {
        unsafe .filled(rows: rows, columns: columns) { out in
            unsafe values.withUnsafeBufferPointer { x in
                unsafe ol_gelu(x.count, x.baseAddress, out)
            }
        }
    }

    /// Multiplies this gradient by the derivative of gelu at `input`.
    public mutating func multiplyByGELUSlope(at input: Matrix) {
        precondition(input.values.count == values.count, "a gradient has its input's size")
        unsafe values.withUnsafeMutableBufferPointer { gradient in
            unsafe input.values.withUnsafeBufferPointer { x in
                unsafe ol_gelu_backward(x.count, x.baseAddress, gradient.baseAddress)
            }
        }
    }

    /// self += factor · other, element by element.
    public mutating func add(_ other: Matrix, scaledBy factor: Float = 1) {
        values.add(other.values, scaledBy: factor)
    }

    /// Multiplies every element by a factor.
    public mutating func scale(by factor: Float) {
        values.scale(by: factor)
    }

    /// Replaces every row z by softmax(z).
    public mutating func applySoftmaxToRows() {
        let (rows, columns) = (rows, columns)
        guard columns > 0 else { return }
        unsafe values.withUnsafeMutableBufferPointer { x in
            unsafe ol_softmax_rows(rows, columns, 1, x.baseAddress, columns)
        }
    }
}

extension [Float] {
    /// self += factor · other, one fused multiply-add an element.
    public mutating func add(_ other: [Float], scaledBy factor: Float = 1) {
        precondition(other.count == count, "added vectors have equal lengths")
        unsafe withUnsafeMutableBufferPointer { y in
            unsafe other.withUnsafeBufferPointer { x in
                unsafe ol_add_scaled(x.count, factor, x.baseAddress, y.baseAddress)
            }
        }
    }

    /// Multiplies every element by a factor.
    public mutating func scale(by factor: Float) {
        unsafe withUnsafeMutableBufferPointer { x in
            unsafe ol_scale(x.count, factor, x.baseAddress)
        }
    }

    /// Sum in the sixteen-lane order.
    public var laneSum: Float {
        unsafe withUnsafeBufferPointer { unsafe ol_sum($0.count, $0.baseAddress) }
    }

    /// Inner product in the sixteen-lane order.
    public func dot(_ other: [Float]) -> Float {
        precondition(other.count == count, "vectors of an inner product have equal lengths")
        return self[...].dot(other[...])
    }

    /// exp of every element; 0 below −87, exp(88) above 88.
    public var exponentials: [Float] {
        unsafe mapped { unsafe ol_exp($0, $1, $2) }
    }

    /// softmax(factor · self).
    public func softmax(scaledBy factor: Float) -> [Float] {
        guard !isEmpty else { return [] }
        var result = self
        unsafe result.withUnsafeMutableBufferPointer { x in
            unsafe ol_softmax_rows(1, x.count, factor, x.baseAddress, x.count)
        }
        return result
    }

    /// Natural logarithm of every element.
    ///
    /// - Precondition: all are positive normal numbers.
    public var logarithms: [Float] {
        precondition(allSatisfy { $0 >= .leastNormalMagnitude && $0.isFinite })
        return unsafe mapped { unsafe ol_log($0, $1, $2) }
    }

    private func mapped(
        _ kernel: (Int, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
    ) -> [Float] {
        guard !isEmpty else { return [] }
        return unsafe [Float](unsafeUninitializedCapacity: count) { out, initialised in
            unsafe withUnsafeBufferPointer { x in
                unsafe kernel(x.count, x.baseAddress, out.baseAddress)
            }
            initialised = count
        }
    }
}

extension ArraySlice<Float> {
    /// Inner product in the sixteen-lane order.
    public func dot(_ other: ArraySlice<Float>) -> Float {
        precondition(other.count == count, "vectors of an inner product have equal lengths")
        return unsafe withUnsafeBufferPointer { x in
            unsafe other.withUnsafeBufferPointer { y in
                unsafe ol_dot(x.count, x.baseAddress, y.baseAddress)
            }
        }
    }
}
