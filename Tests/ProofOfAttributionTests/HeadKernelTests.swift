import Money
import ProofOfAttribution
import Tensors
import Testing
import Wire

/// Three well-separated classes in sixteen dimensions, some rows with a wrong label.
private struct Setting {
    let index: HeadKernelIndex
    let features: Matrix
    let labels: [Int]
    let truth: [Int]
    let threads = ComputeThreads(count: 2)

    init(seed: UInt64 = 1, rows: Int = 240, mislabelled: Set<Int> = []) throws {
        var random = SeededBytes(seed: seed, label: "head kernel")
        var features = Matrix(rows: rows, columns: 16)
        var truth: [Int] = []
        for row in 0..<rows {
            let label = row % 3
            truth.append(label)
            for column in 0..<16 {
                features[row, column] =
                    (column % 3 == label ? 3 : 0) + 4 * (random.unitFloat() - 0.5)
            }
        }
        let labels = truth.enumerated().map { mislabelled.contains($0) ? ($1 + 1) % 3 : $1 }
        let problem = SoftmaxRegression(features: features, labels: labels, classes: 3)
        let head = problem.minimised(
            from: .init(classes: 3, features: 16), l2: 0.01, steps: 40, threads: threads)
        index = try HeadKernelIndex(
            features: features, labels: labels, head: head, settings: HeadKernelSettings(),
            seed: Digest.sha256([UInt8(truncatingIfNeeded: seed)]), threads: threads)
        self.features = features
        self.labels = labels
        self.truth = truth
    }

    func answer(_ row: Int) -> ClassifiedAnswer {
        ClassifiedAnswer(feature: Array(features.row(row)), label: truth[row])
    }
}

@Suite struct `The head kernel` {
    @Test func `gives weights that add up to one, bounds below them and falling order`() throws {
        let setting = try Setting()
        let method = HeadKernel(index: setting.index)
        for row in 0..<12 {
            let attribution = method.attribution(of: setting.answer(row))
            let sum = attribution.lines.reduce(UInt64(attribution.unattributed.value)) {
                $0 + UInt64($1.weight.value)
            }
            #expect(sum == 1_000_000_000)
            #expect(!attribution.lines.isEmpty && attribution.lines.count <= 64)
            for (line, next) in zip(attribution.lines, attribution.lines.dropFirst()) {
                #expect(line.weight.value >= next.weight.value)
            }
            for line in attribution.lines {
                #expect(line.lower.value <= line.weight.value && line.weight.value > 0)
            }
            #expect(Set(attribution.lines.map(\.position)).count == attribution.lines.count)
        }
    }

    @Test func `credits rows of the answer's class and not the others`() throws {
        let setting = try Setting()
        let method = HeadKernel(index: setting.index)
        for row in 0..<30 {
            let lines = method.attribution(of: setting.answer(row)).lines
            let own = lines.filter { setting.labels[$0.position] == setting.truth[row] }
            #expect(own.count * 10 >= lines.count * 9)
        }
    }

    @Test(arguments: 0..<40)
    func `gives the integers of the plainly written rule`(seed: UInt64) {
        for rows in [1, 2, 15, 16, 17, 100, 700, 1500] {
            for classes in [1, 2, 7] {
                let random = RandomIndex(seed: seed, rows: rows, classes: classes)
                let (method, rule) = (
                    HeadKernel(index: random.index), PlainHeadKernel(index: random.index)
                )
                for answer in random.answers {
                    #expect(
                        method.attribution(of: answer) == rule.attribution(of: answer),
                        "seed \(seed), \(rows) rows of \(classes) classes")
                }
            }
        }
    }

    @Test func `gives the integers of the plainly written rule for trained heads`() throws {
        for seed: UInt64 in 1...3 {
            let setting = try Setting(seed: seed, rows: 600)
            let method = HeadKernel(index: setting.index)
            let rule = PlainHeadKernel(index: setting.index)
            for row in stride(from: 0, to: 600, by: 7) {
                let answer = setting.answer(row)
                #expect(method.attribution(of: answer) == rule.attribution(of: answer))
            }
        }
    }

    @Test func `gives the same integers from the index read back from its file`() throws {
        let setting = try Setting()
        let bytes = setting.index.fileBytes
        let again = try HeadKernelIndex(fileBytes: bytes)
        #expect(again == setting.index)
        #expect(again.fileBytes == bytes)
        #expect(
            HeadKernel(index: again).attribution(of: setting.answer(5))
                == HeadKernel(index: setting.index).attribution(of: setting.answer(5)))
    }

    @Test func `has an index of the same bytes for every thread count and path`() throws {
        let first = try Setting(seed: 9).index.fileBytes
        let before = KernelPath.current
        defer { try? KernelPath.select(before) }
        for path in KernelPath.available {
            try KernelPath.select(path)
            #expect(try Setting(seed: 9).index.fileBytes == first)
        }
    }

    @Test func `values rows with a wrong label below the others on unseen rows`() throws {
        let wrong = Set((0..<24).map { $0 * 10 })
        let setting = try Setting(seed: 3, mislabelled: wrong)
        let unseen = try Setting(seed: 4)
        let values = ContributionValue.ofRows(
            in: setting.index, evaluationFeatures: unseen.features,
            evaluationLabels: unseen.truth, chanceQuantileMillis: 950, threads: unseen.threads)
        let bad = wrong.map { values[$0] }
        let good = values.indices.filter { !wrong.contains($0) }.map { values[$0] }
        let badMean = bad.reduce(0, +) / Float(bad.count)
        let goodMean = good.reduce(0, +) / Float(good.count)
        #expect(badMean < 0)
        #expect(goodMean > 0)
    }

    @Test func `loses next to nothing to eight bits`() throws {
        let setting = try Setting()
        let whitened = setting.index.whitened(setting.features)
        let exact = whitened.times(PackedMatrix(transposing: whitened.rows(0..<1)))
        let rounded = setting.index.features.products(with: QuantisedRows(whitened.rows(0..<1)))
        for row in 0..<exact.rows {
            #expect(abs(exact[row, 0] - rounded[row]) < 0.01)
        }
    }
}

@Suite struct `An index file` {
    @Test(arguments: 0..<200) func `that was bent is refused or read, never a trap`(
        seed: UInt64
    ) throws {
        var random = SeededBytes(seed: seed, label: "bend")
        var bytes = try Setting(rows: 12).index.fileBytes
        for _ in 0..<1 + random.below(3) {
            bytes[Int(random.below(60))] = UInt8(random.below(256))
        }
        if random.below(3) == 0 { bytes.removeLast(Int(random.below(UInt64(bytes.count)))) }
        guard let index = try? HeadKernelIndex(fileBytes: bytes) else { return }
        #expect(index.fileBytes == bytes)
    }

    /// What is read answers; numbers of 3e38, finite one by one, ended the program at the first
    /// question.
    @Test(arguments: 0..<200) func `of extreme numbers is refused, or attributes every answer`(
        seed: UInt64
    ) throws {
        var random = SeededBytes(seed: seed, label: "extremes")
        let setting = try Setting(rows: 12)
        var bytes = setting.index.fileBytes
        let extremes: [Float] = [3e38, -3e38, 1e30, 1e17, 1e10, .leastNonzeroMagnitude, 0, 1]
        for _ in 0..<1 + random.below(4) {
            let value = extremes[Int(random.below(UInt64(extremes.count)))].bitPattern
            // Numbers stand behind the header of 46 bytes, most of them in words of four.
            let place = 46 + 4 * Int(random.below(UInt64((bytes.count - 50) / 4)))
            for byte in 0..<4 {
                bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (24 - 8 * byte))
            }
        }
        guard let index = try? HeadKernelIndex(fileBytes: bytes) else { return }
        let kernel = HeadKernel(index: index)
        for row in 0..<12 {
            let attribution = kernel.attribution(of: setting.answer(row))
            #expect(
                attribution.lines.reduce(0) { $0 + UInt64($1.weight.value) }
                    + UInt64(attribution.unattributed.value) == 1_000_000_000)
        }
    }

    @Test func `with bytes left over is refused`() throws {
        let bytes = try Setting(rows: 12).index.fileBytes + [0]
        #expect(throws: HeadKernelFileError.truncatedOrTrailing) {
            try HeadKernelIndex(fileBytes: bytes)
        }
    }
}
