// The one file of this room with unsafe code: it calls a library that is found while running, so
// that nothing of it is needed to build.

internal import Tensors

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// OpenBLAS with one thread, where it is installed (https://www.openblas.net).
@safe struct OpenBLAS {
    /// The name that Debian's package gives the library.
    static let fileName = "libopenblas.so.0"
    /// What installs it.
    static let installation = "apt-get install libopenblas0-pthread"

    private typealias Product =
        @convention(c) (
            Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32,
            UnsafePointer<Float>, Int32, Float, UnsafeMutablePointer<Float>, Int32
        ) -> Void
    private typealias SetThreads = @convention(c) (Int32) -> Void
    private typealias Name = @convention(c) () -> UnsafePointer<CChar>?

    /// The processor that the library chose its kernels for.
    let core: String
    private let product: Product

    /// Loads the library; nil where it is not installed.
    ///
    /// `OPENBLAS_CORETYPE`, with which a person can pin slower kernels, is unset first.
    init?() {
        unsafe unsetenv("OPENBLAS_CORETYPE")
        guard let library = unsafe dlopen(Self.fileName, RTLD_NOW | RTLD_LOCAL),
            let product = unsafe dlsym(library, "cblas_sgemm"),
            let setThreads = unsafe dlsym(library, "openblas_set_num_threads"),
            let name = unsafe dlsym(library, "openblas_get_corename")
        else { return nil }
        unsafe self.product = unsafeBitCast(product, to: Product.self)
        unsafe unsafeBitCast(setThreads, to: SetThreads.self)(1)
        let text = unsafe unsafeBitCast(name, to: Name.self)()
        core = unsafe text.map { unsafe String(cString: $0) } ?? "unknown"
    }

    /// result += left · right.
    func add(_ left: Matrix, times right: Matrix, to result: inout Matrix) {
        precondition(
            left.columns == right.rows && result.rows == left.rows
                && result.columns == right.columns, "the sizes of a product agree")
        let (rowMajor, asItStands) = (Int32(101), Int32(111))
        let (m, n, k) = (Int32(left.rows), Int32(right.columns), Int32(left.columns))
        unsafe left.values.withUnsafeBufferPointer { a in
            unsafe right.values.withUnsafeBufferPointer { b in
                unsafe result.values.withUnsafeMutableBufferPointer { c in
                    guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress
                    else { return }
                    unsafe product(
                        rowMajor, asItStands, asItStands, m, n, k, 1, a, k, b, n, 1, c, n)
                }
            }
        }
    }
}
