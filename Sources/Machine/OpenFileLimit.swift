// One of this room's files with unsafe code: the system's calls on limits.

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many files and sockets this process may have open.
package enum OpenFileLimit {
    /// Raises the limit as far as it is needed and as the system lets it.
    ///
    /// A shell gives its programs 1024, of which every connection takes one; when they are used up,
    /// not even the log can be written.
    /// - Parameter count: how many are needed.
    /// - Returns: how many there may be now, which may be more or fewer.
    package static func raise(to count: Int) -> Int {
        var limit = rlimit()
        guard unsafe getrlimit(files, &limit) == 0 else { return count }
        if limit.rlim_cur < rlim_t(count) {
            var raised = limit
            raised.rlim_cur = min(rlim_t(count), limit.rlim_max)
            if unsafe setrlimit(files, &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }

    #if canImport(Glibc)
        private static let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let files = RLIMIT_NOFILE
    #endif
}
