internal import Tensors
internal import Wire

/// The index as a file: a header of big-endian integers, then numbers as big-endian IEEE 754
/// binary32 and rows as signed bytes. docs/formats/attribution-index.md gives the layout.
extension HeadKernelIndex {
    private static let magic = Array("OLHK".utf8)
    private static let formatVersion: UInt16 = 1
    private static let sizeLimit = 1 << 24

    /// The file's bytes.
    public var fileBytes: [UInt8] {
        var writer = WireWriter()
        writer.put(raw: Self.magic)
        writer.put(Self.formatVersion)
        writer.put(UInt32(count))
        writer.put(UInt32(mean.count))
        writer.put(UInt32(classes))
        writer.put(UInt32(heads.count))
        writer.put(settings.damping.bitPattern)
        writer.put(UInt32(settings.chanceQuantileMillis))
        writer.put(UInt32(settings.maximumLines))
        writer.put(UInt32(settings.resampledHeads))
        writer.put(UInt32(settings.refitSteps))
        writer.put(settings.refitPenalty.bitPattern)
        writer.put(UInt32(settings.boundDeviationsMillis))
        writer.put(floats: mean)
        writer.put(floats: featureFactor.values)
        writer.put(rows: features)
        for label in labels { writer.put(UInt16(label)) }
        for head in heads {
            writer.put(floats: head.parameters.weights.values)
            writer.put(floats: head.parameters.bias)
            writer.put(floats: head.classFactor.values)
            writer.put(rows: head.residuals)
        }
        return writer.bytes
    }

    /// Reads an index.
    ///
    /// - Throws: `HeadKernelFileError` for anything that is not the bytes of an index.
    public init(fileBytes bytes: [UInt8]) throws(HeadKernelFileError) {
        do {
            var reader = WireReader(bytes)
            guard try reader.bytes(4) == Self.magic else { throw HeadKernelFileError.notAnIndex }
            let version = try reader.u16()
            guard version == Self.formatVersion else {
                throw HeadKernelFileError.unknownVersion(version)
            }
            let count = Int(try reader.u32())
            let width = Int(try reader.u32())
            let classes = Int(try reader.u32())
            let headCount = Int(try reader.u32())
            guard 1...Self.sizeLimit ~= count, 1...65_536 ~= width, 1...65_535 ~= classes,
                1...256 ~= headCount
            else { throw HeadKernelFileError.improperSize }
            let settings = try Self.settings(&reader)
            guard settings.resampledHeads == headCount - 1 else {
                throw HeadKernelFileError.improperSize
            }
            let mean = try reader.floats(width)
            let factor = Matrix(
                rows: width, columns: width, values: try reader.floats(width * width))
            let features = try reader.rows(count, width)
            var labels: [Int] = []
            for _ in 0..<count {
                let label = Int(try reader.u16())
                guard label < classes else { throw HeadKernelFileError.improperLabel }
                labels.append(label)
            }
            var heads: [Head] = []
            for _ in 0..<headCount {
                heads.append(try Self.head(&reader, count, width, classes))
            }
            try reader.finish()
            guard Self.isWithinReach(mean, factor, heads, features) else {
                throw HeadKernelFileError.improperNumber
            }
            self.init(
                settings: settings, mean: mean, featureFactor: factor, heads: heads,
                features: features, labels: labels)
        } catch let error as HeadKernelFileError {
            throw error
        } catch {
            throw .truncatedOrTrailing
        }
    }

    /// Whether no question's feature makes a number that leaves the range of Float: vectors are
    /// squared and summed over their width when they are brought to unit length.
    private static func isWithinReach(
        _ mean: [Float], _ factor: Matrix, _ heads: [Head], _ features: QuantisedRows
    ) -> Bool {
        func largest(_ values: [Float]) -> Double {
            values.reduce(0) { max($0, Double(abs($1))) }
        }
        func isProper(_ matrix: Matrix, _ input: Double, _ offset: Double) -> Bool {
            let limit = SummableRange.limit(width: matrix.columns)
            return (0..<matrix.rows).allSatisfy { row in
                matrix.row(row).reduce(0) { $0 + Double(abs($1)) } * input + offset <= limit
            }
        }
        func isUnit(_ rows: QuantisedRows) -> Bool { rows.scales.allSatisfy { 0...1 ~= $0 } }
        return isUnit(features) && isProper(factor, Self.largestFeature + largest(mean), 0)
            && heads.allSatisfy { head in
                isUnit(head.residuals) && isProper(head.classFactor, 2, 0)
                    && isProper(
                        head.parameters.weights, Self.largestFeature, largest(head.parameters.bias))
            }
    }

    /// No element of a question's feature is larger.
    private static let largestFeature = 32.0

    private static func settings(_ reader: inout WireReader) throws -> HeadKernelSettings {
        var settings = HeadKernelSettings()
        settings.damping = Float(bitPattern: try reader.u32())
        settings.chanceQuantileMillis = Int(try reader.u32())
        settings.maximumLines = Int(try reader.u32())
        settings.resampledHeads = Int(try reader.u32())
        settings.refitSteps = Int(try reader.u32())
        settings.refitPenalty = Float(bitPattern: try reader.u32())
        settings.boundDeviationsMillis = Int(try reader.u32())
        guard settings.damping.isFinite, settings.refitPenalty.isFinite,
            0...1000 ~= settings.chanceQuantileMillis, 1...64 ~= settings.maximumLines
        else { throw HeadKernelFileError.improperSettings }
        return settings
    }

    private static func head(
        _ reader: inout WireReader, _ count: Int, _ width: Int, _ classes: Int
    ) throws -> Head {
        let weights = Matrix(
            rows: classes, columns: width, values: try reader.floats(classes * width))
        let bias = try reader.floats(classes)
        let factor = Matrix(
            rows: classes, columns: classes, values: try reader.floats(classes * classes))
        return Head(
            parameters: .init(weights: weights, bias: bias), classFactor: factor,
            residuals: try reader.rows(count, classes))
    }
}

/// Why bytes are not an attribution index.
public enum HeadKernelFileError: Error, Equatable, CustomStringConvertible {
    case notAnIndex
    case unknownVersion(UInt16)
    case improperSize
    case improperSettings
    case improperLabel
    case improperNumber
    case improperRows
    case truncatedOrTrailing

    /// One sentence.
    public var description: String {
        switch self {
        case .notAnIndex: "the file is not an attribution index (its first bytes are not OLHK)"
        case .unknownVersion(let version):
            "the attribution index has format \(version); this program reads format 1"
        case .improperSize: "the attribution index states an impossible size"
        case .improperSettings: "the attribution index states impossible settings"
        case .improperLabel: "the attribution index holds a class beyond its number of classes"
        case .improperNumber:
            "the attribution index holds a number that is not finite, or so large that sums are not"
        case .improperRows: "the attribution index holds rows outside the eight-bit range"
        case .truncatedOrTrailing: "the attribution index is cut short or has bytes left over"
        }
    }
}

extension WireWriter {
    fileprivate mutating func put(floats: [Float]) {
        for value in floats { put(value.bitPattern) }
    }

    fileprivate mutating func put(rows: QuantisedRows) {
        put(floats: rows.scales)
        put(raw: rows.integers.map { UInt8(bitPattern: $0) })
    }
}

extension WireReader {
    fileprivate mutating func floats(_ count: Int) throws -> [Float] {
        // Checked before anything is allocated: a hostile size costs nothing.
        guard remaining >= count * 4 else { throw HeadKernelFileError.truncatedOrTrailing }
        var values: [Float] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            let value = Float(bitPattern: try u32())
            guard value.isFinite else { throw HeadKernelFileError.improperNumber }
            values.append(value)
        }
        return values
    }

    fileprivate mutating func rows(_ count: Int, _ columns: Int) throws -> QuantisedRows {
        let scales = try floats(count)
        let integers = try bytes(count * columns).map { Int8(bitPattern: $0) }
        guard let rows = QuantisedRows(columns: columns, scales: scales, integers: integers) else {
            throw HeadKernelFileError.improperRows
        }
        return rows
    }
}
