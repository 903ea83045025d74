import Tensors
import Testing

/// The only suite that selects paths: the choice is the whole process's.
@Suite(.serialized) struct `Kernel paths` {
    /// What the computations give on every machine, path and compiler.
    ///
    /// A change here is a change
    /// of every receipt's numbers: old answers no longer recompute.
    private static let golden: [String: UInt64] = [
        "matrix products": 0x3C08_4009_394D_22BE,
        "exp": 0x4909_F72D_1CFD_570D,
        "log": 0xAF11_34CC_7D89_1459,
        "gelu": 0x7597_C6F5_1B69_77C1,
        "slope of gelu": 0x4EDC_FF47_8EC4_8D40,
        "vectors": 0x32EE_BAB7_3170_EC76,
        "softmax": 0xB42E_F003_EC7F_2883,
        "layer normalisation": 0x7F62_251A_D0F7_5ACB,
        "attention": 0xC245_0646_630E_50E0,
        "AdamW": 0xBC19_8DEB_3113_270F,
        "quantised rows": 0x84F7_38E9_21C5_6FFB,
        "quantised panels": 0x595F_CBE1_BA3E_A1B5,
        "selection": 0x66AD_94AC_42B8_456C,
        "Cholesky": 0xAAAD_D3DB_175F_45B1,
        "softmax regression": 0xE124_4FB9_821D_003C,
    ]

    private func onEveryPath(_ body: (KernelPath) throws -> Void) throws {
        let before = KernelPath.current
        defer { try? KernelPath.select(before) }
        for path in KernelPath.available {
            try KernelPath.select(path)
            #expect(KernelPath.current == path)
            try body(path)
        }
    }

    @Test func `give the bits that every other machine gives`() throws {
        #expect(Self.golden.count == Computations.all.count)
        try onEveryPath { path in
            for (name, run) in Computations.all {
                let found = fingerprint(run())
                #expect(
                    found == Self.golden[name],
                    "\(name) on \(path.rawValue): 0x\(String(found, radix: 16))")
            }
        }
    }

    @Test func `include the portable one and the wide tile everywhere`() {
        #expect(KernelPath.available.contains(.portable))
        #expect(KernelPath.available.contains(.wideTile))
        #expect(KernelPath.available.contains(KernelPath.current))
    }

    @Test func `are selected by name`() throws {
        try onEveryPath { path in
            guard path != .wideTile else { return }
            try KernelPath.select(.portable)
            try KernelPath.select(named: path.rawValue)
            #expect(KernelPath.current == path)
        }
    }

    @Test func `are refused by an unknown name, or where the CPU lacks them`() {
        let before = KernelPath.current
        for name in ["", "sse9", "AVX2", "wideTile", " avx2"] {
            #expect(throws: KernelPathError.unknown(name)) { try KernelPath.select(named: name) }
        }
        let missing = KernelPath.allCases.filter { !KernelPath.available.contains($0) }
        #expect(!missing.isEmpty)
        for path in missing {
            let refusal = KernelPathError.unavailable(path.rawValue)
            #expect(throws: refusal) { try KernelPath.select(path) }
            #expect(refusal.description.contains("cannot run the kernel path '\(path.rawValue)'"))
        }
        let text = KernelPathError.unknown("sse9").description
        #expect(text.contains("'sse9'") && text.contains("portable") && !text.contains("wideTile"))
        #expect(KernelPath.current == before)
    }

    @Test func `would show one changed bit`() {
        let values: [Float] = [1, 2, 3]
        #expect(fingerprint([]) == 0xCBF2_9CE4_8422_2325)
        #expect(fingerprint(values) != fingerprint([1, 2, Float(3).nextUp]))
        #expect(fingerprint(values) != fingerprint([2, 1, 3]))
    }
}
