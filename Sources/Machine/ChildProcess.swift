// One of this room's files with unsafe code: Foundation starts a process with the signal mask of
// the thread that happens to start it, and threads of Swift's pool block the signals that end one.

internal import Foundation
internal import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A program that this process started, until its end.
///
/// It gets a clean signal mask and the default actions, whatever thread starts it, a process group
/// of its own and no descriptor but the three standard ones. Its standard input is a pipe that
/// nothing is written to: it closes when the child is told to end, and when this process ends in
/// whatever way. All of its descriptors are given back when it has ended.
package final class ChildProcess: Sendable {
    private struct State {
        /// The end of the child's standard input that this process holds.
        var input: Int32?
        /// How the child ended; until then its number is nobody else's.
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    /// The system's number of the process, its own until ``exitStatus()`` returns.
    package let identifier: Int32
    private let state: Mutex<State>

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: its path.
    ///   - arguments: what follows the program's name.
    ///   - environment: all of its variables.
    ///   - log: the file that takes its standard error from the beginning on; standard output
    ///     leads nowhere.
    /// - Throws: ``OperationError`` when the program or the file cannot be opened.
    package init(
        _ program: String, arguments: [String], environment: [String: String], log: String
    ) throws(OperationError) {
        let started = Self.starting.withLock { _ in
            Result { () throws(OperationError) in
                try Self.start(program, arguments, environment, log)
            }
        }
        let (identifier, input) = try started.get()
        self.identifier = identifier
        state = Mutex(State(input: input))
        Thread.detachNewThread { [self] in awaitEnd() }
    }

    /// Held while a child is started, so that none gets another's pipe before it is marked.
    private static let starting = Mutex(())

    private static func start(
        _ program: String, _ arguments: [String], _ environment: [String: String], _ log: String
    ) throws(OperationError) -> (identifier: pid_t, input: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw failure(program, errno) }
        defer { close(ends[0]) }
        _ = fcntl(ends[1], F_SETFD, FD_CLOEXEC)
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        unsafe posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        unsafe posix_spawn_file_actions_addopen(
            &actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        for descriptor in openDescriptors() where descriptor > STDERR_FILENO {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var (none, all) = (sigset_t(), sigset_t())
        unsafe sigemptyset(&none)
        unsafe sigfillset(&all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var identifier: pid_t = 0
        let code = unsafe posix_spawn(
            &identifier, program, &actions, &attributes, &words, &variables)
        guard code == 0 else {
            close(ends[1])
            throw failure(program, code)
        }
        return (identifier, ends[1])
    }

    /// Those that were opened with care are not inherited; a library may have been careless.
    private static func openDescriptors() -> [Int32] {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")
        return (names ?? []).compactMap { Int32($0) }
    }

    /// Waits for the child's end.
    ///
    /// - Returns: its exit status, or 128 and the number of the signal that ended it.
    package func exitStatus() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }

    /// Tells the child to end, closes its standard input, and kills what is left of its process
    /// group after a grace; returns at once.
    package func end(graceSeconds: Double) {
        signal(SIGTERM)
        state.withLock { Self.closeInput(of: &$0) }
        Thread.detachNewThread { [self] in
            Thread.sleep(forTimeInterval: graceSeconds)
            signal(SIGKILL)
        }
    }

    private func signal(_ number: Int32) {
        state.withLock { state in
            if state.status == nil { kill(-identifier, number) }
        }
    }

    private func awaitEnd() {
        var information = unsafe siginfo_t()
        // The child keeps its number until the lock is held, so that no signal can reach another.
        while unsafe waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT) != 0,
            errno == EINTR
        {}
        let (status, waiting) = state.withLock { state in
            var word: Int32 = 0
            var reaped: pid_t
            repeat {
                reaped = unsafe waitpid(identifier, &word, 0)
            } while reaped < 0
                && errno == EINTR
            // Where this process was started with SIGCHLD ignored, the system keeps no status; a
            // child of unknown end has not succeeded.
            if reaped != identifier { word = Self.unknownEnd }
            Self.closeInput(of: &state)
            let number = word & 0x7F
            let status = number == 0 ? (word >> 8) & 0xFF : 128 + number
            state.status = status
            defer { state.waiting = [] }
            return (status, state.waiting)
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    /// The status word of an exit with 255.
    private static let unknownEnd: Int32 = 255 << 8

    private static func closeInput(of state: inout State) {
        if let input = state.input { close(input) }
        state.input = nil
    }

    private static func failure(_ program: String, _ code: Int32) -> OperationError {
        let reason = unsafe String(cString: strerror(code))
        return OperationError(.files, "Could not start \(program): \(reason).")
    }
}

/// What this process does with signals.
package enum OwnSignals {
    /// Lets SIGTERM and SIGINT end the process, as they end a program that a shell started.
    ///
    /// Blocked signals and ignored ones are inherited from whoever started the process.
    package static func endProcess() {
        for number in [SIGTERM, SIGINT] { signal(number, SIG_DFL) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe pthread_sigmask(SIG_SETMASK, &none, nil)
    }
}
