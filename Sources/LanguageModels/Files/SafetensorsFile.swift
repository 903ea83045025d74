import Wire

/// A safetensors file (https://huggingface.co/docs/safetensors), checked in full when opened.
///
/// Only the header is read at first; a tensor's bytes when it is asked for. Every byte of the file
/// must belong to exactly one tensor, so nothing can hide in it.
public struct SafetensorsFile: Sendable {
    /// Longest header that is read: 8 MiB, a hundred thousand tensors.
    public static let headerLimit = 8 << 20

    /// What the header says of one tensor.
    public struct Tensor: Equatable, Sendable {
        /// Its name.
        public let name: String
        /// The spelling of its elements' type, such as `F32`.
        public let elementType: String
        /// Its dimensions, outermost first.
        public let shape: [Int]
        /// Where its bytes lie in the file's data.
        let bytes: Range<Int>
    }

    /// The tensors, sorted by the bytes of their names.
    public let tensors: [Tensor]
    /// The texts under `__metadata__`, in their order.
    public let metadata: [(key: String, value: String)]

    private let positions: [ByteName: Int]
    private let source: ByteSource
    private let dataStart: Int

    /// Opens the file and checks its header against its size.
    ///
    /// - Throws: ``SafetensorsError``.
    public init(path: String) throws(SafetensorsError) {
        let file: RegularFile
        do { file = try RegularFile(path: path) } catch { throw .unreadable(error) }
        try self.init(.file(file))
    }

    /// Takes the bytes of a file.
    ///
    /// - Throws: ``SafetensorsError``.
    public init(bytes: [UInt8]) throws(SafetensorsError) {
        try self.init(.memory(bytes))
    }

    private init(_ source: ByteSource) throws(SafetensorsError) {
        do throws(SafetensorsError) {
            try self.init(checking: source)
        } catch {
            let count = min(source.size, MistakenFile.beginningByteCount)
            if let beginning = try? Self.read(source, 0..<count),
                let mistaken = MistakenFile(beginning: beginning)
            {
                throw .mistaken(mistaken)
            }
            throw error
        }
    }

    private init(checking source: ByteSource) throws(SafetensorsError) {
        let size = source.size
        guard size >= 8 else { throw .truncated(size: size) }
        let length = try Self.read(source, 0..<8).reversed().reduce(UInt64(0)) {
            $0 << 8 | UInt64($1)
        }
        guard length <= UInt64(Self.headerLimit) else { throw .headerTooLong(length) }
        let dataStart = 8 + Int(length)
        guard dataStart <= size else { throw .truncated(size: size) }
        let header = try SafetensorsHeader(
            json: Self.read(source, 8..<dataStart), dataSize: size - dataStart)
        tensors = header.tensors
        metadata = header.metadata
        positions = Dictionary(
            uniqueKeysWithValues: header.tensors.enumerated().map { (ByteName($1.name), $0) })
        self.source = source
        self.dataStart = dataStart
    }

    /// Whether the file has a tensor of that name.
    public func contains(_ name: String) -> Bool {
        positions[ByteName(name)] != nil
    }

    /// The header's entry for a tensor; nil when there is none.
    public func tensor(_ name: String) -> Tensor? {
        positions[ByteName(name)].map { tensors[$0] }
    }

    /// The elements of a tensor that must have the given shape, in row-major order.
    ///
    /// 16-bit elements are widened, which is exact.
    /// - Throws: ``SafetensorsError``, also for an element that is not finite.
    public func floats(_ name: String, shape: [Int]) throws(SafetensorsError) -> [Float] {
        guard let tensor = tensor(name) else { throw .missing(name) }
        guard tensor.shape == shape else {
            throw .wrongShape(tensor: name, expected: shape, found: tensor.shape)
        }
        return try floats(tensor)
    }

    /// The elements of one of ``tensors``, in row-major order.
    ///
    /// - Throws: ``SafetensorsError``, also for an element that is not finite.
    public func floats(_ tensor: Tensor) throws(SafetensorsError) -> [Float] {
        let range = dataStart + tensor.bytes.lowerBound..<dataStart + tensor.bytes.upperBound
        let values: [Float]
        switch tensor.elementType {
        case "F32": values = try singles(range)
        case "F16": values = try widened(range, Float.init(half:))
        case "BF16": values = try widened(range) { Float(bitPattern: UInt32($0) << 16) }
        default: throw .notFloatingPoint(tensor: tensor.name, type: tensor.elementType)
        }
        // All exponent bits set: infinite or not a number.
        if let index = values.firstIndex(where: { $0.bitPattern & 0x7F80_0000 == 0x7F80_0000 }) {
            throw .notFinite(tensor: tensor.name, index: index)
        }
        return values
    }
}

// MARK: - Reading elements

extension SafetensorsFile {
    private static func read(
        _ source: ByteSource, _ range: Range<Int>
    ) throws(SafetensorsError) -> [UInt8] {
        do { return try source.bytes(in: range) } catch { throw .unreadable(error) }
    }

    private func singles(_ range: Range<Int>) throws(SafetensorsError) -> [Float] {
        guard !range.isEmpty else { return [] }
        var failure: FileError?
        var values = unsafe [Float](unsafeUninitializedCapacity: range.count / 4) { buffer, count in
            let exact = unsafe UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer)[..<range.count])
            do throws(FileError) {
                unsafe try source.read(into: exact, at: range.lowerBound)
                count = range.count / 4
            } catch {
                failure = error
            }
        }
        if let failure { throw .unreadable(failure) }
        #if _endian(big)
            for index in values.indices {
                values[index] = Float(bitPattern: values[index].bitPattern.byteSwapped)
            }
        #endif
        return values
    }

    private func widened(
        _ range: Range<Int>, _ widen: (UInt16) -> Float
    ) throws(SafetensorsError) -> [Float] {
        let bytes = try Self.read(source, range)
        return stride(from: 0, to: bytes.count, by: 2).map {
            widen(UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
        }
    }
}

extension Float {
    /// The value of an IEEE 754 binary16 number, exactly.
    init(half bits: UInt16) {
        let sign = UInt32(bits & 0x8000) << 16
        let exponent = UInt32(bits >> 10 & 0x1F)
        let fraction = UInt32(bits & 0x3FF)
        switch exponent {
        case 0:
            // Zero or subnormal: fraction · 2⁻²⁴, which a single holds exactly.
            let magnitude = Float(fraction) * Float(sign: .plus, exponent: -24, significand: 1)
            self.init(bitPattern: sign | magnitude.bitPattern)
        case 0x1F:
            self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        default:
            self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
