/// A GGUF file byte by byte, sound until something in it is changed.
struct GGUFDraft {
    /// A value with the number of its type; `claim` says another count than an array has.
    indirect enum Value {
        case u8(UInt8), i8(Int8), u16(UInt16), i16(Int16), u32(UInt32), i32(Int32)
        case u64(UInt64), i64(Int64), f32(Float), f64(Double), flag(UInt8)
        case text([UInt8])
        case array(type: UInt32, [Value], claim: UInt64? = nil)
        case unknown(type: UInt32)
    }

    struct Tensor {
        var name: String
        /// Innermost first, as in the file.
        var dimensions: [UInt64]
        var type: UInt32
        var bytes: [UInt8]
        /// Another offset than the first aligned place behind the one before.
        var offset: UInt64?
    }

    var mark = Array("GGUF".utf8)
    var version: UInt32 = 3
    var keys: [(key: String, value: Value)] = []
    var tensors: [Tensor] = []
    var keyCount: UInt64?
    var tensorCount: UInt64?
    var alignment = 32
    var end: [UInt8] = []

    /// A file of the given tensors of single precision.
    static func floats(_ tensors: [(name: String, values: [Float])]) -> GGUFDraft {
        var draft = GGUFDraft()
        draft.tensors = tensors.map { tensor in
            var bytes: [UInt8] = []
            for value in tensor.values { bytes.put(value.bitPattern) }
            return Tensor(
                name: tensor.name, dimensions: [UInt64(tensor.values.count)], type: 0, bytes: bytes)
        }
        return draft
    }

    var bytes: [UInt8] {
        var bytes = mark
        bytes.put(version)
        bytes.put(tensorCount ?? UInt64(tensors.count))
        bytes.put(keyCount ?? UInt64(keys.count))
        for (key, value) in keys {
            bytes.put(text: Array(key.utf8))
            bytes.put(value.type)
            bytes.put(value)
        }
        var data: [UInt8] = []
        for tensor in tensors {
            while data.count % alignment != 0 { data.append(0) }
            bytes.put(text: Array(tensor.name.utf8))
            bytes.put(UInt32(tensor.dimensions.count))
            for dimension in tensor.dimensions { bytes.put(dimension) }
            bytes.put(tensor.type)
            bytes.put(tensor.offset ?? UInt64(data.count))
            data += tensor.bytes
        }
        if !tensors.isEmpty { while bytes.count % alignment != 0 { bytes.append(0) } }
        return bytes + data + end
    }
}

extension GGUFDraft.Value {
    var type: UInt32 {
        switch self {
        case .u8: 0
        case .i8: 1
        case .u16: 2
        case .i16: 3
        case .u32: 4
        case .i32: 5
        case .f32: 6
        case .flag: 7
        case .text: 8
        case .array: 9
        case .u64: 10
        case .i64: 11
        case .f64: 12
        case .unknown(let type): type
        }
    }
}

extension [UInt8] {
    mutating func put(_ value: some FixedWidthInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) {
            append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func put(text: [UInt8]) {
        put(UInt64(text.count))
        self += text
    }

    mutating func put(_ value: GGUFDraft.Value) {
        switch value {
        case .u8(let value), .flag(let value): put(value)
        case .i8(let value): put(value)
        case .u16(let value): put(value)
        case .i16(let value): put(value)
        case .u32(let value): put(value)
        case .i32(let value): put(value)
        case .u64(let value): put(value)
        case .i64(let value): put(value)
        case .f32(let value): put(value.bitPattern)
        case .f64(let value): put(value.bitPattern)
        case .text(let text): put(text: text)
        case .array(let type, let elements, let claim):
            put(type)
            put(claim ?? UInt64(elements.count))
            for element in elements { put(element) }
        case .unknown: break
        }
    }
}
